namespace Ariane.Crash.Stores;

/// <summary>The model: what was put into a store, in order, and what was promised about it.</summary>
/// <remarks>Messages belong to the thread that sends; promises may be made and read by any.</remarks>
internal sealed class History
{
    private long _promisedEnd;
    private int _savedConfig;

    public SortedDictionary<(string Topic, int QueueId), List<SentMessage>> Queues { get; } = [];

    /// <summary>Prepared messages: in the log and the index, but in no queue.</summary>
    public List<SentMessage> Unqueued { get; } = [];

    /// <summary>What was appended and not written since, in order: it may be in the log or not.</summary>
    public List<SentMessage> InDoubt { get; } = [];

    public int Count { get; private set; }

    /// <summary>The last version of the configuration whose save began.</summary>
    public int TriedConfig { get; set; }

    public IEnumerable<SentMessage> All => Queues.Values.SelectMany(static queue => queue).Concat(Unqueued);

    public Promises Promises => new(Volatile.Read(ref _promisedEnd), Volatile.Read(ref _savedConfig));

    public SentMessage Next(string topic, int queueId, int bodyBytes) => new(Count++, topic, queueId, bodyBytes);

    private List<SentMessage> QueueOf(string topic, int queueId)
    {
        if (!Queues.TryGetValue((topic, queueId), out List<SentMessage>? queue)) Queues[(topic, queueId)] = queue = [];
        return queue;
    }

    /// <summary>Whatever ends in the log at or before an offset must never be lost.</summary>
    public void Promise(long endOffset)
    {
        for (long seen = Volatile.Read(ref _promisedEnd); seen < endOffset;)
        {
            seen = Interlocked.CompareExchange(ref _promisedEnd, endOffset, seen);
        }
    }

    /// <summary>A message was appended; its queue is to be looked at from now on.</summary>
    public void Doubt(SentMessage message)
    {
        if (message.QueueOffset >= 0) QueueOf(message.Topic, message.QueueId);
        InDoubt.Add(message);
    }

    /// <summary>What was in doubt is in the log.</summary>
    public void Settle()
    {
        foreach (SentMessage message in InDoubt)
        {
            List<SentMessage> place = message.QueueOffset < 0 ? Unqueued : QueueOf(message.Topic, message.QueueId);
            place.Add(message);
        }

        InDoubt.Clear();
    }

    public void PromiseConfig(int version) => Volatile.Write(ref _savedConfig, version);

    /// <summary>Goes on with what a store was found to hold: the rest was never promised.</summary>
    public void Forget(long logEnd, Promises promises)
    {
        foreach (List<SentMessage> queue in Queues.Values) queue.RemoveAll(message => message.EndOffset > logEnd);
        Unqueued.RemoveAll(message => message.EndOffset > logEnd);
        InDoubt.Clear();
        Reset(promises);
    }

    public void Reset(Promises promises)
    {
        Volatile.Write(ref _promisedEnd, promises.EndOffset);
        Volatile.Write(ref _savedConfig, promises.ConfigVersion);
    }
}

/// <summary>What must survive: the log up to an offset, and a version of the configuration or a later one.</summary>
internal readonly record struct Promises(long EndOffset, int ConfigVersion);
