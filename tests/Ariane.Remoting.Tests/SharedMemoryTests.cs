using System.Buffers;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;

namespace Ariane.Remoting.Tests;

/// <summary>What many peers together can make connections hold is limited: the longest holder goes.</summary>
public sealed class SharedMemoryTests
{
    private static readonly byte[] Request = Command.Request(Sample.MaxOffset());

    private static RequestTable Table => new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, context) =>
        context.Write(ResponseCode.Success, new NoFields(), new Zeros(50_000))).Build();

    [Fact]
    public async Task Input_UnfinishedFramesOfManyPeers_CloseTheOldest()
    {
        // Each holds at least a block of 64 KiB: three are too many.
        var options = new RemotingOptions { Memory = new ConnectionMemory(maxInputBytes: 150 * 1024) };
        await using var first = new Peer(Table, options);
        await using var second = new Peer(Table, options);
        await using var third = new Peer(Table, options);

        first.Send(Request[..5]);
        second.Send(Request[..5]);
        first.Send(Request[5..6]);   // a byte now and then makes its frame no younger
        Assert.True(first.Connection.IsOpen);
        third.Send(Request[..5]);

        await first.WaitForEndAsync();
        Assert.True(second.Connection.IsOpen);
        second.Send(Request[5..]);
        third.Send(Request[5..]);
        Assert.Single(second.Received());
        Assert.Single(third.Received());
        Assert.Equal(0, options.Memory.InputBytes);
    }

    [Fact]
    public async Task Input_FinishedFrame_StartsAnew()
    {
        var options = new RemotingOptions { Memory = new ConnectionMemory(maxInputBytes: 150 * 1024) };
        await using var busy = new Peer(Table, options);
        await using var second = new Peer(Table, options);
        await using var third = new Peer(Table, options);

        busy.Send(Request[..5]);
        second.Send(Request[..5]);
        busy.Send(Request[5..], Request[..5]);   // the first frame ends, another one begins
        third.Send(Request[..5]);

        await second.WaitForEndAsync();
        Assert.True(busy.Connection.IsOpen);
        Assert.True(third.Connection.IsOpen);
    }

    [Fact]
    public async Task Input_PeerThatGoes_HoldsNothing()
    {
        var options = new RemotingOptions { Memory = new ConnectionMemory(maxInputBytes: 100 * 1024) };
        await using var peer = new Peer(Table, options);
        peer.Send(Request[..5]);
        Assert.Equal(64 * 1024, options.Memory.InputBytes);

        peer.SendEnd();

        await peer.WaitForEndAsync();
        Assert.Equal(0, options.Memory.InputBytes);
    }

    [Fact]
    public async Task Input_OfFewConnections_CountsLargeFramesAlone()
    {
        var options = new RemotingOptions { Memory = new ConnectionMemory(maxInputBytes: 1024 * 1024) };
        await using var small = new Peer(Table, options);
        await using var large = new Peer(Table, options);
        byte[] frame = Command.Request(Sample.MaxOffset(), 1, new string('x', 100_000));

        small.Send(Request[..5]);
        Assert.Equal(0, options.Memory.InputBytes);
        large.Send(frame[..90_000]);
        Assert.Equal(90_000, options.Memory.InputBytes);
        large.Send(frame[90_000..]);

        Assert.Single(await large.ReceiveAsync(1));
        Assert.Equal(0, options.Memory.InputBytes);
    }

    [Fact]
    public async Task Output_AnswersThatManyPeersLeave_CloseTheOneThatDidSoTheLongest()
    {
        var options = new RemotingOptions { Memory = new ConnectionMemory(maxOutputBytes: 120_000) };
        await using var first = new Peer(Table, options, outputPauseBytes: 1024);
        await using var second = new Peer(Table, options, outputPauseBytes: 1024);
        await using var third = new Peer(Table, options, outputPauseBytes: 1024);

        first.Send(Request);
        second.Send(Request);
        Assert.Single(await first.ReceiveAsync(1));   // it takes what it is sent
        await Eventually.IsTrueAsync(() => options.Memory.OutputBytes < 60_000);
        first.Send(Request);
        Assert.True(second.Connection.IsOpen);
        third.Send(Request);

        await second.WaitForEndAsync();
        Assert.True(first.Connection.IsOpen);
        Assert.True(third.Connection.IsOpen);
        Assert.Single(await first.ReceiveAsync(1));
        Assert.Single(await third.ReceiveAsync(1));
        await Eventually.IsTrueAsync(() => options.Memory.OutputBytes == 0);
    }

    [Fact]
    public async Task Output_WhileManyPeersTakeNothing_EachGetsFewAnswersAhead()
    {
        var options = new RemotingOptions { Memory = new ConnectionMemory(maxOutputBytes: 2_000_000) };
        await using var first = new Peer(Table, options, outputPauseBytes: 1024);
        await using var second = new Peer(Table, options, outputPauseBytes: 1024);

        first.Send(Enumerable.Repeat(Request, 6));    // 300,000 bytes: more than an eighth of all
        second.Send(Enumerable.Repeat(Request, 6));
        Assert.True(second.Connection.IsCongested);
        Assert.InRange(options.Memory.OutputBytes, 350_000, 420_000);

        Assert.Equal(6, (await second.ReceiveAsync(6)).Count);
        Assert.Equal(6, (await first.ReceiveAsync(6)).Count);
    }

    [Fact]
    public async Task InFlight_RequestsThatHandlersKeep_PauseAtTheirBytes()
    {
        var gate = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        int handled = 0;
        RequestTable table = new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, _) =>
        {
            handled++;
            return new ValueTask<Reply>(gate.Task);
        }).Build();
        await using var peer = new Peer(table, new RemotingOptions { MaxInFlightBytes = 10_000 });
        string body = new('x', 3000);

        peer.Send(Enumerable.Range(0, 20).Select(i => Command.Request(Sample.MaxOffset(), i, body)));
        Assert.Equal(4, handled);
        gate.SetResult(Reply.Ok);

        Assert.Equal(20, (await peer.ReceiveAsync(20)).Count);
    }

    private readonly struct Zeros(int bytes) : IReplyBody
    {
        public int Bytes => bytes;

        public void WriteTo(IBufferWriter<byte> output) => output.Write(new byte[bytes]);
    }
}
