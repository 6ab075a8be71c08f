namespace Ariane.Crash.Files;

/// <summary>
/// The content of a file in memory: as written, as it is on disk, and which of its blocks have disk space.
/// </summary>
/// <remarks>As safe for concurrent use as a file is: calls that overlap leave either's bytes.</remarks>
internal sealed class MemoryNode(DateTimeOffset created)
{
    public const int BlockBytes = 4096;

    private readonly Lock _diskGate = new();
    private byte[] _onDisk = [];    // Replaced or changed under _diskGate.
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

    public void Flush()
    {
        lock (_diskGate) _onDisk = [.. Content];
    }

    /// <summary>Some pages reach the disk without anybody having asked, as they do at any time.</summary>
    public void WriteBack(Random random)
    {
        byte[] content = Content;
        lock (_diskGate)
        {
            int shared = Math.Min(content.Length, _onDisk.Length);
            for (int start = 0; start < shared; start += BlockBytes)
            {
                int bytes = Math.Min(BlockBytes, shared - start);
                if (random.Next(2) == 0) content.AsSpan(start, bytes).CopyTo(_onDisk.AsSpan(start));
            }
        }
    }

    public MemoryNode Copy(byte[] content)
    {
        var copy = new MemoryNode(LastWriteTime);
        copy.Replace(content);
        return copy;
    }

    /// <summary>What a power loss leaves: each sector as it was on disk or as it was written.</summary>
    public byte[] Tear(Tearing tearing)
    {
        lock (_diskGate) return tearing.Tear(_onDisk, Content);
    }

    private ReadOnlySpan<byte> Block(int block) =>
        Content.AsSpan(block * BlockBytes, Math.Min(BlockBytes, Content.Length - block * BlockBytes));
}
