using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;

namespace Ariane.Remoting.Tests;

/// <summary>Requests that take long are handled one at a time, and others in between.</summary>
public sealed class SlowLaneTests
{
    private const int QuickBytes = 1000;
    private static readonly string Large = new('x', QuickBytes + 1);

    // Of the first request; the credit is used up by it, and it leaves a debt.
    private static readonly TimeSpan Debt = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Work = SlowLane.MostCredit + Debt;
    private static readonly TimeSpan Rest = Debt * SlowLane.Rest;

    private readonly ManualTime _time = new();
    private readonly RemotingOptions _options;

    public SlowLaneTests() => _options = new RemotingOptions { Turns = new ConnectionTurns(mostWorkers: 1, _time) };

    [Fact]
    public async Task SlowRequests_OfSeveralConnections_PassOneAtATimeWithARestBetween()
    {
        await using var first = new Peer(Working(), _options);
        await using var second = new Peer(Working(), _options);
        await using var third = new Peer(Working(), _options);

        first.Send(Command.Request(Sample.MaxOffset(), 1, Large));
        second.Send(Command.Request(Sample.MaxOffset(), 2, Large), Command.Request(Sample.MaxOffset(), 3));
        third.Send(Command.Request(Sample.MaxOffset(), 4, new string('x', QuickBytes)));

        Assert.Equal(1, Assert.Single(first.Received()).Opaque);
        Assert.Equal(4, Assert.Single(third.Received()).Opaque);
        Assert.Empty(second.Received());
        _time.Advance(Rest);
        Assert.Equal([2, 3], (await second.ReceiveAsync(2)).Select(static answer => answer.Opaque));
    }

    [Fact]
    public async Task SlowRequests_WithinTheCredit_NeedNoRest()
    {
        await using var first = new Peer(Working(SlowLane.MostCredit / 2), _options);
        await using var second = new Peer(Working(SlowLane.MostCredit / 2), _options);
        await using var third = new Peer(Working(Debt), _options);
        await using var fourth = new Peer(Working(Debt), _options);

        first.Send(Command.Request(Sample.MaxOffset(), 1, Large));
        second.Send(Command.Request(Sample.MaxOffset(), 2, Large));
        third.Send(Command.Request(Sample.MaxOffset(), 3, Large));
        fourth.Send(Command.Request(Sample.MaxOffset(), 4, Large));

        Assert.Equal(
            [1, 2, 3],
            first.Received().Concat(second.Received()).Concat(third.Received()).Select(static answer => answer.Opaque));
        Assert.Empty(fourth.Received());
        _time.Advance(Rest);
        Assert.Equal(4, (await fourth.ReceiveAsync()).Opaque);
    }

    [Fact]
    public async Task LongHeader_IsSlow()
    {
        await using var first = new Peer(Working(), _options);
        await using var second = new Peer(Working(), _options);

        first.Send(Command.Request(Sample.MaxOffset(), 1, Large));
        second.Send(Command.Request(new GetMaxOffsetRequest(new string('t', 40 * 1024), 0), 2));

        Assert.Empty(second.Received());
        _time.Advance(Rest);
        Assert.Equal(2, (await second.ReceiveAsync()).Opaque);
    }

    [Fact]
    public async Task ConnectionThatClosesInTheLane_DoesNotKeepItsPlace()
    {
        await using var first = new Peer(Working(), _options);
        await using var second = new Peer(Working(), _options);
        await using var third = new Peer(Working(), _options);
        first.Send(Command.Request(Sample.MaxOffset(), 1, Large));
        second.Send(Command.Request(Sample.MaxOffset(), 2, Large));
        third.Send(Command.Request(Sample.MaxOffset(), 3, Large));

        await second.Connection.DisposeAsync();
        _time.Advance(Rest);

        Assert.Equal(3, (await third.ReceiveAsync()).Opaque);
    }

    [Fact]
    public async Task SlowRequestsThatWait_CountAsHeld()
    {
        await using var first = new Peer(Working(), _options);
        await using var second = new Peer(Working(), _options);

        first.Send(Command.Request(Sample.MaxOffset(), 1, Large));
        Assert.Equal(0, _options.Memory.InputBytes);
        second.Send(Command.Request(Sample.MaxOffset(), 2, Large));
        Assert.True(_options.Memory.InputBytes > Large.Length);
        _time.Advance(Rest);
        await second.ReceiveAsync();
        second.SendEnd();
        await second.WaitForEndAsync();

        Assert.Equal(0, _options.Memory.InputBytes);
    }

    [Fact]
    public async Task ManyConnectionsInTurns_GoOnAtOnceWhenTooManyWait()
    {
        var turns = new ConnectionTurns(mostWorkers: 0, _time);
        for (int i = 0; i < ConnectionTurns.MaxWaiting; i++) _ = WaitAsync();

        await WaitAsync().WaitAsync(Patience.Limit);

        async Task WaitAsync() => await turns.NextAsync();
    }

    private RequestTable Working() => Working(Work);

    private RequestTable Working(TimeSpan work) => new RequestTableBuilder().Map(new Handler<GetMaxOffsetRequest>(
        (_, context) =>
        {
            if (context.Body.Length > QuickBytes) _time.Advance(work);
            return new ValueTask<Reply>(Reply.Ok);
        },
        QuickBytes)).Build();
}
