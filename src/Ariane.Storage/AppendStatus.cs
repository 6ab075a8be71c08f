namespace Ariane.Storage;

/// <summary>How an append ended. Source of the mapping to response codes: 03-store, put status.</summary>
public enum AppendStatus
{
    /// <summary>In the log; durable only as far as the flush mode says.</summary>
    Appended,

    /// <summary>The store is closed, closing, or stopped after a failed flush.</summary>
    NotAvailable,

    /// <summary>No space: above the disk-full ratio, or the disk refused to give more.</summary>
    DiskFull,

    /// <summary>The log is held up by the operating system (osPageCacheBusyTimeOutMills).</summary>
    Busy,

    /// <summary>Body, record or topic above the limit.</summary>
    MessageTooLarge,

    /// <summary>More than 32767 bytes of properties.</summary>
    PropertiesTooLarge,

    /// <summary>A batch body that does not parse.</summary>
    MalformedBatch,
}
