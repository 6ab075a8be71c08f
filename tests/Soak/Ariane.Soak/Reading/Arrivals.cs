using Ariane.Client.Messages;
using Ariane.Soak.Disturbing;
using Ariane.Soak.Judging;
using Ariane.Soak.Load;

namespace Ariane.Soak.Reading;

/// <summary>Checks each message that a reader gets and enters it in the ledger. Safe for concurrent use.</summary>
internal sealed class Arrivals(Ledger ledger, Window restarts, Findings findings)
{
    /// <param name="order">Null when the reader's handlers run side by side.</param>
    public void Received(Reader reader, ReceivedMessage message, QueueOrder? order)
    {
        bool isDisturbed = restarts.IsOpen || reader.Churn.IsOpen;
        if (order is not null && !order.Follows(message) && !isDisturbed)
        {
            findings.Add(FindingKinds.Order, $"{reader.Name} got {Describe(message)} after a later one.");
        }

        int number = Traffic.Read(message);
        if (number < 0 || number >= ledger.Issued || !reader.Wants(number))
        {
            findings.Add(FindingKinds.Altered, $"{reader.Name} got {Describe(message)}, which is not what was sent.");
            return;
        }

        reader.CountReceived();
        if (ledger.Received(number, reader.Index)) return;

        reader.CountDuplicate();
        if (isDisturbed || ledger.WasRepeated(number)) return;
        findings.Add(FindingKinds.Duplicate, $"{reader.Name} got message {number} again: {Describe(message)}.");
    }

    private static string Describe(ReceivedMessage message) =>
        $"{message.Topic}, queue {message.Queue.QueueId}, offset {message.QueueOffset}";
}
