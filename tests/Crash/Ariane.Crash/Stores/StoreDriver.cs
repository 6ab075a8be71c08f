using System.Buffers;
using System.Net;
using System.Text;
using Ariane.Crash.Files;
using Ariane.Protocol.Messages;
using Ariane.Storage;
using Ariane.Storage.Files;
using Ariane.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Crash.Stores;

/// <summary>
/// Puts messages into a store as a broker does, and notes in the history what that promised. One thread.
/// </summary>
internal sealed class StoreDriver(MessageStore store, MemoryFiles files, ManualTime time, History history, bool isKill)
{
    private static readonly HostAddress Host = HostAddress.From(new IPEndPoint(IPAddress.Parse("192.168.1.10"), 10911));

    /// <summary>
    /// Everything is small, so that a few hundred messages roll, expire, and fill every kind of file.
    /// </summary>
    public static StoreOptions Options { get; } = new()
    {
        RootDirectory = "/store",
        CommitLogSegmentBytes = 16 * 1024,
        ConsumeQueueSegmentBytes = 400,
        IndexSlots = 40,
        IndexEntries = 60,
        MaxMessageBytes = 8 * 1024,
        DeleteHours = [.. Enumerable.Range(0, 24)],
        Retention = TimeSpan.FromMinutes(10),
    };

    /// <summary>The disk only fails for a while: to go on is part of the trial.</summary>
    public bool OutlivesFaults { get; init; }

    public static string ConfigPath => "/store/config/topics.json";

    public static Task<MessageStore> OpenAsync(
        StoreOptions options, MemoryFiles files, ManualTime time, Journal? journal = null) => MessageStore.OpenAsync(
            options, files, time, journal as ILoggerFactory ?? NullLoggerFactory.Instance, CancellationToken.None);

    public static byte[] Body(SentMessage message) => Payload.Make(message.Number, message.BodyBytes);

    /// <summary>Appends one message, which is safe from <see cref="Write"/> on if the store takes it.</summary>
    public AppendStatus Append(string topic, int queueId, int bodyBytes, bool isPrepared)
    {
        SentMessage message = history.Next(topic, queueId, bodyBytes);
        byte[] body = Body(message);
        AppendResult result = store.Append(topic, new MessageToEncode
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            QueueId = queueId,
            Body = new ReadOnlySequence<byte>(body),
            BodyCrc = Crc32.ComputeBody(body),
            Properties = Properties(message),
            SysFlag = isPrepared ? MessageSysFlag.Prepared : MessageSysFlag.None,
            BornTimestamp = 1,
            BornHost = Host,
            StoreHost = Host,
        });
        if (result.Status == AppendStatus.Appended)
            Note(message, isPrepared ? -1 : result.QueueOffset, result.LogOffset, result.EndOffset);
        return result.Status;
    }

    /// <summary>Appends a batch to one queue.</summary>
    public AppendStatus AppendBatch(string topic, int queueId, int[] bodyBytes)
    {
        SentMessage[] messages = [.. bodyBytes.Select(bytes => history.Next(topic, queueId, bytes))];
        var batch = new ArrayBufferWriter<byte>();
        foreach (SentMessage message in messages) BatchEncoder.WriteEntry(batch, 0, Body(message), Properties(message));

        long[] logOffsets = new long[messages.Length];
        AppendResult result = store.AppendBatch(
            topic,
            new MessageToEncode
            {
                Topic = Encoding.UTF8.GetBytes(topic),
                QueueId = queueId,
                Body = ReadOnlySequence<byte>.Empty,
                BodyCrc = 0,
                Properties = [],
                BornTimestamp = 1,
                BornHost = Host,
                StoreHost = Host,
            },
            new ReadOnlySequence<byte>(batch.WrittenMemory),
            [],
            logOffsets);
        for (int index = 0; index < messages.Length && result.Status == AppendStatus.Appended; index++)
        {
            long end = index + 1 < messages.Length ? logOffsets[index + 1] : result.EndOffset;
            Note(messages[index], result.QueueOffset + index, logOffsets[index], end);
        }

        return result.Status;
    }

    /// <summary>
    /// Ends a batch of appends: what was appended is stored now, or remains in doubt when the disk fails.
    /// </summary>
    public void Write()
    {
        try
        {
            store.Write();
        }
        catch (IOException) when (OutlivesFaults)
        {
            return;
        }

        // What a process wrote survives its end; what a machine wrote survives its own when it was flushed.
        if (isKill && !store.Options.SyncFlush) history.Promise(store.AppendedOffset);
        history.Settle();
    }

    /// <summary>Waits until everything written so far is on disk, or the store says that it never will be.</summary>
    public async Task<DurabilityOutcome> AwaitAsync()
    {
        var waiter = new Acknowledgement(history, store.AppendedOffset);
        store.WhenDurable(store.AppendedOffset, waiter);
        return await waiter.Outcome;
    }

    /// <summary>Makes messages readable, and with synchronous flush promises what can be read.</summary>
    public void Dispatch()
    {
        store.Dispatch();
        if (store.Options.SyncFlush) history.Promise(store.DispatchedOffset);
    }

    public void SaveConfig()
    {
        int version = ++history.TriedConfig;
        try
        {
            new ConfigFile(files, ConfigPath).Save(Encoding.ASCII.GetBytes($"version {version} ok"));
            history.PromiseConfig(version);
        }
        catch (IOException) when (OutlivesFaults)
        {
            // Its caller was told; either version may be there now.
        }
    }

    /// <summary>Moves the clock, and lets what that wakes come to an end, or nearly so.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        time.Advance(by);
        for (int i = 0; i < 4; i++) await Task.Run(static () => { });
        if (!isKill) history.Promise(store.DurableOffset);
    }

    private void Note(SentMessage message, long queueOffset, long logOffset, long endOffset)
    {
        (message.QueueOffset, message.LogOffset, message.EndOffset) = (queueOffset, logOffset, endOffset);
        history.Doubt(message);
    }

    private static byte[] Properties(SentMessage message) => Encoding.ASCII.GetBytes(
        $"UNIQ_KEY\u0001{message.UniqueKey}\u0002KEYS\u0001{message.SharedKey} K{message.Number}\u0002"
        + $"TAGS\u0001{message.Tag}\u0002");

    private sealed class Acknowledgement(History history, long endOffset) : IDurabilityWaiter
    {
        private readonly TaskCompletionSource<DurabilityOutcome> _outcome =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<DurabilityOutcome> Outcome => _outcome.Task;

        public void OnDurable(DurabilityOutcome outcome)
        {
            if (outcome == DurabilityOutcome.Durable) history.Promise(endOffset);
            _outcome.TrySetResult(outcome);
        }
    }
}
