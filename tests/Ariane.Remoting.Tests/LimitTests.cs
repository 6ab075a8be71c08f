using System.Buffers;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;

namespace Ariane.Remoting.Tests;

/// <summary>What one peer can make a connection hold is limited, and costs other connections nothing.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task InFlight_AtItsLimit_PausesUntilOneIsAnswered()
    {
        var promises = new Promises();
        await using var peer = new Peer(promises.Table, new RemotingOptions { MaxInFlightRequests = 2 });

        peer.Send(Enumerable.Range(0, 4).Select(i => Command.Request(Sample.MaxOffset(i), i)));
        Assert.Equal(2, promises.Count);
        promises.Complete(0, Reply.Ok);
        await Eventually.IsTrueAsync(() => promises.Count == 2);
        promises.Complete(1, Reply.Ok);
        await Eventually.IsTrueAsync(() => promises.Count == 2);
        promises.Complete(2, Reply.Ok);
        promises.Complete(3, Reply.Ok);

        Assert.Equal([0, 1, 2, 3], (await peer.ReceiveAsync(4)).Select(response => response.Opaque));
    }

    [Fact]
    public async Task Output_NeverRead_StopsServingAndLeavesOthersAlone()
    {
        const int BodyBytes = 10_000;
        int handled = 0;
        RequestTable table = new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, context) =>
        {
            handled++;
            return context.Write(ResponseCode.Success, new NoFields(), new Zeros(BodyBytes));
        }).Build();
        var options = new RemotingOptions { MaxBufferedOutputBytes = 100_000 };
        await using var greedy = new Peer(table, options, outputPauseBytes: 16 * 1024);
        await using var modest = new Peer(table, options);

        byte[][] requests = [.. Enumerable.Range(0, 100).Select(i => Command.Request(Sample.MaxOffset(), i))];
        for (int i = 0; i < 100; i++) greedy.Send(requests);
        Assert.True(greedy.Connection.IsCongested);
        Assert.InRange(handled, 10, 13);    // the limit, one above it, and what the pipe itself takes
        modest.Send(Command.Request(Sample.MaxOffset(), 1));

        Assert.Single(modest.Received());
        Assert.True(greedy.Connection.IsOpen);
        List<Command> responses = await greedy.ReceiveAsync(10_000);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => i % 100), responses.Select(response => response.Opaque));
    }

    [Fact]
    public async Task Output_NeverRead_IsClosedByTheIdleTimeout()
    {
        RequestTable table = new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, context) =>
            context.Write(ResponseCode.Success, new NoFields(), new Zeros(50_000))).Build();
        var options = new RemotingOptions { MaxBufferedOutputBytes = 100_000 };
        await using var peer = new Peer(table, options, outputPauseBytes: 1024);
        peer.Send(Enumerable.Range(0, 10).Select(i => Command.Request(Sample.MaxOffset(), i)));

        peer.Time.Advance(TimeSpan.FromSeconds(90));
        peer.Send(Command.Request(Sample.MaxOffset(), 10));    // it goes on sending, which nobody reads
        Assert.True(peer.Connection.IsOpen);
        peer.Time.Advance(TimeSpan.FromSeconds(45));

        await peer.WaitForEndAsync();
        Assert.True(peer.Connection.IsAborted);
    }

    [Fact]
    public async Task Output_PromisedAnswersNeverRead_CloseAtTheHardLimit()
    {
        var promises = new Promises();
        var options = new RemotingOptions { MaxBufferedOutputBytes = 10_000, MaxUnsentBytes = 50_000 };
        await using var peer = new Peer(promises.Table, options, outputPauseBytes: 1024);
        peer.Send(Enumerable.Range(0, 10).Select(i => Command.Request(Sample.MaxOffset(i), i)));

        for (int i = 0; i < 4; i++) promises.Complete(i, Reply.Ok.WithBody(new byte[10_000]));
        Assert.True(peer.Connection.IsOpen);
        Assert.True(peer.Connection.IsCongested);
        for (int i = 4; i < 10; i++) promises.Complete(i, Reply.Ok.WithBody(new byte[10_000]));

        await peer.WaitForEndAsync();
        Assert.True(peer.Connection.Closed.IsCancellationRequested);
    }

    [Fact]
    public async Task Output_WrittenDuringAFlush_FollowsInOrder()
    {
        var promises = new Promises();
        await using var peer = new Peer(promises.Table, outputPauseBytes: 1024);
        peer.Send(Enumerable.Range(0, 200).Select(i => Command.Request(Sample.MaxOffset(i), i)));

        for (int i = 0; i < 200; i++) promises.Complete(i, Reply.Ok.WithBody(new byte[i * 100]));

        List<Command> responses = await peer.ReceiveAsync(200);
        Assert.Equal(Enumerable.Range(0, 200), responses.Select(response => response.Opaque));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => i * 100), responses.Select(response => response.Body.Length));
    }

    [Fact]
    public async Task Output_ManyThreads_KeepsFramesWhole()
    {
        var promises = new Promises();
        await using var peer = new Peer(promises.Table, outputPauseBytes: 32 * 1024);
        peer.Send(Enumerable.Range(0, 4000).Select(i => Command.Request(Sample.MaxOffset(i), i)));

        Task[] threads = [.. Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = thread; i < 4000; i += 4)
            {
                using FlushScope scope = i % 3 == 0 ? FlushScope.Begin() : default;
                promises.Complete(i, Reply.Ok.WithBody(new byte[i % 700]));
            }
        }))];

        List<Command> responses = await peer.ReceiveAsync(4000);
        await Task.WhenAll(threads);
        Assert.Equal(Enumerable.Range(0, 4000), responses.Select(response => response.Opaque).Order());
        Assert.All(responses, response => Assert.Equal(response.Opaque % 700, response.Body.Length));
    }

    private readonly struct Zeros(int bytes) : IReplyBody
    {
        public int Bytes => bytes;

        public void WriteTo(IBufferWriter<byte> output) => output.Write(new byte[bytes]);
    }
}
