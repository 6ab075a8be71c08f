using Ariane.Client;
using Ariane.Client.Messages;
using Ariane.Client.Pulling;
using Ariane.Protocol.Bodies;

namespace Ariane.Crash;

/// <summary>Reads everything back and compares it with what the producer was told. Runs once.</summary>
internal sealed class StoreAudit(ArianeClient client, string topic, Ledger ledger)
{
    private const int MostFindings = 20;

    private readonly List<string> _findings = [];
    private readonly int[] _copies = new int[ledger.Count];
    private readonly bool[] _atItsPlace = new bool[ledger.Count];

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        PullConsumer consumer = client.CreatePullConsumer("audit");
        foreach (MessageQueue queue in await consumer.GetQueuesAsync(topic, cancellationToken))
        {
            await ReadAsync(consumer, queue, cancellationToken);
        }

        for (int message = 0; message < ledger.Count; message++) Judge(message);
        return _findings;
    }

    private async Task ReadAsync(PullConsumer consumer, MessageQueue queue, CancellationToken cancellationToken)
    {
        long end = await client.Offsets.GetMaxAsync(queue, cancellationToken);
        long next = 0;
        while (next < end)
        {
            PullResult pulled = await consumer.PullAsync(queue, next, new PullOptions { Wait = TimeSpan.Zero }, cancellationToken);
            if (pulled.Status != PullStatus.Found)
            {
                Report($"Queue {queue.QueueId}: offset {next} of {end} cannot be read: {pulled.Status}.");
                return;
            }

            foreach (ReceivedMessage message in pulled.Messages)
            {
                if (message.QueueOffset != next) Report($"Queue {queue.QueueId}: offset {message.QueueOffset} follows {next - 1}.");
                Note(message);
                next = message.QueueOffset + 1;
            }
        }
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
        if (_copies[message] == 0) Report($"Message {message}, acknowledged at {queue}:{offset}, is lost.");
        else if (!_atItsPlace[message]) Report($"Message {message}, acknowledged at {queue}:{offset}, is somewhere else.");
        if (_copies[message] > ledger.AttemptsFor(message))
        {
            Report($"Message {message} is stored {_copies[message]} times after {ledger.AttemptsFor(message)} attempts.");
        }
    }

    private void Report(string finding)
    {
        if (_findings.Count < MostFindings) _findings.Add(finding);
    }
}
