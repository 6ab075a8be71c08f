using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;

namespace Ariane.Remoting.Tests;

public sealed class DeferredReplyTests
{
    [Theory]
    [InlineData(HeaderCodec.Json)]
    [InlineData(HeaderCodec.Binary)]
    public async Task Complete_FromElsewhere_AnswersItsRequestAtOnce(HeaderCodec codec)
    {
        var promises = new Promises();
        await using var peer = new Peer(promises.Table);
        peer.Send(Command.Request(Sample.MaxOffset(0), 10, codec: codec), Command.Request(Sample.MaxOffset(1), 11));
        Assert.Empty(peer.Received());

        promises.Take(1).Complete(ResponseCode.PullNotFound, new OffsetResponse(8), "nothing new");
        promises.Complete(0, Reply.Of(new OffsetResponse(9)).WithBody("late"u8.ToArray()));

        List<Command> responses = peer.Received();
        Assert.Equal([(19, 11, "8", "nothing new"), (0, 10, "9", null)],
            responses.Select(response => (response.Code, response.Opaque, response.Fields["offset"], response.Remark)));
        Assert.Equal(codec, responses[1].Codec);
        Assert.Equal("late", responses[1].Text);
    }

    [Fact]
    public async Task Complete_WithinFlushScope_FlushesEachConnectionOnce()
    {
        var promises = new Promises();
        await using var one = new Peer(promises.Table);
        await using var two = new Peer(promises.Table);
        one.Send(Enumerable.Range(0, 10).Select(i => Command.Request(Sample.MaxOffset(i), i)));
        two.Send(Enumerable.Range(10, 10).Select(i => Command.Request(Sample.MaxOffset(i), i)));

        using (FlushScope.Begin())
        {
            using (FlushScope.Begin())
            {
                for (int i = 0; i < 20; i++) promises.Complete(i, Reply.Ok);
            }

            Assert.Equal((0, 0), (one.Output.Flushes, two.Output.Flushes));
        }

        Assert.Equal((1, 1), (one.Output.Flushes, two.Output.Flushes));
        Assert.Equal((10, 10), (one.Received().Count, two.Received().Count));
    }

    [Fact]
    public async Task Complete_ByAnotherConnectionsRequest_LeavesWithThatBatch()
    {
        var promises = new Promises();
        await using var waiting = new Peer(promises.Table);
        waiting.Send(Enumerable.Range(0, 10).Select(i => Command.Request(Sample.MaxOffset(i), i)));
        await using var waking = new Peer(new RequestTableBuilder().Map<GetMinOffsetRequest>((request, _) =>
        {
            promises.Complete(request.QueueId, Reply.Ok);
            return Reply.Ok;
        }).Build());

        waking.Send(Enumerable.Range(0, 10).Select(i => Command.Request(new GetMinOffsetRequest("Orders", i), i)));

        Assert.Equal((1, 1), (waiting.Output.Flushes, waking.Output.Flushes));
        Assert.Equal(10, waiting.Received().Count);
    }

    [Fact]
    public async Task Complete_AfterClose_DoesNothing()
    {
        var promises = new Promises();
        await using var peer = new Peer(promises.Table);
        peer.Send(Command.Request(Sample.MaxOffset()));
        peer.Connection.Close("test");
        await peer.WaitForEndAsync();

        promises.Complete(0, Reply.Ok);
    }

    [Fact]
    public async Task Complete_HeaderThatCannotBeEncoded_AnswersSystemError()
    {
        var promises = new Promises();
        await using var peer = new Peer(promises.Table);
        peer.Send(Command.Request(Sample.MaxOffset(), 4, codec: HeaderCodec.Binary));

        promises.Take(0).Complete(ResponseCode.Success, new Unwritable());

        Command response = Assert.Single(peer.Received());
        Assert.Equal(
            (1, 4, "NotSupportedException: cannot be written"), (response.Code, response.Opaque, response.Remark));
    }

    [Fact]
    public async Task Defer_ThenAnotherReply_AnswersThatAndRevokesThePromise()
    {
        DeferredReply? promise = null;
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, context) =>
        {
            promise = context.Defer();
            return Reply.Error(ResponseCode.PollingFull, "no room");
        }).Build(), new RemotingOptions { MaxInFlightRequests = 1 });

        peer.Send(Command.Request(Sample.MaxOffset(), 1), Command.Request(Sample.MaxOffset(), 2));
        promise!.Complete(Reply.Ok);

        Assert.Equal([(209, 1), (209, 2)], peer.Received().Select(response => (response.Code, response.Opaque)));
    }

    [Fact]
    public async Task Defer_ThenThrow_AnswersTheFailure()
    {
        DeferredReply? promise = null;
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>(Reply (_, context) =>
        {
            promise = context.Defer();
            throw new InvalidDataException("broken");
        }).Build());

        peer.Send(Command.Request(Sample.MaxOffset()));
        promise!.Complete(Reply.Ok);

        Assert.Equal("InvalidDataException: broken", Assert.Single(peer.Received()).Remark);
    }

#if DEBUG
    [Fact]
    public async Task Complete_Twice_IsFoundOut()
    {
        var promises = new Promises();
        await using var peer = new Peer(promises.Table);
        peer.Send(Command.Request(Sample.MaxOffset()));
        DeferredReply promise = promises.Take(0);
        promise.Complete(Reply.Ok);

        Assert.ThrowsAny<Exception>(() => promise.Complete(Reply.Ok));
    }
#endif

    private readonly struct Unwritable : IHeader<Unwritable>
    {
        public static bool TryRead(ref FieldReader fields, out Unwritable header, out string error) =>
            throw new NotSupportedException();

        public void Write(ref FieldWriter fields) => throw new NotSupportedException("cannot be written");
    }
}
