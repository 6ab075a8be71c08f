using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;

namespace Ariane.Remoting.Tests;

public sealed class RequestTableTests
{
    [Fact]
    public void Map_CodeTwice_IsRefused()
    {
        var builder = new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, _) => Reply.Ok);

        var failure = Assert.Throws<ArgumentException>(() => builder.Map<GetMaxOffsetRequest>((_, _) => Reply.Ok));

        Assert.Contains("30 (GetMaxOffset)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildWithout_SomeCodes_AnswersTheOthers()
    {
        RequestTableBuilder builder = new RequestTableBuilder()
            .Map<GetMaxOffsetRequest>((_, _) => Reply.Ok).Map<GetMinOffsetRequest>((_, _) => Reply.Ok);
        await using var all = new Peer(builder.Build());
        await using var some = new Peer(builder.BuildWithout(RequestCode.GetMaxOffset));
        byte[][] requests =
            [Command.Request(Sample.MaxOffset(), 1), Command.Request(new GetMinOffsetRequest("Orders", 0), 2)];

        all.Send(requests);
        some.Send(requests);

        Assert.Equal([0, 0], all.Received().Select(response => response.Code));
        Assert.Equal([3, 0], some.Received().Select(response => response.Code));
    }

    [Fact]
    public async Task Map_CodeAboveTheBinaryHeadersRange_IsFoundThere()
    {
        await using var peer = new Peer(new RequestTableBuilder().Map(
            RequestCode.AckMessage, new Handler<NoFields>((_, _) => new ValueTask<Reply>(Reply.Ok))).Build());

        peer.Send(Command.Request((int)RequestCode.AckMessage, new NoFields(), codec: HeaderCodec.Binary));
        peer.Send(Command.Request((int)RequestCode.AckMessage, new NoFields(), codec: HeaderCodec.Json));

        Assert.Equal([0, 0], peer.Received().Select(response => response.Code));
    }

    [Fact]
    public async Task BeforeAnswers_OncePerRead_BeforeAnyAnswerLeaves()
    {
        Peer? peer = null;
        var promises = new Promises();
        var flushesSeen = new List<int>();
        peer = new Peer(new RequestTableBuilder().Map(promises)
            .Map<GetMinOffsetRequest>((request, _) =>
            {
                // Somebody else's answer on the same connection may not take this one's along.
                var other = new Thread(() => promises.Complete(request.QueueId, Reply.Ok));
                other.Start();
                other.Join();
                return Reply.Ok;
            })
            .BeforeAnswers(() => flushesSeen.Add(peer!.Output.Flushes)).Build());
        await using Peer owned = peer;

        peer.Send(Command.Request(Sample.MaxOffset(0), 10), Command.Request(Sample.MaxOffset(1), 11));
        peer.Send(
            Command.Request(new GetMinOffsetRequest("Orders", 0), 20),
            Command.Request(new GetMinOffsetRequest("Orders", 1), 21));

        Assert.Equal([0, 0], flushesSeen);
        Assert.Equal(1, peer.Output.Flushes);
        Assert.Equal([10, 11, 20, 21], peer.Received().Select(response => response.Opaque).Order());
    }

    [Fact]
    public async Task BeforeAnswers_Throws_AnswersAreDroppedAndTheConnectionCloses()
    {
        bool fails = false;
        await using var peer = new Peer(new RequestTableBuilder()
            .Map<GetMaxOffsetRequest>((_, _) => Reply.Ok)
            .BeforeAnswers(() => { if (fails) throw new IOException("the disk is gone"); }).Build());
        peer.Send(Command.Request(Sample.MaxOffset(), 1));
        Assert.Equal([1], peer.Received().Select(response => response.Opaque));
        fails = true;

        peer.Send(Command.Request(Sample.MaxOffset(), 2), Command.Request(Sample.MaxOffset(), 3));

        await peer.WaitForEndAsync();
        Assert.Equal(1, peer.Output.Flushes);
        Assert.True(peer.Connection.IsAborted);
    }

    [Fact]
    public async Task AfterBatch_OncePerRead_AfterTheAnswersAreFlushed()
    {
        Peer? peer = null;
        var flushesSeen = new List<int>();
        peer = new Peer(new RequestTableBuilder()
            .Map<GetMaxOffsetRequest>((_, _) => Reply.Ok)
            .AfterBatch(() => throw new InvalidDataException("must not stop the next one"))
            .AfterBatch(() => flushesSeen.Add(peer!.Output.Flushes)).Build());
        await using Peer owned = peer;

        peer.Send(Command.Request(Sample.MaxOffset(), 1), Command.Request(Sample.MaxOffset(), 2));
        peer.Send(Command.Response(9, ResponseCode.Success, new NoFields()));
        peer.Send(Command.Request(Sample.MaxOffset(), 3));

        Assert.Equal([1, 2], flushesSeen);
        Assert.Equal(3, peer.Received().Count);
    }

    [Fact]
    public async Task AfterBatch_AnswersOthers_FlushesEachOnce()
    {
        var promises = new Promises();
        await using var waiting = new Peer(promises.Table);
        waiting.Send(Enumerable.Range(0, 5).Select(i => Command.Request(Sample.MaxOffset(i), i)));
        RequestTableBuilder table = new RequestTableBuilder().Map<GetMinOffsetRequest>((_, _) => Reply.Ok);
        await using var waking = new Peer(table.AfterBatch(() =>
        {
            for (int i = 0; i < 5; i++) promises.Complete(i, Reply.Ok);
        }).Build());

        waking.Send(Command.Request(new GetMinOffsetRequest("Orders", 0)));

        Assert.Equal(1, waiting.Output.Flushes);
        Assert.Equal(5, waiting.Received().Count);
    }

    [Fact]
    public async Task Filters_Admitting_SeeEveryRequestInOrder()
    {
        var time = new ManualTime();
        var log = new List<string>();
        await using var peer = new Peer(new RequestTableBuilder()
            .Map<GetMaxOffsetRequest>((_, _) =>
            {
                time.Advance(TimeSpan.FromMilliseconds(7));
                return Reply.Error(ResponseCode.TopicNotExist, "no such topic");
            })
            .Use(new RecordingFilter("a", log)).Use(new RecordingFilter("b", log)).Build(), time: time);

        peer.Send(Command.Request(Sample.MaxOffset()));
        peer.Send(Command.Request(9999, new NoFields()));

        Assert.Equal(
            ["a? 30", "b? 30", "a: 17 7 ms", "b: 17 7 ms", "a? 9999", "b? 9999", "a: 3 0 ms", "b: 3 0 ms"], log);
    }

    [Fact]
    public async Task Filter_Refusing_AnswersForTheHandler()
    {
        var log = new List<string>();
        await using var peer = new Peer(new RequestTableBuilder()
            .Map<GetMaxOffsetRequest>(Reply (_, _) => throw new InvalidOperationException("must not run"))
            .Use(new RecordingFilter("a", log, Reply.Error(ResponseCode.NoPermission, "not you")))
            .Use(new RecordingFilter("b", log)).Build());

        peer.Send(Command.Request((int)RequestCode.GetMaxOffset, new NoFields()));

        Command response = Assert.Single(peer.Received());
        Assert.Equal((16, "not you"), (response.Code, response.Remark));
        Assert.Equal(["a? 30", "a: 16 0 ms", "b: 16 0 ms"], log);
    }

    [Fact]
    public async Task Filter_Throwing_HarmsNothingElse()
    {
        await using var peer = new Peer(new RequestTableBuilder()
            .Map<GetMaxOffsetRequest>((_, _) => Reply.Ok).Use(new ThrowingFilter()).Build());

        peer.Send(Command.Request(Sample.MaxOffset(0), 0), Command.Request(Sample.MaxOffset(1), 1));

        Assert.Equal([(1, "TimeoutException: before"), (0, null)], peer.Received().Select(r => (r.Code, r.Remark)));
    }

    private sealed class RecordingFilter(string name, List<string> log, Reply? refuseWith = null) : IRequestFilter
    {
        public bool TryAdmit(RequestContext context, out Reply refusal)
        {
            log.Add($"{name}? {context.Code}");
            refusal = refuseWith ?? default;
            return refuseWith is null;
        }

        public void Handled(RequestContext context, ResponseCode code, TimeSpan elapsed) =>
            log.Add($"{name}: {(int)code} {elapsed.TotalMilliseconds} ms");
    }

    private sealed class ThrowingFilter : IRequestFilter
    {
        public bool TryAdmit(RequestContext context, out Reply refusal)
        {
            refusal = default;
            return context.Opaque == 0 ? throw new TimeoutException("before") : true;
        }

        public void Handled(RequestContext context, ResponseCode code, TimeSpan elapsed) =>
            throw new TimeoutException("after");
    }
}
