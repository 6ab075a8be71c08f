using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;

namespace Ariane.Remoting.Tests;

/// <summary>What is on the path of every message allocates nothing once it runs.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Requests = 10_000;

    [Theory]
    [InlineData(HeaderCodec.Json)]
    [InlineData(HeaderCodec.Binary)]
    public async Task Requests_AnsweredAtOnce_AllocateNothing(HeaderCodec codec)
    {
        await using var peer = new Peer(new RequestTableBuilder().Map(
            RequestCode.SendMessageV2,
            new WritingHandler()).Build(), outputPauseBytes: 0);
        byte[] request = Command.Request(Sample.Send(3), 5, new string('x', 100), codec);

        Assert.Equal(0, Allocations.Of(Requests, () => SendAndSkip(peer, request)));
    }

    [Fact]
    public async Task Requests_WithFilter_AllocateNothing()
    {
        await using var peer = new Peer(new RequestTableBuilder().Map(RequestCode.SendMessageV2, new WritingHandler())
            .Use(new NoFilter()).Build(), outputPauseBytes: 0);
        byte[] request = Command.Request(Sample.Send(3), 5, new string('x', 100));

        Assert.Equal(0, Allocations.Of(Requests, () => SendAndSkip(peer, request)));
    }

#if !DEBUG
    [Fact]
    public async Task Requests_Deferred_AllocateNothing()
    {
        var handler = new DeferringHandler();
        await using var peer = new Peer(
            new RequestTableBuilder().Map(RequestCode.SendMessageV2, handler).Build(), outputPauseBytes: 0);
        byte[] request = Command.Request(Sample.Send(3), 5, new string('x', 100));

        Assert.Equal(0, Allocations.Of(Requests, () =>
        {
            peer.SendBytes(request);
            var response = new SendMessageResponse(default, 1, 2);
            using (FlushScope.Begin()) handler.Promise!.Complete(ResponseCode.Success, response);
            peer.SkipReceived();
        }));
    }
#endif

    private static void SendAndSkip(Peer peer, byte[] request)
    {
        peer.SendBytes(request);
        peer.SkipReceived();
    }

    private sealed class WritingHandler : IRequestHandler<SendMessageRequest>
    {
        private readonly byte[] _messageId = "0A0A0A0A00002A9F0000000000000001"u8.ToArray();

        public ValueTask<Reply> HandleAsync(SendMessageRequest request, RequestContext context) =>
            new(context.Write(ResponseCode.Success, new SendMessageResponse(_messageId, request.QueueId, 17)));
    }

    private sealed class DeferringHandler : IRequestHandler<SendMessageRequest>
    {
        public DeferredReply? Promise { get; private set; }

        public ValueTask<Reply> HandleAsync(SendMessageRequest request, RequestContext context)
        {
            Promise = context.Defer();
            return new ValueTask<Reply>(Promise.AsReply);
        }
    }

    private sealed class NoFilter : IRequestFilter
    {
        public bool TryAdmit(RequestContext context, out Reply refusal)
        {
            refusal = default;
            return true;
        }

        public void Handled(RequestContext context, ResponseCode code, TimeSpan elapsed)
        {
        }
    }
}
