namespace Ariane.Storage.Files;

/// <summary>A file in memory. The span must not be used after disposal: hold a lease on what owns the mapping.</summary>
public interface IStoreMapping : IDisposable
{
    Span<byte> GetSpan(long offset, int bytes);

    /// <summary>Brings a range into memory now, so that who writes it later need not wait. Only advice: it cannot fail.</summary>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="asWritten">Saves the writer more, but the next flush brings the range to the disk as it is.</param>
    void Prefault(long offset, int bytes, bool asWritten);
}
