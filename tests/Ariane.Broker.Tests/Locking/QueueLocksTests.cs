using System.Text;
using Ariane.Broker.Clients;
using Ariane.Broker.Locking;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Locking;

public sealed class QueueLocksTests
{
    private static readonly MessageQueue[] Two = [new("T", "b", 0), new("T", "b", 1)];

    private readonly ManualTime _time = new();
    private readonly QueueLocks _locks;

    public QueueLocksTests() => _locks = new QueueLocks(new ClientOptions { MaxQueueLocks = 3 }, _time);

    [Fact]
    public void Lock_FreeQueues_GrantsAll() => Assert.Equal(Two, _locks.Lock("G", "c1", Two));

    [Fact]
    public void Lock_HeldByAnother_GrantsTheRest()
    {
        _locks.Lock("G", "c1", Two[..1]);

        Assert.Equal(Two[1..], _locks.Lock("G", "c2", Two));
        Assert.Equal(Two[..1], _locks.Lock("G", "c1", Two));
    }

    [Fact]
    public void Lock_OfAnotherGroup_DoesNotMatter()
    {
        _locks.Lock("G", "c1", Two[..1]);

        Assert.Equal(Two[..1], _locks.Lock("H", "c2", Two[..1]));
    }

    [Fact]
    public void Lock_NotRenewedForAMinute_IsFree()
    {
        _locks.Lock("G", "c1", Two);
        _time.Advance(TimeSpan.FromSeconds(40));
        _locks.Lock("G", "c1", Two[..1]);
        _time.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(Two[1..], _locks.Lock("G", "c2", Two));
    }

    [Fact]
    public void Unlock_OwnAndOthers_FreesOwnAlone()
    {
        _locks.Lock("G", "c1", Two[..1]);
        _locks.Lock("G", "c2", Two[1..]);
        _locks.Unlock("G", "c1", Two);

        Assert.Equal(Two[..1], _locks.Lock("G", "c3", Two));
    }

    [Fact]
    public void IsAnyLocked_ExpiredOnly_IsFalse()
    {
        Assert.False(_locks.IsAnyLocked("G"));
        _locks.Lock("G", "c1", Two);
        Assert.True(_locks.IsAnyLocked("G"));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.False(_locks.IsAnyLocked("G"));
    }

    [Fact]
    public void Lock_AboveTheLimit_GrantsNoMoreUntilSomeExpire()
    {
        _locks.Lock("G", "c1", Two);
        Assert.Equal(Two[..1], _locks.Lock("H", "c1", Two));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(Two[..1], _locks.Lock("H", "c1", Two));

        _locks.RemoveExpired();
        Assert.Equal(Two, _locks.Lock("H", "c1", Two));
    }

    [Fact]
    public void Lock_OfMoreGroupsThanMayHoldSome_IsGrantedOnceOthersHoldNone()
    {
        var locks = new QueueLocks(new ClientOptions { MaxLockingGroups = 1 }, _time);
        locks.Lock("G", "c1", Two);

        Assert.Empty(locks.Lock("H", "c1", Two));
        locks.Unlock("G", "c1", Two);
        Assert.Equal(Two, locks.Lock("H", "c1", Two));
    }

    [Fact]
    public void Lock_WithMoreCharactersThanAreKept_GrantsNoMoreUntilSomeAreFree()
    {
        // Each lock below has ten: of group, client, topic and broker.
        var locks = new QueueLocks(new ClientOptions { MaxQueueLockCharacters = 25 }, _time);
        MessageQueue[] three = [new("Topic", "b", 0), new("Topic", "b", 1), new("Topic", "b", 2)];

        Assert.Equal(three[..2], locks.Lock("Gr", "c1", three));
        Assert.Equal(three[..2], locks.Lock("Gr", "c1", three));
        locks.Unlock("Gr", "c1", three[..1]);
        Assert.Equal(three[2..], locks.Lock("Gr", "c1", three[2..]));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Empty(locks.Lock("Gr", "a client's endless name", three[1..2]));
        Assert.Equal(three[1..], locks.Lock("Gr", "c2", three[1..]));
        locks.RemoveExpired();
        Assert.Equal(three[1..], locks.Lock("Gr", "c2", three));
        locks.Unlock("Gr", "c2", three);
        Assert.Equal(three[..2], locks.Lock("Gr", "c2", three));
    }

    [Fact]
    public async Task Requests_LockOfAnUnknownTopic_IsNotGranted()
    {
        await using BrokerHost host = await BrokerHost.StartAsync();
        RemotingConnection client = await host.ConnectAsync();

        RemotingResponse answer = await client.CallAsync(new LockQueuesRequest(), new QueueLockRequest("G", "c1", Two));

        Assert.Equal("""{"lockOKMQSet":[]}""", Encoding.UTF8.GetString(answer.Body.Span));
    }

    [Fact]
    public async Task Requests_LockAndUnlock_NameTheGrantedQueues()
    {
        await using BrokerHost host = await BrokerHost.StartAsync();
        RemotingConnection client = await host.ConnectAsync();
        await client.CreateTopicAsync("T");
        RemotingResponse first = await client.CallAsync(new LockQueuesRequest(), new QueueLockRequest("G", "c1", Two));
        RemotingResponse second = await client.CallAsync(new LockQueuesRequest(), new QueueLockRequest("G", "c2", Two));
        await client.CallAsync(new UnlockQueuesRequest(), new QueueLockRequest("G", "c1", Two[..1]));
        RemotingResponse third = await client.CallAsync(new LockQueuesRequest(), new QueueLockRequest("G", "c2", Two));

        Assert.Equal(
            """{"lockOKMQSet":[{"brokerName":"b","queueId":0,"topic":"T"},"""
            + """{"brokerName":"b","queueId":1,"topic":"T"}]}""",
            Encoding.UTF8.GetString(first.Body.Span));
        Assert.Equal("""{"lockOKMQSet":[]}""", Encoding.UTF8.GetString(second.Body.Span));
        Assert.Equal(
            """{"lockOKMQSet":[{"brokerName":"b","queueId":0,"topic":"T"}]}""",
            Encoding.UTF8.GetString(third.Body.Span));
    }
}
