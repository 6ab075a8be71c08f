namespace Ariane.Storage.Files;

/// <summary>An open file. Reads and writes at different places may run concurrently.</summary>
public interface IStoreFile : IDisposable
{
    string Path { get; }

    long Bytes { get; }

    DateTimeOffset LastWriteTime { get; }

    /// <summary>Grows (sparse, zero-filled) or shrinks the file.</summary>
    void SetLength(long bytes);

    /// <summary>Takes disk space for a range, so that writing it cannot run out of space later.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    void Reserve(long offset, long bytes);

    /// <summary>
    /// Makes a range zero without growing the file, giving its disk space back where that is possible.
    /// </summary>
    void Clear(long offset, long bytes);

    /// <summary>Reads up to the length of <paramref name="destination"/>; fewer only at the end of the file.</summary>
    int Read(long offset, Span<byte> destination);

    void Write(long offset, ReadOnlySpan<byte> source);

    /// <summary>
    /// Brings a range into memory, so that who writes it later need not wait for memory. Only advice: it cannot fail.
    /// </summary>
    void Load(long offset, long bytes);

    /// <summary>Makes all content, written and mapped, survive a power loss (fdatasync).</summary>
    void Flush();

    /// <summary>Maps the whole file, shared, for reading and writing.</summary>
    IStoreMapping Map();

    /// <summary>Takes the exclusive lock of byte 0 until the file is closed; false when somebody holds it.</summary>
    bool TryLock();
}
