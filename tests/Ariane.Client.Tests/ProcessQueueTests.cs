using System.Net;
using Ariane.Client.Consuming;
using Ariane.Client.Messages;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Client.Tests;

public sealed class ProcessQueueTests
{
    private static readonly PushConsumerOptions Options = new()
    {
        Group = "g",
        Subscriptions = [new Subscription("T")],
        MaxBufferedMessages = 4,
        MaxBufferedBytes = 100,
        MaxOffsetSpan = 50,
    };

    [Fact]
    public void CommitOffset_AnyOrderOfFinishing_IsTheFirstUnfinishedOffset()
    {
        // Each number is one step: add a message after a gap, take the next one, or finish one of those taken.
        Gen<(int Action, int Choice)> step = Gen.Choose(0, 2).Zip(Gen.Choose(0, 1000));
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(step.ListOf(200)), steps =>
        {
            var queue = new ProcessQueue(startOffset: 10);
            var unfinished = new SortedDictionary<long, long>();
            var taken = new List<long>();
            long nextOffset = 10;
            long nextNumber = 0;
            foreach ((int action, int choice) in steps)
            {
                if (action == 0)
                {
                    long offset = nextOffset + (choice % 3);
                    queue.Add([MessageAt(offset)], offset + 1);
                    unfinished[nextNumber++] = offset;
                    nextOffset = offset + 1;
                }
                else if (action == 1)
                {
                    if (queue.TryTake(1, out _, out long number)) taken.Add(number);
                }
                else if (taken.Count > 0)
                {
                    long number = taken[choice % taken.Count];
                    taken.Remove(number);
                    unfinished.Remove(number);
                    queue.Finish(number);
                }

                if (queue.CommitOffset != (unfinished.Count == 0 ? nextOffset : unfinished.Values.First()))
                {
                    return false;
                }
            }

            return true;
        }));
    }

    [Fact]
    public void Add_OnlyFilteredMessages_MovesTheOffsetOn()
    {
        var queue = new ProcessQueue(startOffset: 10);

        queue.Add([], 40);

        Assert.Equal(40, queue.CommitOffset);
    }

    [Fact]
    public void IsFull_TooManyMessages_UntilTheyAreFinished()
    {
        var queue = new ProcessQueue(startOffset: 0);
        for (int offset = 0; offset < 4; offset++) queue.Add([MessageAt(offset)], offset + 1);

        Assert.True(queue.IsFull(Options));
        Assert.True(queue.TryTake(2, out ReceivedMessage[] taken, out long first));
        Assert.Equal((2, 0L), (taken.Length, first));
        queue.Finish(1);
        Assert.True(queue.IsFull(Options));
        queue.Finish(0);
        Assert.False(queue.IsFull(Options));
    }

    [Fact]
    public void IsFull_TooManyBytesOrTooWideASpan_IsTrue()
    {
        var bytes = new ProcessQueue(startOffset: 0);
        bytes.Add([MessageAt(0, bodyBytes: 100)], 1);
        var span = new ProcessQueue(startOffset: 0);
        span.Add([MessageAt(0), MessageAt(51)], 52);

        Assert.True(bytes.IsFull(Options));
        Assert.True(span.IsFull(Options));
    }

    private static ReceivedMessage MessageAt(long offset, int bodyBytes = 1)
    {
        var host = HostAddress.From(new IPEndPoint(IPAddress.Loopback, 1));
        var message = new MessageToEncode
        {
            Topic = "T"u8,
            QueueId = 0,
            Body = new System.Buffers.ReadOnlySequence<byte>(new byte[bodyBytes]),
            BodyCrc = 0,
            Properties = [],
            BornTimestamp = 0,
            BornHost = host,
            StoreHost = host,
        };
        byte[] record = new byte[message.EncodedBytes];
        message.Encode(record, offset, logOffset: 0, storeTimestamp: 0);
        var decoded = new List<ReceivedMessage>();
        Assert.True(RecordDecoder.TryDecode(new MessageQueue("T", "broker", 0), record, 0, decoded));
        return decoded[0];
    }
}
