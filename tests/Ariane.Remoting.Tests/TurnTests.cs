using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;

namespace Ariane.Remoting.Tests;

/// <summary>Connections that have much to do take turns.</summary>
public sealed class TurnTests
{
    private const int Many = 3 * ConnectionTurns.MaxFrames;

    [Fact]
    public async Task ManyRequestsInOneRead_AreHandledInTurnsAndAllAnsweredInOrder()
    {
        var options = new RemotingOptions { Turns = new ConnectionTurns(mostWorkers: 1, TimeProvider.System) };
        await using var peer = new Peer(Answering(static () => { }), options);

        peer.Send(Enumerable.Range(0, Many).Select(static i => Command.Request(Sample.MaxOffset(), i)));

        Assert.Equal(Enumerable.Range(0, Many), (await peer.ReceiveAsync(Many)).Select(static answer => answer.Opaque));
    }

    [Fact]
    public async Task BusyConnections_TakeTurns()
    {
        var turns = new List<string>();
        using var bothHaveBegun = new ManualResetEventSlim();
        var options = new RemotingOptions { Turns = new ConnectionTurns(mostWorkers: 1, TimeProvider.System) };

        // The only worker waits with the first one's second turn until the second one has had its first.
        int handledOfFirst = 0;
        await using var first = new Peer(
            Answering(() =>
            {
                if (handledOfFirst++ == ConnectionTurns.MaxFrames) bothHaveBegun.Wait(Patience.Limit);
                Note("first");
            }),
            options);
        await using var second = new Peer(Answering(() => Note("second")), options);
        first.Send(Enumerable.Range(0, Many).Select(static i => Command.Request(Sample.MaxOffset(), i)));
        second.Send(Enumerable.Range(0, Many).Select(static i => Command.Request(Sample.MaxOffset(), i)));
        bothHaveBegun.Set();

        await Task.WhenAll(first.ReceiveAsync(Many), second.ReceiveAsync(Many));
        Assert.Equal(["first", "second", "first", "second", "first", "second"], turns);

        void Note(string name)
        {
            if (turns.Count == 0 || turns[^1] != name) turns.Add(name);
        }
    }

    [Fact]
    public async Task PeerThatEndsBehindManyRequests_GetsAllAnswers()
    {
        var options = new RemotingOptions { Turns = new ConnectionTurns() };
        await using var peer = new Peer(Answering(static () => { }), options);

        peer.Send(Enumerable.Range(0, Many).Select(static i => Command.Request(Sample.MaxOffset(), i)));
        peer.SendEnd();

        Assert.Equal(Many, (await peer.ReceiveAsync(Many)).Count);
        await peer.WaitForEndAsync();
    }

    private static RequestTable Answering(Action handled) =>
        new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, _) =>
        {
            handled();
            return new ValueTask<Reply>(Reply.Ok);
        }).Build();
}
