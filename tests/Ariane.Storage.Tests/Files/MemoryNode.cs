namespace Ariane.Storage.Tests.Files;

/// <summary>The content of a file in memory: as written, as flushed, and which of its blocks have disk space.</summary>
internal sealed class MemoryNode(DateTimeOffset created)
{
    public const int BlockBytes = 4096;
    private const int SectorBytes = 512;

    private byte[] _flushed = [];
    private bool[] _blocks = [];

    public byte[] Content { get; private set; } = [];

    public DateTimeOffset LastWriteTime { get; set; } = created;

    public MemoryFile? LockedBy { get; set; }

    public bool HasBytesInHoles
    {
        get
        {
            for (int block = 0; block < _blocks.Length; block++)
            {
                if (!_blocks[block] && Block(block).ContainsAnyExcept((byte)0)) return true;
            }

            return false;
        }
    }

    public void SetLength(long bytes)
    {
        byte[] content = GC.AllocateArray<byte>(checked((int)bytes), pinned: true);
        Content.AsSpan(0, Math.Min(Content.Length, content.Length)).CopyTo(content);
        Content = content;
        Array.Resize(ref _blocks, (content.Length + BlockBytes - 1) / BlockBytes);
    }

    /// <summary>Gives a range disk space; returns how many bytes that took.</summary>
    public long Allocate(long offset, long bytes)
    {
        long taken = 0;
        for (long block = offset / BlockBytes; block * BlockBytes < offset + bytes && block < _blocks.Length; block++)
        {
            if (!_blocks[block]) taken += BlockBytes;
            _blocks[block] = true;
        }

        return taken;
    }

    /// <summary>How many bytes <see cref="Allocate"/> would take.</summary>
    public long Missing(long offset, long bytes)
    {
        long missing = 0;
        for (long block = offset / BlockBytes; block * BlockBytes < offset + bytes; block++)
        {
            if (block >= _blocks.Length || !_blocks[block]) missing += BlockBytes;
        }

        return missing;
    }

    public void Clear(long offset, long bytes) =>
        Content.AsSpan((int)offset, (int)Math.Min(bytes, Content.Length - offset)).Clear();

    public void Replace(byte[] content)
    {
        SetLength(content.Length);
        content.CopyTo(Content, 0);
        Allocate(0, content.Length);
        Flush();
    }

    public void Flush() => _flushed = [.. Content];

    public MemoryNode Copy(byte[] content)
    {
        var copy = new MemoryNode(LastWriteTime);
        copy.Replace(content);
        return copy;
    }

    /// <summary>What a power loss leaves: each sector as it was flushed or as it was written.</summary>
    public byte[] Tear(Random random)
    {
        // A new length is on disk or not; what it adds reads as zeros until flushed.
        byte[] torn = new byte[random.Next(2) == 0 ? Content.Length : _flushed.Length];
        for (int start = 0; start < torn.Length; start += SectorBytes)
        {
            byte[] source = random.Next(2) == 0 ? Content : _flushed;
            int bytes = Math.Min(SectorBytes, Math.Min(torn.Length, source.Length) - start);
            if (bytes > 0) source.AsSpan(start, bytes).CopyTo(torn.AsSpan(start));
        }

        return torn;
    }

    private ReadOnlySpan<byte> Block(int block) =>
        Content.AsSpan(block * BlockBytes, Math.Min(BlockBytes, Content.Length - block * BlockBytes));
}
