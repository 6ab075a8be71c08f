using Ariane.Storage.Files;

namespace Ariane.Storage.Checkpoints;

/// <summary>
/// Keeps a second broker, of this or another kind, out of a store: byte 0 of the file <c>lock</c> is locked.
/// </summary>
/// <remarks>Source: store/.../store/DefaultMessageStore.java (start).</remarks>
internal sealed class StoreLock : IDisposable
{
    private readonly IStoreFile _file;

    private StoreLock(IStoreFile file)
    {
        _file = file;
        TakenBefore = file.LastWriteTime;
    }

    /// <summary>When somebody took the lock the time before this.</summary>
    public DateTimeOffset TakenBefore { get; }

    /// <summary>When the lock was taken last, as its file has it.</summary>
    public DateTimeOffset Taken => _file.LastWriteTime;

    /// <summary>
    /// Takes the lock; with <paramref name="isReader"/> without writing to the file, which must exist.
    /// </summary>
    /// <exception cref="StoreException">Somebody holds the lock.</exception>
    public static StoreLock Take(IStoreFiles files, string root, bool isReader = false)
    {
        string path = Path.Combine(root, StorePaths.Lock);
        IStoreFile file = files.Open(path, StoreFileMode.OpenOrCreate);
        try
        {
            if (!file.TryLock())
            {
                throw new StoreException(
                    $"The store {root} is in use: another process, or another store of this one, " +
                    $"holds the lock of {path}. " +
                    "Stop it first, or set another storePathRootDir.");
            }

            var taken = new StoreLock(file);
            if (!isReader) file.Write(0, "lock"u8);
            return taken;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();
}
