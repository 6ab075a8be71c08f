namespace Ariane.Storage;

/// <summary>
/// Settings of a store. Names and defaults are those of upstream's MessageStoreConfig, in .NET types.
/// </summary>
public sealed record StoreOptions
{
    /// <summary>
    /// Holds <c>commitlog/</c>, <c>consumequeue/</c>, <c>index/</c>, <c>config/</c> (storePathRootDir).
    /// </summary>
    public required string RootDirectory { get; init; }

    /// <summary>Overrides <c>commitlog/</c> below the root (storePathCommitLog).</summary>
    public string? CommitLogDirectory { get; init; }

    /// <summary>mappedFileSizeCommitLog.</summary>
    public int CommitLogSegmentBytes { get; init; } = 1024 * 1024 * 1024;

    /// <summary>mappedFileSizeConsumeQueue; rounded up to whole units of 20 bytes.</summary>
    public int ConsumeQueueSegmentBytes { get; init; } = 6_000_000;

    /// <summary>flushDiskType=SYNC_FLUSH: nothing is acknowledged or readable before it is on disk.</summary>
    public bool SyncFlush { get; init; }

    /// <summary>syncFlushTimeout: how long an append waits for the disk.</summary>
    public TimeSpan SyncFlushTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>flushIntervalCommitLog.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>flushCommitLogLeastPages, of 4096 bytes.</summary>
    public int FlushLeastPages { get; init; } = 4;

    /// <summary>flushCommitLogThoroughInterval.</summary>
    public TimeSpan ThoroughFlushInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>flushIntervalConsumeQueue.</summary>
    public TimeSpan QueueFlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>flushConsumeQueueThoroughInterval.</summary>
    public TimeSpan QueueThoroughFlushInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>maxMessageSize: largest body; a record may be 64 KiB larger.</summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>messageIndexEnable.</summary>
    public bool IndexEnabled { get; init; } = true;

    /// <summary>messageIndexSafe: recovery starts early enough to rebuild the whole unfinished index file.</summary>
    public bool IndexSafe { get; init; }

    /// <summary>maxHashSlotNum of an index file.</summary>
    public int IndexSlots { get; init; } = 5_000_000;

    /// <summary>maxIndexNum of an index file.</summary>
    public int IndexEntries { get; init; } = 20_000_000;

    /// <summary>maxMsgsNumBatch: most messages a query by key returns.</summary>
    public int MaxQueryCount { get; init; } = 64;

    /// <summary>checkCRCOnRecover.</summary>
    public bool CheckCrcOnRecover { get; init; } = true;

    /// <summary>deleteWhen: local hours in which expired segments are deleted.</summary>
    public IReadOnlyList<int> DeleteHours { get; init; } = [4];

    /// <summary>fileReservedTime.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(72);

    /// <summary>deleteFileBatchMax: most segments that one run deletes.</summary>
    public int DeleteBatch { get; init; } = 10;

    /// <summary>deleteCommitLogFilesInterval: pause between two deletions.</summary>
    public TimeSpan DeleteInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>cleanResourceInterval.</summary>
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>cleanFileForciblyEnable: a nearly full disk deletes segments before their time.</summary>
    public bool DeleteForcibly { get; init; } = true;

    /// <summary>diskMaxUsedSpaceRatio in percent: above it expired segments go at any hour.</summary>
    public int DiskMaxUsedPercent { get; init; } = 75;

    /// <summary>diskSpaceCleanForciblyRatio in percent: above it the oldest segments go.</summary>
    public int DiskForcePercent { get; init; } = 85;

    /// <summary>diskSpaceWarningLevelRatio in percent: above it appends are refused.</summary>
    public int DiskFullPercent { get; init; } = 90;

    /// <summary>osPageCacheBusyTimeOutMills: an append that holds the log longer makes the store busy.</summary>
    public TimeSpan PageCacheBusyTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>maxTransferCountOnMessageInMemory.</summary>
    public int MaxTransferCountInMemory { get; init; } = 32;

    /// <summary>maxTransferBytesOnMessageInMemory.</summary>
    public int MaxTransferBytesInMemory { get; init; } = 256 * 1024;

    /// <summary>maxTransferCountOnMessageInDisk.</summary>
    public int MaxTransferCountOnDisk { get; init; } = 8;

    /// <summary>maxTransferBytesOnMessageInDisk.</summary>
    public int MaxTransferBytesOnDisk { get; init; } = 64 * 1024;

    /// <summary>accessMessageInMemoryMaxRatio in percent of the machine's memory.</summary>
    public int InMemoryPercent { get; init; } = 40;

    /// <summary>maxFilterMessageSize: bytes of consume queue that one read scans at most.</summary>
    public int MaxFilterScanBytes { get; init; } = 16_000;
}
