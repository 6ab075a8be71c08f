using Ariane.Protocol.Messages;
using Ariane.Storage;
using Ariane.Storage.Reading;

namespace Ariane.Crash.Stores;

/// <summary>
/// Asks a store for every message on every path: it may only miss what the damage explains, and never serve another.
/// </summary>
internal sealed class DamageAudit(MessageStore store, History history, Damage damage, Findings findings)
{
    private readonly ReadResult _result = new();

    public void Check()
    {
        foreach (SentMessage message in history.All)
        {
            if (message.QueueOffset >= 0)
            {
                store.Read(message.Topic, message.QueueId, message.QueueOffset, 1, 1 << 20, null, _result);
                Judge(message, damage.MayMissInQueue(message), "in its queue");
            }

            store.TryReadRecord(message.LogOffset, _result);
            Judge(message, damage.MayMissById(message), "by its id");
            store.QueryByKey(message.Topic, message.UniqueKey, 32, 0, long.MaxValue, _result);
            Judge(message, damage.MayMissByKey(message), "by its key", isExact: false);
        }
    }

    private void Judge(SentMessage message, bool mayMiss, string path, bool isExact = true)
    {
        bool isFound = false;
        for (int index = 0; index < _result.RecordCount; index++)
        {
            MessageRecord.TryRead(_result.GetRecord(index), out MessageRecord record);
            int number = Payload.Read(record.Body);

            // A read goes on behind a message that it cannot serve.
            if (number >= 0 && isExact && record.QueueOffset > message.QueueOffset && message.QueueOffset >= 0)
                continue;
            isFound |= number == message.Number;
            if (number < 0) findings.Add($"{damage}: asked for {message} {path}, a corrupt body is served.");

            // A queue or an id has one answer; a key may share its hash with others.
            else if (number != message.Number && isExact)
                findings.Add($"{damage}: {path}, message {number} is served for {message}.");
        }

        _result.Release();
        if (!isFound && !mayMiss) findings.Add($"{damage}: {message} is missing {path}.");
    }
}
