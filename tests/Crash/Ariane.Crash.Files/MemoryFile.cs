using Ariane.Storage.Files;

namespace Ariane.Crash.Files;

/// <summary>An open file of <see cref="MemoryFiles"/>.</summary>
internal sealed class MemoryFile(MemoryFiles files, string path, MemoryNode node) : IStoreFile
{
    public string Path { get; } = path;

    public long Bytes => node.Content.Length;

    public DateTimeOffset LastWriteTime => node.LastWriteTime;

    public void SetLength(long bytes)
    {
        files.Count(FileCall.SetLength, Path);
        node.SetLength(bytes);
    }

    public void Reserve(long offset, long bytes)
    {
        files.Count(FileCall.Reserve, Path);
        Allocate(offset, bytes);
    }

    public void Clear(long offset, long bytes)
    {
        files.Count(FileCall.Clear, Path);
        node.Clear(offset, bytes);
    }

    public int Read(long offset, Span<byte> destination)
    {
        byte[] content = node.Content;
        if (offset >= content.Length) return 0;
        int bytes = (int)Math.Min(destination.Length, content.Length - offset);
        content.AsSpan((int)offset, bytes).CopyTo(destination);
        return bytes;
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        try
        {
            files.Count(FileCall.Write, Path);
        }
        catch (IOException)
        {
            // As a disk may: some of it is there, though the call failed.
            if (files.TearsFailedWrites) Store(offset, source[..(source.Length / 2)]);
            throw;
        }

        Store(offset, source);
    }

    public void Load(long offset, long bytes) { }

    public void Flush()
    {
        files.Count(FileCall.Flush, Path);
        files.BeforeFlush(Path);
        node.Flush();
        node.LastWriteTime = files.Now;
    }

    public IStoreMapping Map() => new Mapping(node.Content);

    public bool TryLock()
    {
        if (node.LockedBy is { } holder && holder != this) return false;
        node.LockedBy = this;
        return true;
    }

    public void Dispose()
    {
        if (node.LockedBy == this) node.LockedBy = null;
    }

    private void Store(long offset, ReadOnlySpan<byte> source)
    {
        files.Take(node.Missing(offset, source.Length));
        if (offset + source.Length > Bytes) node.SetLength(offset + source.Length);
        node.Allocate(offset, source.Length);
        source.CopyTo(node.Content.AsSpan((int)offset));
        node.LastWriteTime = files.Now;
    }

    private void Allocate(long offset, long bytes)
    {
        files.Take(node.Missing(offset, bytes));
        node.Allocate(offset, bytes);
    }

    private sealed class Mapping(byte[] content) : IStoreMapping
    {
        private byte[]? _content = content;

        public void Prefault(long offset, int bytes) { }

        public Span<byte> GetSpan(long offset, int bytes) =>
            (_content ?? throw new ObjectDisposedException(nameof(Mapping), "Used after unmapping."))
                .AsSpan((int)offset, bytes);

        public void Dispose() => _content = null;
    }
}
