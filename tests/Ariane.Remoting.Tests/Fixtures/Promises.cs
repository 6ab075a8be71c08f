using System.Collections.Concurrent;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Remoting.Tests.Fixtures;

/// <summary>
/// Answers nothing before it is told to: keeps the promises that its requests were given, by queue id.
/// </summary>
internal sealed class Promises : IRequestHandler<GetMaxOffsetRequest>
{
    private readonly ConcurrentDictionary<int, DeferredReply> _promises = new();

    public int Count => _promises.Count;

    public RequestTable Table => new RequestTableBuilder().Map(this).Build();

    public ValueTask<Reply> HandleAsync(GetMaxOffsetRequest request, RequestContext context)
    {
        DeferredReply promise = context.Defer();
        Assert.True(_promises.TryAdd(request.QueueId, promise));
        return new ValueTask<Reply>(promise.AsReply);
    }

    public DeferredReply Take(int queueId)
    {
        Assert.True(_promises.TryRemove(queueId, out DeferredReply? promise));
        return promise;
    }

    public void Complete(int queueId, Reply reply) => Take(queueId).Complete(reply);
}
