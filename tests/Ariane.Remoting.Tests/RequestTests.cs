using System.Buffers;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;

namespace Ariane.Remoting.Tests;

/// <summary>How a connection handles the requests of its peer.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task Request_KnownCode_IsAnsweredWithItsOpaque()
    {
        await using var peer = new Peer(TableExtensions.Echo());

        peer.Send(Command.Request(Sample.MaxOffset(7), opaque: -5, body: "hello"));

        Command response = Assert.Single(peer.Received());
        Assert.Equal((0, -5, CommandFlags.Response), (response.Code, response.Opaque, response.Flags));
        Assert.Equal("7", response.Fields["offset"]);
        Assert.Equal("hello", response.Text);
        Assert.Null(response.Remark);
    }

    [Fact]
    public async Task Requests_ReadTogether_AreAnsweredInOrderWithOneFlush()
    {
        await using var peer = new Peer(TableExtensions.Echo(), outputPauseBytes: 1024 * 1024);

        peer.Send(Enumerable.Range(0, 1000).Select(i => Command.Request(Sample.MaxOffset(i), opaque: i)));

        Assert.Equal(Enumerable.Range(0, 1000), peer.Received().Select(response => response.Opaque));
        Assert.Equal(1, peer.Output.Flushes);
    }

    [Fact]
    public async Task Requests_SplitAnywhere_AreAnsweredTheSame()
    {
        byte[] stream =
        [
            .. Command.Request(Sample.MaxOffset(1), 1, "body"),
            .. Command.Request(Sample.MaxOffset(2), 2, codec: HeaderCodec.Binary),
        ];
        for (int split = 0; split <= stream.Length; split++)
        {
            await using var peer = new Peer(TableExtensions.Echo());

            peer.Send(stream[..split]);
            peer.Send(stream[split..]);

            Assert.Equal(
                ["1 body", "2 "], peer.Received().Select(response => $"{response.Fields["offset"]} {response.Text}"));
        }
    }

    [Theory]
    [InlineData(HeaderCodec.Json)]
    [InlineData(HeaderCodec.Binary)]
    public async Task Request_EitherCodec_IsAnsweredInThatCodec(HeaderCodec codec)
    {
        await using var peer = new Peer(TableExtensions.Echo());

        peer.Send(Command.Request(Sample.MaxOffset(), codec: codec));
        peer.Send(Command.Request(9999, new NoFields(), codec: codec));

        Assert.All(peer.Received(), response => Assert.Equal(codec, response.Codec));
    }

    [Fact]
    public async Task Request_UnknownCode_IsAnsweredInUpstreamsWords()
    {
        await using var peer = new Peer(TableExtensions.Echo());

        peer.Send(Command.Request(9999, new NoFields(), opaque: 3));

        Command response = Assert.Single(peer.Received());
        Assert.Equal((int)ResponseCode.RequestCodeNotSupported, response.Code);
        Assert.Equal(" request type 9999 not supported", response.Remark);
    }

    [Fact]
    public async Task Request_FieldMissing_IsAnsweredWithItsName()
    {
        await using var peer = new Peer(TableExtensions.Echo());

        peer.Send(Command.Request((int)RequestCode.GetMaxOffset, new GetTopicConfigRequest("Orders")));

        Command response = Assert.Single(peer.Received());
        Assert.Equal((int)ResponseCode.SystemError, response.Code);
        Assert.Contains("queueId", response.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_GoesOnLater_IsAnsweredWhenDone()
    {
        var gate = new TaskCompletionSource();
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>(async (request, context) =>
        {
            if (request.QueueId == 1) await gate.Task;
            return Reply.Of(new OffsetResponse(request.QueueId * 10));
        }).Build());

        peer.Send(Command.Request(Sample.MaxOffset(1), 1), Command.Request(Sample.MaxOffset(2), 2));
        Assert.Equal(2, Assert.Single(peer.Received()).Opaque);
        gate.SetResult();

        Command late = await peer.ReceiveAsync();
        Assert.Equal((1, "10"), (late.Opaque, late.Fields["offset"]));
    }

    [Fact]
    public async Task Handler_WritesItsResponse_IsAnsweredOnce()
    {
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>((request, context) =>
            context.Write(ResponseCode.PullNotFound, new OffsetResponse(4), new TextBody("abc"), "a remark")).Build());

        peer.Send(Command.Request(Sample.MaxOffset()));

        Command response = Assert.Single(peer.Received());
        Assert.Equal((19, "a remark"), (response.Code, response.Remark));
        Assert.Equal(("4", "abc"), (response.Fields["offset"], response.Text));
    }

    [Fact]
    public async Task Handler_SaysNothing_IsNotAnswered()
    {
        await using var peer = new Peer(
            new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, _) => Reply.Nothing).Build());

        peer.Send(Command.Request(Sample.MaxOffset()));

        Assert.Empty(peer.Received());
        Assert.True(peer.Connection.IsOpen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_Throws_IsAnsweredWithTypeAndMessage(bool later)
    {
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, _) => later
            ? ValueTask.FromException<Reply>(new InvalidDataException("no such thing"))
            : throw new InvalidDataException("no such thing")).Build());

        peer.Send(Command.Request(Sample.MaxOffset()));

        Command response = Assert.Single(peer.Received());
        Assert.Equal((1, "InvalidDataException: no such thing"), (response.Code, response.Remark));
        Assert.True(peer.Connection.IsOpen);
    }

    [Fact]
    public async Task Handler_ThrowsAfterAwaiting_IsAnsweredAndCountedOut()
    {
        var gate = new TaskCompletionSource();
        var options = new RemotingOptions { MaxInFlightRequests = 1 };
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>(async (_, _) =>
        {
            await gate.Task;
            throw new TimeoutException("too late");
        }).Build(), options);

        peer.Send(Command.Request(Sample.MaxOffset(), 1), Command.Request(Sample.MaxOffset(), 2));
        gate.SetResult();

        List<Command> responses = await peer.ReceiveAsync(2);
        Assert.All(responses, response => Assert.Equal("TimeoutException: too late", response.Remark));
    }

    [Fact]
    public async Task Handler_ThrowsAfterWriting_IsAnsweredOnce()
    {
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>(Reply (_, context) =>
        {
            context.Write(ResponseCode.Success, new OffsetResponse(1));
            throw new InvalidDataException();
        }).Build());

        peer.Send(Command.Request(Sample.MaxOffset()));

        Assert.Equal(0, Assert.Single(peer.Received()).Code);
    }

    [Theory]
    [InlineData("ordinary")]
    [InlineData("written")]
    [InlineData("throws")]
    [InlineData("deferred")]
    [InlineData("later")]
    [InlineData("unknown")]
    public async Task Request_Oneway_IsNeverAnswered(string behaviour)
    {
        var gate = new TaskCompletionSource();
        DeferredReply? promise = null;
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>(async (_, context) =>
        {
            switch (behaviour)
            {
                case "written": return context.Write(ResponseCode.Success, new NoFields());
                case "throws": throw new InvalidDataException();
                case "deferred": return (promise = context.Defer()).AsReply;
                case "later": await gate.Task; return Reply.Ok;
                default: return Reply.Ok;
            }
        }).Map<GetMinOffsetRequest>((_, _) => Reply.Ok).Build());

        int code = behaviour == "unknown" ? 9999 : (int)RequestCode.GetMaxOffset;
        peer.Send(Command.Request(code, Sample.MaxOffset(), 1, flags: CommandFlags.Oneway));
        promise?.Complete(Reply.Ok);
        gate.SetResult();
        peer.Send(Command.Request(new GetMinOffsetRequest("Orders", 0), 2));

        Assert.Equal(2, Assert.Single(peer.Received()).Opaque);
    }

    [Fact]
    public async Task Frame_WithoutHeader_IsIgnored()
    {
        await using var peer = new Peer(TableExtensions.Echo());

        peer.Send([0, 0, 0, 4, 0, 0, 0, 0], Command.Request(Sample.MaxOffset(), 5));

        Assert.Equal(5, Assert.Single(peer.Received()).Opaque);
    }

    [Theory]
    [InlineData("000000080000000441424344", "a header that is no JSON")]
    [InlineData("00000009000000057B22636F64", "a header that is cut off")]
    [InlineData("FFFFFFFF00000000", "negative length")]
    [InlineData("0110000000000000", "17 MiB")]
    [InlineData("0000000400000008", "a header longer than its frame")]
    [InlineData("0000000805000004", "a codec that does not exist")]
    [InlineData("00000003000000", "a length that does not hold its own second word")]
    [InlineData("474554202F20485454502F312E310D0A", "HTTP")]
    public async Task Frame_Malformed_ClosesWithoutAnswer(string hex, string why)
    {
        await using var peer = new Peer(TableExtensions.Echo());

        peer.Send(Convert.FromHexString(hex));

        await peer.WaitForEndAsync();
        Assert.False(peer.Connection.IsOpen, why);
        Assert.True(peer.Connection.IsAborted, why);
        Assert.Equal(0, peer.Output.Flushes);
    }

    [Fact]
    public async Task Frame_NotWholeYet_IsWaitedFor()
    {
        await using var peer = new Peer(TableExtensions.Echo());

        peer.Send(Command.Request(Sample.MaxOffset(), body: "text")[..^1]);

        Assert.Empty(peer.Received());
        Assert.True(peer.Connection.IsOpen);
    }

    [Fact]
    public async Task Frame_HeaderAboveTheLimit_Closes()
    {
        await using var peer = new Peer(TableExtensions.Echo(), new RemotingOptions { MaxHeaderBytes = 100 });

        peer.Send(Command.Request((int)RequestCode.GetMaxOffset, new GetTopicConfigRequest(new string('x', 100))));

        await peer.WaitForEndAsync();
    }

    [Fact]
    public async Task Context_TellsWhatCameWithTheRequest()
    {
        (int, int, bool, int, LanguageCode, HeaderCodec, bool, string) seen = default;
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, context) =>
        {
            seen = (context.Code, context.Opaque, context.IsOneway, context.Version, context.Language, context.Codec,
                context.HasBody, Encoding.UTF8.GetString(context.Body));
            return Reply.Ok;
        }).Build());

        peer.Send(Command.Request(Sample.MaxOffset(), 42, "text", HeaderCodec.Binary, CommandFlags.Oneway));

        Assert.Equal((30, 42, true, 479, seen.Item5, HeaderCodec.Binary, true, "text"), seen);
    }

    [Theory]
    [InlineData(HeaderCodec.Json)]
    [InlineData(HeaderCodec.Binary)]
    public async Task FindField_OutsideTheHandlersHeader_IsFound(HeaderCodec codec)
    {
        string? group = null, absent = "";
        await using var peer = new Peer(new RequestTableBuilder().Map(
            RequestCode.GetMaxOffset,
            new Handler<NoFields>((_, context) =>
            {
                group = context.FindField("consumerGroup"u8);
                absent = context.FindField("Signature"u8);
                return new ValueTask<Reply>(Reply.Ok);
            })).Build());

        peer.Send(Command.Request(
            (int)RequestCode.GetMaxOffset, new QueryConsumerOffsetRequest("a \"group\" ü", "T", 0), codec: codec));

        Assert.Equal("a \"group\" ü", group);
        Assert.Null(absent);
        Assert.Single(peer.Received());
    }

    [Fact]
    public async Task Context_BodyAfterTheHandlerReturned_IsRefused()
    {
        var gate = new TaskCompletionSource();
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>(async (_, context) =>
        {
            await gate.Task;
            return Reply.Error(ResponseCode.Success, $"{context.Body.Length}");
        }).Build());

        peer.Send(Command.Request(Sample.MaxOffset(), body: "text"));
        gate.SetResult();

        Assert.StartsWith("InvalidOperationException", (await peer.ReceiveAsync()).Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_BodyShorterThanAnnounced_ClosesRatherThanDesynchronise()
    {
        await using var peer = new Peer(new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, context) =>
            context.Write(ResponseCode.Success, new NoFields(), new WrongBody())).Build());

        peer.Send(Command.Request(Sample.MaxOffset()));

        await peer.WaitForEndAsync();
        Assert.True(peer.Connection.IsAborted);
    }

    private readonly struct TextBody(string text) : IReplyBody
    {
        public int Bytes => text.Length;

        public void WriteTo(IBufferWriter<byte> output) => output.Write(Encoding.ASCII.GetBytes(text));
    }

    private readonly struct WrongBody : IReplyBody
    {
        public int Bytes => 10;

        public void WriteTo(IBufferWriter<byte> output) => output.Write("12345"u8);
    }
}
