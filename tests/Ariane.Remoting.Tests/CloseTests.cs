using System.IO.Pipelines;
using System.Net;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Remoting.Tests;

/// <summary>How connections end.</summary>
public sealed class CloseTests
{
    [Fact]
    public async Task Peer_ClosesItsHalf_StillGetsItsAnswers()
    {
        await using var peer = new Peer(TableExtensions.Echo());

        peer.Send(Command.Request(Sample.MaxOffset(), 1));
        peer.SendEnd();

        await peer.WaitForEndAsync();
        Assert.Single(peer.Received());
        Assert.False(peer.Connection.IsAborted);
        Assert.True(peer.Connection.Closed.IsCancellationRequested);
    }

    [Fact]
    public async Task Peer_Resets_EndsTheConnection()
    {
        await using var peer = new Peer(TableExtensions.Echo());
        ValueTask<RemotingResponse> call = peer.Connection.InvokeAsync(
            Sample.MaxOffset(), default, TimeSpan.FromSeconds(3), CancellationToken.None);

        peer.Break(new IOException("reset by peer"));

        await peer.WaitForEndAsync();
        var failure = await Assert.ThrowsAsync<RemotingException>(async () => await call);
        Assert.Equal(RemotingFailure.ConnectionClosed, failure.Failure);
        Assert.Contains("reset by peer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_TellsCallsAndWatchersOnce()
    {
        await using var peer = new Peer();
        int told = 0;
        var closed = new TaskCompletionSource();
        peer.Connection.Closed.Register(() =>
        {
            told++;
            closed.SetResult();
        });
        ValueTask<RemotingResponse> call = peer.Connection.InvokeAsync(
            Sample.MaxOffset(), default, TimeSpan.FromSeconds(3), CancellationToken.None);

        peer.Connection.Close("first reason");
        peer.Connection.Close("second reason");

        Assert.False(peer.Connection.IsOpen);
        var failure = await Assert.ThrowsAsync<RemotingException>(async () => await call);
        Assert.Contains("first reason", failure.Message, StringComparison.Ordinal);
        await peer.WaitForEndAsync();
        await closed.Task.WaitAsync(Patience.Limit);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Close_WithinAHandler_HandlesNoMore()
    {
        int handled = 0;
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, context) =>
        {
            handled++;
            context.Connection.Close("enough");
            return Reply.Ok;
        }).Build());

        peer.Send(Command.Request(Sample.MaxOffset(), 1), Command.Request(Sample.MaxOffset(), 2));

        await peer.WaitForEndAsync();
        Assert.Equal(1, handled);
    }

    [Fact]
    public async Task CloseGracefully_AnswerPromised_WaitsForItAndReadsNoMore()
    {
        var promises = new Promises();
        await using var peer = new Peer(promises.Table);
        peer.Send(Command.Request(Sample.MaxOffset(0), 1));

        Task closing = peer.Connection.CloseGracefullyAsync(CancellationToken.None);
        Assert.False(peer.Connection.IsOpen);
        peer.Send(Command.Request(Sample.MaxOffset(1), 2));
        Assert.False(closing.IsCompleted);
        Assert.Equal(1, promises.Count);
        promises.Complete(0, Reply.Ok);

        await closing.WaitAsync(Patience.Limit);
        Assert.Equal(1, Assert.Single(peer.Received()).Opaque);
        Assert.False(peer.Connection.IsAborted);
    }

    [Fact]
    public async Task CloseGracefully_AnswerNeverComes_EndsWithTheToken()
    {
        var promises = new Promises();
        await using var peer = new Peer(promises.Table);
        peer.Send(Command.Request(Sample.MaxOffset(0), 1));
        using var hurry = new CancellationTokenSource();

        Task closing = peer.Connection.CloseGracefullyAsync(hurry.Token);
        Assert.False(closing.IsCompleted);
        await hurry.CancelAsync();

        await closing.WaitAsync(Patience.Limit);
        Assert.True(peer.Connection.IsAborted);
    }

    [Fact]
    public async Task CloseGracefully_OutputUntaken_SendsItFirst()
    {
        await using var peer = new Peer(TableExtensions.Echo(), outputPauseBytes: 100);
        peer.Send(Enumerable.Range(0, 20).Select(i => Command.Request(Sample.MaxOffset(i), i)));

        Task closing = peer.Connection.CloseGracefullyAsync(CancellationToken.None);
        Assert.False(closing.IsCompleted);

        Assert.Equal(20, (await peer.ReceiveAsync(20)).Count);
        await closing.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Run_TokenCancelled_Closes()
    {
        using var stop = new CancellationTokenSource();
        var pipes = new DuplexPipe(new Pipe().Reader, new Pipe().Writer);
        await using var connection = new RemotingConnection(
            pipes, null, null, RequestTable.Empty, new RemotingOptions(), new ManualTime(),
            NullLogger.Instance);

        Task running = connection.RunAsync(stop.Token);
        await stop.CancelAsync();

        await running.WaitAsync(Patience.Limit);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public async Task Dispose_NeverRun_CompletesThePipes()
    {
        var output = new Pipe();
        var connection = new RemotingConnection(
            new DuplexPipe(new Pipe().Reader, output.Writer), null, null, RequestTable.Empty,
            new RemotingOptions(), new ManualTime(), NullLogger.Instance);

        await connection.DisposeAsync();
        await connection.DisposeAsync();

        await Assert.ThrowsAsync<IOException>(async () => await output.Reader.ReadAsync());
    }

    [Fact]
    public async Task Idle_NothingMoves_ClosesAfterTheTimeout()
    {
        await using var peer = new Peer(TableExtensions.Echo());

        peer.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.True(peer.Connection.IsOpen);
        peer.Time.Advance(TimeSpan.FromSeconds(1));

        await peer.WaitForEndAsync();
        Assert.Equal(0, peer.Time.ArmedTimers);
    }

    [Fact]
    public async Task Idle_SomethingMoves_StaysOpen()
    {
        await using var peer = new Peer(TableExtensions.Echo());

        for (int i = 0; i < 10; i++)
        {
            peer.Time.Advance(TimeSpan.FromSeconds(100));
            peer.Send([0, 0]);
            peer.Send([0, 4, 0, 0, 0, 0]);
        }

        Assert.True(peer.Connection.IsOpen);
        peer.Time.Advance(TimeSpan.FromSeconds(136));
        await peer.WaitForEndAsync();
    }

    [Fact]
    public async Task Idle_OnlyWriting_StaysOpen()
    {
        var promises = new Promises();
        await using var peer = new Peer(promises.Table);
        peer.Send(Enumerable.Range(0, 5).Select(i => Command.Request(Sample.MaxOffset(i), i)));

        for (int i = 0; i < 5; i++)
        {
            peer.Time.Advance(TimeSpan.FromSeconds(100));
            promises.Complete(i, Reply.Ok);
        }

        Assert.True(peer.Connection.IsOpen);
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3:5555")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3:5555")]
    [InlineData(null, "127.0.0.1:0")]
    public async Task RemoteHost_AnyEndPoint_IsNormalised(string? address, string expected)
    {
        IPEndPoint? endPoint = address is null ? null : new IPEndPoint(IPAddress.Parse(address), 5555);
        await using var peer = new Peer(remoteEndPoint: endPoint);

        Assert.Equal(expected, peer.Connection.RemoteHost.ToString());
    }
}
