using System.Globalization;
using Ariane.Client;
using Ariane.Client.Messages;
using Ariane.Client.Producing;
using Ariane.Client.Pulling;
using Ariane.Protocol.Bodies;

namespace Ariane.Crash.Processes;

/// <summary>Reads everything back and compares it with what the producer was told. Runs once.</summary>
internal sealed class StoreAudit(ArianeClient client, string topic, Ledger ledger)
{
    private const int MostFindings = 20;
    private const int DirectReads = 200;

    private readonly List<string> _findings = [];
    private readonly int[] _copies = new int[ledger.Count];
    private readonly bool[] _atItsPlace = new bool[ledger.Count];
    private long _logBegin = long.MaxValue;   // where the first message begins that every queue still had after reading

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        PullConsumer consumer = client.CreatePullConsumer("audit");
        IReadOnlyList<MessageQueue> queues = await consumer.GetQueuesAsync(topic, cancellationToken);
        foreach (MessageQueue queue in queues)
        {
            await ReadAsync(consumer, queue, cancellationToken);
        }

        // Retention goes on meanwhile, and takes what lies first in the log, of all queues alike.
        foreach (MessageQueue queue in queues) await FindBeginAsync(consumer, queue, cancellationToken);
        for (int message = 0; message < ledger.Count; message++) Judge(message);
        for (int message = 0; message < ledger.Count; message += Math.Max(1, ledger.Count / DirectReads))
        {
            if (_copies[message] > 0) await FindAsync(message, cancellationToken);
        }

        return _findings;
    }

    /// <summary>By unique key, by id and by time.</summary>
    private async Task FindAsync(int message, CancellationToken cancellationToken)
    {
        SendResult sent = ledger.ResultOf(message)!;
        ReceivedMessage? byKey = await client.Messages.FindByIdAsync(topic, sent.MessageId, cancellationToken);
        ReceivedMessage? byId = await client.Messages.FindByOffsetIdAsync(
            topic, sent.OffsetMessageId, cancellationToken);
        if ((byKey is null || byId is null) && await IsExpiredAsync(sent.Queue, sent.QueueOffset, cancellationToken))
            return;
        if (byKey is null || Payload.Read(byKey.Body.Span) != message)
            Report($"Message {message} is not found by its key.");
        if (byId is null || Payload.Read(byId.Body.Span) != message)
        {
            Report($"Message {message} is not found by its id.");
            return;
        }

        long byTime = await client.Offsets.FindAsync(sent.Queue, byId.StoredAt, cancellationToken: cancellationToken);
        bool isBehind = byTime > sent.QueueOffset
            && !await IsExpiredAsync(sent.Queue, sent.QueueOffset, cancellationToken);
        if (isBehind) Report($"Message {message} at {sent.QueueOffset}: its time leads to {byTime}.");
    }

    private async Task FindBeginAsync(PullConsumer consumer, MessageQueue queue, CancellationToken cancellationToken)
    {
        long min = await client.Offsets.GetMinAsync(queue, cancellationToken);
        PullResult pulled = await consumer.PullAsync(
            queue, min, new PullOptions { Wait = TimeSpan.Zero }, cancellationToken);
        if (pulled.Status == PullStatus.Found) _logBegin = Math.Min(_logBegin, pulled.Messages[0].LogOffset);
    }

    private async Task ReadAsync(PullConsumer consumer, MessageQueue queue, CancellationToken cancellationToken)
    {
        long end = await FindEndAsync(queue, cancellationToken);
        long next = await client.Offsets.GetMinAsync(queue, cancellationToken);
        while (next < end)
        {
            PullResult pulled = await consumer.PullAsync(
                queue, next, new PullOptions { Wait = TimeSpan.Zero }, cancellationToken);
            if (pulled.Status != PullStatus.Found)
            {
                if (await IsExpiredAsync(queue, next, cancellationToken))
                {
                    next = await client.Offsets.GetMinAsync(queue, cancellationToken);
                    continue;
                }

                Report($"Queue {queue.QueueId}: offset {next} of {end} cannot be read: {pulled.Status}.");
                return;
            }

            foreach (ReceivedMessage message in pulled.Messages)
            {
                bool isGap = message.QueueOffset != next
                    && !await IsExpiredAsync(queue, message.QueueOffset - 1, cancellationToken);
                if (isGap) Report($"Queue {queue.QueueId}: offset {message.QueueOffset} follows {next - 1}.");
                Note(message);
                next = message.QueueOffset + 1;
            }
        }
    }

    /// <summary>A message is in its queue a moment after its sender got the answer.</summary>
    private async Task<long> FindEndAsync(MessageQueue queue, CancellationToken cancellationToken)
    {
        long acknowledged = Enumerable.Range(0, ledger.Count).Select(ledger.PlaceOf)
            .Where(place => place.Queue == queue.QueueId)
            .Select(static place => place.Offset + 1)
            .DefaultIfEmpty().Max();
        long end = await client.Offsets.GetMaxAsync(queue, cancellationToken);
        for (int attempt = 0; end < acknowledged && attempt < 50; attempt++)
        {
            await Task.Delay(100, cancellationToken);
            end = await client.Offsets.GetMaxAsync(queue, cancellationToken);
        }

        return end;
    }

    /// <summary>
    /// Whether retention has taken a message. The log expires first; its queue's minimum follows a little later.
    /// </summary>
    private async Task<bool> IsExpiredAsync(MessageQueue queue, long offset, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < 50; attempt++)
        {
            if (await client.Offsets.GetMinAsync(queue, cancellationToken) > offset) return true;
            await Task.Delay(100, cancellationToken);
        }

        return false;
    }

    private void Note(ReceivedMessage received)
    {
        int message = Payload.Read(received.Body.Span);
        if (message < 0 || message >= ledger.Count)
        {
            Report($"Queue {received.Queue.QueueId}, offset {received.QueueOffset}: the body is not what was sent.");
            return;
        }

        _copies[message]++;
        if (ledger.PlaceOf(message) == (received.Queue.QueueId, received.QueueOffset)) _atItsPlace[message] = true;
    }

    private void Judge(int message)
    {
        (int queue, long offset) = ledger.PlaceOf(message);
        if (ledger.ResultOf(message) is { } sent && LogOffsetOf(sent) < _logBegin) return;   // expired
        if (_copies[message] == 0) Report($"Message {message}, acknowledged at {queue}:{offset}, is lost.");
        else if (!_atItsPlace[message])
            Report($"Message {message}, acknowledged at {queue}:{offset}, is somewhere else.");
        if (_copies[message] > ledger.AttemptsFor(message))
        {
            Report(
                $"Message {message} is stored {_copies[message]} times after {ledger.AttemptsFor(message)} attempts.");
        }
    }

    private static long LogOffsetOf(SendResult sent) =>
        long.Parse(sent.OffsetMessageId.AsSpan()[^16..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private void Report(string finding)
    {
        if (_findings.Count < MostFindings) _findings.Add(finding);
    }
}
