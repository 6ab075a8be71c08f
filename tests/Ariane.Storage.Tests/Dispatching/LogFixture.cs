using System.Net;
using System.Text;
using Ariane.Protocol.Messages;
using Ariane.Storage.Availability;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Dispatching;
using Ariane.Storage.Files;
using Ariane.Storage.Index;
using Ariane.Storage.Tests.ConsumeQueues;
using Ariane.Crash.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Storage.Tests.Dispatching;

/// <summary>A log with queues, index and dispatcher over files in memory, as a store composes them.</summary>
internal sealed class LogFixture : IAsyncDisposable
{
    private static readonly HostAddress Host = HostAddress.From(new IPEndPoint(IPAddress.Loopback, 10911));
    private readonly SegmentSupply _supply;

    public LogFixture(StoreOptions? options = null, ScratchFiles? files = null, long endOffset = 0)
    {
        Files = files ?? new ScratchFiles();
        Options = options ?? SmallOptions;
        string directory = StorePaths.CommitLogDirectory(Options);
        Files.CreateDirectory(directory);
        var segments = new SegmentTable(Options.CommitLogSegmentBytes, OpenSegments(directory));
        Availability = new StoreAvailability();
        _supply = new SegmentSupply(
            Files, directory, Options.CommitLogSegmentBytes, segments.Last?.BaseOffset ?? -1,
            NullLogger.Instance);
        Log = new CommitLog(
            Options, segments, _supply, new LogPosition(endOffset, 0), 0, Availability, Time,
            NullLogger<CommitLog>.Instance);
        Queues = new ConsumeQueueTable(Options, Files, NullLogger<ConsumeQueueTable>.Instance);
        Index = new IndexFiles(Options, Files, Time, static _ => { }, NullLogger<IndexFiles>.Instance);
        Dispatcher = new Dispatcher(
            Log, Queues, Index, DelayLevels.Default, Time, NullLogger<Dispatcher>.Instance, Availability)
        {
            Listener = Listener,
        };
    }

    public static StoreOptions SmallOptions { get; } = new()
    {
        RootDirectory = QueueFixture.Root,
        CommitLogSegmentBytes = 64 * 1024,
        ConsumeQueueSegmentBytes = 100 * QueueUnit.EncodedBytes,
        IndexSlots = 50,
        IndexEntries = 200,
    };

    public ScratchFiles Files { get; }

    public StoreOptions Options { get; }

    public ManualTime Time { get; } = new();

    /// <summary>What the clock shows at first, in Unix milliseconds.</summary>
    public long Start { get; } = new ManualTime().GetUtcNow().ToUnixTimeMilliseconds();

    public StoreAvailability Availability { get; }

    public CommitLog Log { get; }

    public ConsumeQueueTable Queues { get; }

    public IndexFiles Index { get; }

    public Dispatcher Dispatcher { get; }

    public RecordingListener Listener { get; } = new();

    public AppendResult Append(
        string topic,
        int queueId = 0,
        string properties = "",
        int bodyBytes = 10,
        MessageSysFlag sysFlag = MessageSysFlag.None)
    {
        byte[] body = new byte[bodyBytes];
        var message = new MessageToEncode
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            QueueId = queueId,
            Body = body.AsSpan(),
            BodyCrc = Crc32.ComputeBody(body.AsSpan()),
            Properties = Encoding.UTF8.GetBytes(properties),
            SysFlag = sysFlag,
            BornTimestamp = 1,
            BornHost = Host,
            StoreHost = Host,
        };
        ConsumeQueue queue = Queues.GetOrAdd(topic, queueId);
        Assert.True(Log.TryAppend(queue, message, out AppendResult result));
        Log.Write();
        Assert.Equal(AppendStatus.Appended, result.Status);
        return result;
    }

    /// <summary>
    /// Appends and dispatches messages one millisecond apart, with bodies of <paramref name="bodyBytes"/>.
    /// </summary>
    public void Produce(string topic, int count, int queueId = 0, int bodyBytes = 10, string properties = "")
    {
        for (int i = 0; i < count; i++)
        {
            Append(topic, queueId, properties, bodyBytes);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Dispatcher.Dispatch();
    }

    public async ValueTask DisposeAsync()
    {
        await Dispatcher.StopAsync();
        Queues.Dispose();
        Index.Dispose();
        await _supply.DisposeAsync();
    }

    private List<LogSegment> OpenSegments(string directory) =>
    [
        .. Files.List(directory).Select(entry => LogSegment.Open(
            Files, Path.Combine(directory, entry.Name), long.Parse(entry.Name, null), Options.CommitLogSegmentBytes)),
    ];
}
