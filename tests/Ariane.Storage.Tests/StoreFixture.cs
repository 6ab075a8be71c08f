using System.Buffers;
using System.Net;
using System.Text;
using Ariane.Protocol.Messages;
using Ariane.Storage.Reading;
using Ariane.Crash.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Storage.Tests;

/// <summary>Opens small stores in memory and puts messages into them.</summary>
internal static class StoreFixture
{
    public const string Root = "/store";
    public const string LogDirectory = "/store/commitlog";
    public const int SegmentBytes = 16 * 1024;

    public static readonly HostAddress Host = HostAddress.From(new IPEndPoint(IPAddress.Parse("192.168.1.10"), 10911));

    public static StoreOptions Options { get; } = new()
    {
        RootDirectory = Root,
        CommitLogSegmentBytes = SegmentBytes,
        ConsumeQueueSegmentBytes = 2000,
        IndexSlots = 100,
        IndexEntries = 200,
        MaxMessageBytes = 8 * 1024,
    };

    public static Task<MessageStore> OpenAsync(MemoryFiles files, TimeProvider time, StoreOptions? options = null) =>
        MessageStore.OpenAsync(options ?? Options, files, time, NullLoggerFactory.Instance, CancellationToken.None);

    /// <summary>A message whose body, key and unique key tell which one it is.</summary>
    public static AppendResult Append(
        MessageStore store, string topic, int queueId, string id, int bodyBytes = 100, MessageSysFlag sysFlag = default)
    {
        AppendResult result = AppendUnwritten(store, topic, queueId, id, bodyBytes, sysFlag);
        store.Write();
        return result;
    }

    /// <summary>As <see cref="Append"/>, but the message waits in the log's buffer.</summary>
    public static AppendResult AppendUnwritten(
        MessageStore store, string topic, int queueId, string id, int bodyBytes = 100, MessageSysFlag sysFlag = default)
    {
        byte[] body = Body(id, bodyBytes);
        var message = new MessageToEncode
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            QueueId = queueId,
            Body = new ReadOnlySequence<byte>(body),
            BodyCrc = Crc32.ComputeBody(body),
            Properties = Encoding.UTF8.GetBytes($"UNIQ_KEY\u0001u{id}\u0002KEYS\u0001k{id}\u0002TAGS\u0001TagA\u0002"),
            SysFlag = sysFlag,
            BornTimestamp = 1,
            BornHost = Host,
            StoreHost = Host,
        };
        return store.Append(topic, message);
    }

    public static byte[] Body(string id, int bytes)
    {
        byte[] body = new byte[Math.Max(bytes, id.Length + 1)];
        Encoding.ASCII.GetBytes(id + ":", body.AsSpan(0, id.Length + 1));
        return body;
    }

    /// <summary>The ids of all messages of a queue, in order.</summary>
    public static List<string> ReadIds(MessageStore store, string topic, int queueId)
    {
        var ids = new List<string>();
        var result = new ReadResult();
        long offset = store.GetMinOffset(topic, queueId);
        while (true)
        {
            store.Read(topic, queueId, offset, 32, 1 << 20, null, result);
            if (result.Status != ReadStatus.Found)
            {
                result.Release();
                return ids;
            }

            for (int index = 0; index < result.RecordCount; index++) ids.Add(IdOf(result.GetRecord(index)));
            offset = result.NextOffset;
            result.Release();
        }
    }

    public static string IdOf(ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(bytes, out MessageRecord record));
        Assert.True(record.HasValidBody());
        return Encoding.ASCII.GetString(record.Body[..record.Body.IndexOf((byte)':')]);
    }

    /// <summary>The ids of the messages that a key finds.</summary>
    public static List<string> FindByKey(MessageStore store, string topic, string key)
    {
        var ids = new List<string>();
        var result = new ReadResult();
        store.QueryByKey(topic, key, 32, 0, long.MaxValue, result);
        for (int index = 0; index < result.RecordCount; index++) ids.Add(IdOf(result.GetRecord(index)));
        result.Release();
        return ids;
    }

    public static Task<DurabilityOutcome> WhenDurableAsync(MessageStore store, long endOffset)
    {
        var waiter = new Waiter();
        store.WhenDurable(endOffset, waiter);
        return waiter.Outcome;
    }

    private sealed class Waiter : IDurabilityWaiter
    {
        private readonly TaskCompletionSource<DurabilityOutcome> _source =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<DurabilityOutcome> Outcome => _source.Task;

        public void OnDurable(DurabilityOutcome outcome) => _source.SetResult(outcome);
    }
}
