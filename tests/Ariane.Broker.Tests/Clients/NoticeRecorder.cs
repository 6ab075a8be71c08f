using System.Collections.Concurrent;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Tests.Clients;

/// <summary>A client's side that writes down which groups it was told to rebalance.</summary>
internal sealed class NoticeRecorder : IRequestHandler<ConsumerIdsChangedRequest>
{
    private readonly ConcurrentQueue<string> _groups = new();

    public NoticeRecorder() => Table = new RequestTableBuilder().Map(this).Build();

    public RequestTable Table { get; }

    public IReadOnlyCollection<string> Groups => _groups;

    public ValueTask<Reply> HandleAsync(ConsumerIdsChangedRequest request, RequestContext context)
    {
        _groups.Enqueue(request.ConsumerGroup);
        return new(Reply.Nothing);
    }
}
