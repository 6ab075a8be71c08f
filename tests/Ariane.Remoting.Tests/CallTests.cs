using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;

namespace Ariane.Remoting.Tests;

/// <summary>A connection's own requests and how their responses find them.</summary>
public sealed class CallTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Invoke_ResponsesInAnyOrder_FindTheirCalls()
    {
        await using var peer = new Peer();
        Task<RemotingResponse>[] calls = [.. Enumerable.Range(0, 3).Select(i => Invoke(peer, i))];
        List<Command> requests = peer.Received();
        Assert.Equal(
            [(30, "0"), (30, "1"), (30, "2")], requests.Select(request => (request.Code, request.Fields["queueId"])));
        Assert.Equal(3, requests.Select(request => request.Opaque).Distinct().Count());

        peer.Send(requests.AsEnumerable().Reverse().Select(request => Command.Response(
            request.Opaque, ResponseCode.Success, new OffsetResponse(int.Parse(request.Fields["queueId"], null) * 10),
            "remark", $"body {request.Fields["queueId"]}")));

        for (int i = 0; i < 3; i++)
        {
            RemotingResponse response = await calls[i];
            Assert.Equal((ResponseCode.Success, "remark", 479), (response.Code, response.Remark, response.Version));
            Assert.Equal(i * 10, response.ReadHeader<OffsetResponse>().Offset);
            Assert.True(response.HasBody);
            Assert.Equal($"body {i}", System.Text.Encoding.UTF8.GetString(response.Body.Span));
        }
    }

    [Fact]
    public async Task Invoke_ResponseWithoutFields_CannotBeReadAsThem()
    {
        await using var peer = new Peer();
        Task<RemotingResponse> call = Invoke(peer);

        peer.Send(Command.Response(peer.Received()[0].Opaque, ResponseCode.SystemError, new NoFields()));

        RemotingResponse response = await call;
        Assert.False(response.HasBody);
        var failure = Assert.Throws<RemotingException>(() => response.ReadHeader<OffsetResponse>());
        Assert.Equal(RemotingFailure.MalformedResponse, failure.Failure);
        Assert.Contains("offset", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_UnknownOrRepeatedOpaque_IsIgnored()
    {
        await using var peer = new Peer();
        Task<RemotingResponse> call = Invoke(peer);
        int opaque = peer.Received()[0].Opaque;

        peer.Send(Command.Response(opaque + 1, ResponseCode.SystemError, new NoFields()));
        Assert.False(call.IsCompleted);
        peer.Send(
            Command.Response(opaque, ResponseCode.Success, new OffsetResponse(1)),
            Command.Response(opaque, ResponseCode.SystemError, new NoFields()));

        Assert.Equal(ResponseCode.Success, (await call).Code);
        Assert.True(peer.Connection.IsOpen);
    }

    [Fact]
    public async Task Invoke_NoResponseInTime_FailsAndDropsTheLateOne()
    {
        await using var peer = new Peer();
        Task<RemotingResponse> slow = Invoke(peer, timeout: TimeSpan.FromSeconds(30));
        Task<RemotingResponse> quick = Invoke(peer, timeout: TimeSpan.FromSeconds(3));
        int[] opaques = [.. peer.Received().Select(request => request.Opaque)];

        peer.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(quick.IsCompleted);
        peer.Time.Advance(TimeSpan.FromSeconds(0.2));

        var failure = await Assert.ThrowsAsync<RemotingException>(() => quick);
        Assert.Equal(RemotingFailure.Timeout, failure.Failure);
        Assert.Contains("3000 ms", failure.Message, StringComparison.Ordinal);
        peer.Send(Command.Response(opaques[1], ResponseCode.Success, new NoFields()));
        Assert.False(slow.IsCompleted);
        peer.Time.Advance(TimeSpan.FromSeconds(27));
        Assert.Equal(RemotingFailure.Timeout, (await Assert.ThrowsAsync<RemotingException>(() => slow)).Failure);
    }

    [Fact]
    public async Task Invoke_ManyTimeouts_NeedOneTimer()
    {
        await using var peer = new Peer(options: new RemotingOptions { IdleTimeout = TimeSpan.Zero });

        Task<RemotingResponse>[] calls =
            [.. Enumerable.Range(1, 100).Select(i => Invoke(peer, i, TimeSpan.FromSeconds(i)))];
        Assert.Equal(1, peer.Time.ArmedTimers);
        peer.Time.Advance(TimeSpan.FromSeconds(50.5));
        foreach (Task<RemotingResponse> call in calls[..50]) await Assert.ThrowsAsync<RemotingException>(() => call);

        Assert.All(calls[50..], call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public async Task Invoke_Cancelled_EndsAtOnce()
    {
        await using var peer = new Peer();
        using var cancel = new CancellationTokenSource();
        Task<RemotingResponse> call = Invoke(peer, cancellationToken: cancel.Token);

        await cancel.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancel.Token, failure.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Invoke(peer, cancellationToken: cancel.Token));
        Assert.Single(peer.Received());
    }

    [Fact]
    public async Task Invoke_Closed_FailsWithTheReason()
    {
        await using var peer = new Peer();
        peer.Connection.Close("gone fishing");

        var failure = await Assert.ThrowsAsync<RemotingException>(() => Invoke(peer));

        Assert.Equal(RemotingFailure.ConnectionClosed, failure.Failure);
        Assert.Contains("gone fishing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_TooManyWaiting_FailsWithoutSending()
    {
        await using var peer = new Peer(options: new RemotingOptions { MaxPendingCalls = 1 });
        Task<RemotingResponse> first = Invoke(peer);

        var failure = await Assert.ThrowsAsync<RemotingException>(() => Invoke(peer));
        Assert.Equal(RemotingFailure.TooManyCalls, failure.Failure);
        peer.Send(Command.Response(Assert.Single(peer.Received()).Opaque, ResponseCode.Success, new NoFields()));
        await first;
        _ = Invoke(peer);

        Assert.Single(peer.Received());
    }

    [Fact]
    public async Task Invoke_PeerTakesNothing_WaitsBeforeSending()
    {
        var options = new RemotingOptions { MaxBufferedOutputBytes = 1000 };
        await using var peer = new Peer(options: options, outputPauseBytes: 100);
        Task<RemotingResponse> large = Invoke(peer, 1, body: new byte[5000]);

        Task<RemotingResponse> waiting = Invoke(peer, 2);
        ValueTask oneway = peer.Connection.SendOnewayAsync(Sample.MaxOffset(3), default, CancellationToken.None);
        Assert.False(oneway.IsCompleted);

        List<Command> requests = await peer.ReceiveAsync(3);
        Assert.Equal(["1", "2", "3"], requests.Select(request => request.Fields["queueId"]).Order());
        await oneway;
        peer.Send(requests.Select(request => Command.Response(request.Opaque, ResponseCode.Success, new NoFields())));
        await large;
        await waiting;
    }

    [Fact]
    public async Task Invoke_PeerTakesNothingForTooLong_TimesOut()
    {
        var options = new RemotingOptions { MaxBufferedOutputBytes = 1000 };
        await using var peer = new Peer(options: options, outputPauseBytes: 100);
        _ = Invoke(peer, body: new byte[5000]);
        Task<RemotingResponse> waiting = Invoke(peer, 2);

        peer.Time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(RemotingFailure.Timeout, (await Assert.ThrowsAsync<RemotingException>(() => waiting)).Failure);
    }

    [Fact]
    public async Task Invoke_BodyAboveTheFrameLimit_IsRefused()
    {
        await using var peer = new Peer(options: new RemotingOptions { MaxFrameBytes = 1000 });

        await Assert.ThrowsAsync<ArgumentException>(() => Invoke(peer, body: new byte[1000]));
    }

    [Fact]
    public async Task SendOneway_SetsTheFlagAndWaitsForNothing()
    {
        await using var peer = new Peer();

        await peer.Connection.SendOnewayAsync(Sample.MaxOffset(), "x"u8.ToArray(), CancellationToken.None);

        Command request = Assert.Single(peer.Received());
        Assert.Equal((CommandFlags.Oneway, "x"), (request.Flags, request.Text));
        peer.Connection.Close("test");
        await Assert.ThrowsAsync<RemotingException>(async () =>
            await peer.Connection.SendOnewayAsync(Sample.MaxOffset(), default, CancellationToken.None));
    }

    [Fact]
    public async Task Invoke_Codec_IsJsonUntilThePeerSentBinary()
    {
        await using var peer = new Peer(TableExtensions.Echo());

        _ = Invoke(peer);
        Assert.Equal(HeaderCodec.Json, Assert.Single(peer.Received()).Codec);
        peer.Send(Command.Request(Sample.MaxOffset(), codec: HeaderCodec.Binary));
        peer.Received();
        _ = Invoke(peer);

        Assert.Equal(HeaderCodec.Binary, Assert.Single(peer.Received()).Codec);
    }

    [Fact]
    public async Task Invoke_CodeThatBinaryCutsOff_StaysJson()
    {
        await using var peer = new Peer(options: new RemotingOptions { RequestCodec = HeaderCodec.Binary });

        _ = Invoke(peer);
        _ = peer.Connection.InvokeAsync(RequestCode.PopMessage, Sample.MaxOffset(), default, Timeout, default).AsTask();

        Assert.Equal([HeaderCodec.Binary, HeaderCodec.Json], peer.Received().Select(request => request.Codec));
    }

    [Fact]
    public async Task Invoke_WithinAHandler_DoesNotHoldUpTheConnection()
    {
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>(async (request, context) =>
        {
            RemotingResponse response = await context.Connection.InvokeAsync(
                new GetMinOffsetRequest("Orders", request.QueueId), default, Timeout, CancellationToken.None);
            return Reply.Of(response.ReadHeader<OffsetResponse>());
        }).Build());

        peer.Send(Command.Request(Sample.MaxOffset(4), 77));
        Command asked = Assert.Single(peer.Received());
        peer.Send(Command.Response(asked.Opaque, ResponseCode.Success, new OffsetResponse(44)));

        Command answer = await peer.ReceiveAsync();
        Assert.Equal((77, "44"), (answer.Opaque, answer.Fields["offset"]));
    }

    private static Task<RemotingResponse> Invoke(
        Peer peer,
        int queueId = 0,
        TimeSpan? timeout = null,
        byte[]? body = null,
        CancellationToken cancellationToken = default) =>
        peer.Connection.InvokeAsync(Sample.MaxOffset(queueId), body, timeout ?? Timeout, cancellationToken).AsTask();
}
