using Ariane.Client.Producing;
using Ariane.Protocol.Bodies;
using Ariane.Soak.Load;

namespace Ariane.Soak.Tests;

/// <summary>Does the soak see a message that got lost?</summary>
public sealed class LedgerTests
{
    private static readonly SendResult Result =
        new(SendStatus.Ok, "id", new MessageQueue("topic", "broker", 3), 7, "id");

    [Fact]
    public void ListMissing_OneReaderHasItNot_ListsIt()
    {
        var ledger = new Ledger(capacity: 2, readersOf: _ => 0b11);
        int number = ledger.Issue(timestamp: 5);
        ledger.Stored(number, Result);
        Assert.True(ledger.Received(number, reader: 0));

        Assert.Empty(ledger.ListMissing(reader: 0));
        Assert.Equal([number], ledger.ListMissing(reader: 1));
        Assert.Equal((number, 5), ledger.FindOldest());
    }

    [Fact]
    public void FindOldest_ReceivedByAllOrNeverAcknowledged_IsNone()
    {
        var ledger = new Ledger(capacity: 2, readersOf: _ => 0b1);
        int stored = ledger.Issue(timestamp: 5);
        ledger.Stored(stored, Result);
        ledger.Received(stored, reader: 0);
        ledger.LeftOpen(ledger.Issue(timestamp: 6));

        Assert.Null(ledger.FindOldest());
        Assert.Empty(ledger.ListMissing(reader: 0));
    }

    [Fact]
    public void Received_Again_SaysSo()
    {
        var ledger = new Ledger(capacity: 1, readersOf: _ => 0b1);
        int number = ledger.Issue(timestamp: 5);

        Assert.True(ledger.Received(number, reader: 0));
        Assert.False(ledger.Received(number, reader: 0));
    }
}
