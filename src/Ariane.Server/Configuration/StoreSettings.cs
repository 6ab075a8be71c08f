using System.Globalization;
using Ariane.Storage;
using static Ariane.Server.Configuration.SettingOf<Ariane.Storage.StoreOptions>;

namespace Ariane.Server.Configuration;

/// <summary>The settings of a store. Source: store/.../store/config/MessageStoreConfig.java.</summary>
internal static class StoreSettings
{
    private const int MiB = 1024 * 1024;
    private const int Minute = 60_000;
    private const int Day = 24 * 60 * Minute;

    public static IReadOnlyList<Setting<StoreOptions>> All { get; } =
    [
        Text("storePathRootDir", o => o.RootDirectory, (o, v) => o with { RootDirectory = v }),
        Text("storePathCommitLog",
            o => o.CommitLogDirectory ?? Path.Combine(o.RootDirectory, "commitlog"),
            (o, v) => o with { CommitLogDirectory = v }),
        Bytes("mappedFileSizeCommitLog", 4096, int.MaxValue,
            o => o.CommitLogSegmentBytes, (o, v) => o with { CommitLogSegmentBytes = v }),
        Bytes("mappedFileSizeConsumeQueue", 20, int.MaxValue,
            o => o.ConsumeQueueSegmentBytes, (o, v) => o with { ConsumeQueueSegmentBytes = v }),
        Other("flushDiskType", "ASYNC_FLUSH or SYNC_FLUSH",
            o => o.SyncFlush ? "SYNC_FLUSH" : "ASYNC_FLUSH",
            (o, text) => text switch
            {
                "SYNC_FLUSH" => o with { SyncFlush = true },
                "ASYNC_FLUSH" => o with { SyncFlush = false },
                _ => null,
            }),
        Milliseconds("syncFlushTimeout", 1, 10 * Minute,
            o => o.SyncFlushTimeout, (o, v) => o with { SyncFlushTimeout = v }),
        Milliseconds("flushIntervalCommitLog", 1, Day, o => o.FlushInterval, (o, v) => o with { FlushInterval = v }),
        Whole("flushCommitLogLeastPages", 0, MiB,
            o => o.FlushLeastPages, (o, v) => o with { FlushLeastPages = v }, " of pages"),
        Milliseconds("flushCommitLogThoroughInterval", 1, Day,
            o => o.ThoroughFlushInterval, (o, v) => o with { ThoroughFlushInterval = v }),
        Milliseconds("flushIntervalConsumeQueue", 1, Day,
            o => o.QueueFlushInterval, (o, v) => o with { QueueFlushInterval = v }),
        Milliseconds("flushConsumeQueueThoroughInterval", 1, Day,
            o => o.QueueThoroughFlushInterval, (o, v) => o with { QueueThoroughFlushInterval = v }),
        Bytes("maxMessageSize", 1, 15 * MiB, o => o.MaxMessageBytes, (o, v) => o with { MaxMessageBytes = v }),
        Flag("messageIndexEnable", o => o.IndexEnabled, (o, v) => o with { IndexEnabled = v }),
        Flag("messageIndexSafe", o => o.IndexSafe, (o, v) => o with { IndexSafe = v }),
        Whole("maxHashSlotNum", 1, 100_000_000, o => o.IndexSlots, (o, v) => o with { IndexSlots = v }),
        Whole("maxIndexNum", 2, 100_000_000, o => o.IndexEntries, (o, v) => o with { IndexEntries = v }),
        Whole("maxMsgsNumBatch", 1, 10_000, o => o.MaxQueryCount, (o, v) => o with { MaxQueryCount = v }),
        Flag("checkCRCOnRecover", o => o.CheckCrcOnRecover, (o, v) => o with { CheckCrcOnRecover = v }),
        Other("deleteWhen", "hours of the day from 00 to 23, separated by semicolons",
            o => string.Join(';', o.DeleteHours.Select(hour => hour.ToString("00", CultureInfo.InvariantCulture))),
            (o, text) => TryHours(text, out var hours) ? o with { DeleteHours = hours } : null),
        Whole("fileReservedTime", 0, 24 * 365 * 100,
            o => (int)o.Retention.TotalHours, (o, v) => o with { Retention = TimeSpan.FromHours(v) }, " of hours"),
        Whole("deleteFileBatchMax", 1, 1_000_000, o => o.DeleteBatch, (o, v) => o with { DeleteBatch = v }),
        Milliseconds("deleteCommitLogFilesInterval", 0, Minute,
            o => o.DeleteInterval, (o, v) => o with { DeleteInterval = v }),
        Milliseconds("cleanResourceInterval", 100, Day,
            o => o.RetentionInterval, (o, v) => o with { RetentionInterval = v }),
        Flag("cleanFileForciblyEnable", o => o.DeleteForcibly, (o, v) => o with { DeleteForcibly = v }),
        Percent("diskMaxUsedSpaceRatio", 10, 95,
            o => o.DiskMaxUsedPercent, (o, v) => o with { DiskMaxUsedPercent = v }),
        Percent("diskSpaceCleanForciblyRatio", 30, 100,
            o => o.DiskForcePercent, (o, v) => o with { DiskForcePercent = v }),
        Percent("diskSpaceWarningLevelRatio", 35, 100,
            o => o.DiskFullPercent, (o, v) => o with { DiskFullPercent = v }),
        Milliseconds("osPageCacheBusyTimeOutMills", 1, 10 * Minute,
            o => o.PageCacheBusyTimeout, (o, v) => o with { PageCacheBusyTimeout = v }),
        Whole("maxTransferCountOnMessageInMemory", 1, 65_536,
            o => o.MaxTransferCountInMemory, (o, v) => o with { MaxTransferCountInMemory = v }),
        Bytes("maxTransferBytesOnMessageInMemory", 1024, 15 * MiB,
            o => o.MaxTransferBytesInMemory, (o, v) => o with { MaxTransferBytesInMemory = v }),
        Whole("maxTransferCountOnMessageInDisk", 1, 65_536,
            o => o.MaxTransferCountOnDisk, (o, v) => o with { MaxTransferCountOnDisk = v }),
        Bytes("maxTransferBytesOnMessageInDisk", 1024, 15 * MiB,
            o => o.MaxTransferBytesOnDisk, (o, v) => o with { MaxTransferBytesOnDisk = v }),
        Percent("accessMessageInMemoryMaxRatio", 0, 100,
            o => o.InMemoryPercent, (o, v) => o with { InMemoryPercent = v }),
        Bytes("maxFilterMessageSize", 20, 100 * MiB,
            o => o.MaxFilterScanBytes, (o, v) => o with { MaxFilterScanBytes = v }),
    ];

    private static bool TryHours(string text, out IReadOnlyList<int> hours)
    {
        var found = new List<int>();
        hours = found;
        foreach (string part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int hour) || hour > 23)
                return false;
            found.Add(hour);
        }

        return found.Count > 0;
    }
}
