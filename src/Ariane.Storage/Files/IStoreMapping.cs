namespace Ariane.Storage.Files;

/// <summary>
/// A file in memory. The span must not be used after disposal: hold a lease on what owns the mapping.
/// </summary>
public interface IStoreMapping : IDisposable
{
    Span<byte> GetSpan(long offset, int bytes);

    /// <summary>
    /// Makes a range present and writable in memory now, so that who writes it later need not wait.
    /// Only advice: it cannot fail.
    /// </summary>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="bytes">Its length.</param>
    void Prefault(long offset, int bytes);
}
