using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Ariane.Protocol.Messages;
using Ariane.Storage.Availability;
using Ariane.Storage.CommitLogs;
using Ariane.Crash.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Storage.Tests.CommitLogs;

/// <summary>A log of small segments with one queue, in memory.</summary>
internal sealed class LogFixture : IAsyncDisposable
{
    public const int SegmentBytes = 4096;
    public const int MaxMessageBytes = 3500;

    private static readonly byte[] Topic = "T"u8.ToArray();

    private readonly SegmentSupply _supply;

    public LogFixture(bool syncFlush = false)
    {
        Files = new MemoryFiles(Time);
        Files.CreateDirectory("/store/commitlog");
        Options = new StoreOptions
        {
            RootDirectory = "/store",
            CommitLogSegmentBytes = SegmentBytes,
            MaxMessageBytes = MaxMessageBytes,
            SyncFlush = syncFlush,
        };
        _supply = new SegmentSupply(Files, "/store/commitlog", SegmentBytes, -1, NullLogger.Instance);
        Log = new CommitLog(
            Options, new SegmentTable(SegmentBytes, []), _supply, default, 0, Availability, Time,
            NullLogger<CommitLog>.Instance);
    }

    public ManualTime Time { get; } = new();

    public MemoryFiles Files { get; }

    public StoreOptions Options { get; }

    public StoreAvailability Availability { get; } = new();

    public TestQueue Queue { get; } = new();

    public CommitLog Log { get; }

    public AppendResult Append(
        string body, string topic = "T", string properties = "", MessageSysFlag sysFlag = default)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        MessageToEncode message = Message(bytes) with
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Properties = Encoding.UTF8.GetBytes(properties),
            SysFlag = sysFlag,
        };
        Assert.True(Log.TryAppend(Queue, message, out AppendResult result));
        Log.Write();
        return result;
    }

    public AppendResult Append(byte[] body)
    {
        Assert.True(Log.TryAppend(Queue, Message(body), out AppendResult result));
        Log.Write();
        return result;
    }

    public bool TryAppend(string body, out AppendResult result) =>
        Log.TryAppend(Queue, Message(Encoding.UTF8.GetBytes(body)), out result);

    public AppendResult AppendBatch(byte[] batch, string sharedProperties, long[] logOffsets)
    {
        AppendStatus status = EncodedBatch.TryEncode(
            Message([]), new ReadOnlySequence<byte>(batch), Encoding.UTF8.GetBytes(sharedProperties), MaxMessageBytes,
            out EncodedBatch encoded);
        using (encoded)
        {
            if (status != AppendStatus.Appended) return new AppendResult(status);
            Assert.True(Log.TryAppendBatch(Queue, encoded, logOffsets, out AppendResult result));
            Log.Write();
            return result;
        }
    }

    /// <summary>One entry of a client's batch.</summary>
    public static byte[] Entry(string body, string properties)
    {
        byte[] bodyBytes = Encoding.UTF8.GetBytes(body);
        byte[] propertyBytes = Encoding.UTF8.GetBytes(properties);
        byte[] entry = new byte[20 + bodyBytes.Length + 2 + propertyBytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(entry, entry.Length);
        BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(16), bodyBytes.Length);
        bodyBytes.CopyTo(entry, 20);
        BinaryPrimitives.WriteInt16BigEndian(entry.AsSpan(20 + bodyBytes.Length), (short)propertyBytes.Length);
        propertyBytes.CopyTo(entry, 22 + bodyBytes.Length);
        return entry;
    }

    public async ValueTask DisposeAsync() => await _supply.DisposeAsync();

    private static MessageToEncode Message(byte[] body) => new()
    {
        Topic = Topic,
        QueueId = 0,
        Body = new ReadOnlySequence<byte>(body),
        BodyCrc = Crc32.ComputeBody(body),
        Properties = default,
        BornTimestamp = 1,
        BornHost = StoreFixture.Host,
        StoreHost = StoreFixture.Host,
    };

    internal sealed class TestQueue : IQueueCounter
    {
        private long _next;

        public Action? Reading { get; set; }

        public bool IsDeleted { get; set; }

        public long NextOffset
        {
            get
            {
                Reading?.Invoke();
                return _next;
            }
            set => _next = value;
        }
    }
}
