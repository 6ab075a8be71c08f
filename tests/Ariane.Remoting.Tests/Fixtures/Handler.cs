using System.Buffers;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Remoting.Tests.Fixtures;

/// <summary>A handler out of a function.</summary>
internal sealed class Handler<TRequest>(
    Func<TRequest, RequestContext, ValueTask<Reply>> handle, int quickBodyBytes = int.MaxValue)
    : IRequestHandler<TRequest>
    where TRequest : IHeader<TRequest>
{
    public int QuickBodyBytes => quickBodyBytes;

    public ValueTask<Reply> HandleAsync(TRequest request, RequestContext context) => handle(request, context);
}

internal static class TableExtensions
{
    public static RequestTableBuilder Map<TRequest>(
        this RequestTableBuilder table, Func<TRequest, RequestContext, ValueTask<Reply>> handle)
        where TRequest : IRequestHeader<TRequest> => table.Map(new Handler<TRequest>(handle));

    public static RequestTableBuilder Map<TRequest>(
        this RequestTableBuilder table, Func<TRequest, RequestContext, Reply> handle)
        where TRequest : IRequestHeader<TRequest> =>
        table.Map(new Handler<TRequest>((request, context) => new ValueTask<Reply>(handle(request, context))));

    /// <summary>Answers GET_MAX_OFFSET with the queue's number as offset, and the request's body.</summary>
    public static RequestTable Echo() =>
        new RequestTableBuilder().Map<GetMaxOffsetRequest>(static (request, context) =>
            Reply.Of(new OffsetResponse(request.QueueId)).WithBody(context.Body.ToArray())).Build();
}
