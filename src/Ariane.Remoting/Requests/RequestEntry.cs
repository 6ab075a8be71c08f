using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;

namespace Ariane.Remoting.Requests;

/// <summary>A line of the request table: decodes the fields of a request and calls its handler.</summary>
internal abstract class RequestEntry
{
    /// <summary>Bodies up to here are quick whatever the handler is, so that its entry need not be looked up.</summary>
    public const int FewBodyBytes = 256;

    /// <inheritdoc cref="IRequestHandler{TRequest}.QuickBodyBytes"/>
    public abstract int QuickBodyBytes { get; }

    public abstract ValueTask<Reply> HandleAsync(RequestContext context);
}

/// <summary>The line for requests whose header is <typeparamref name="TRequest"/>.</summary>
internal sealed class RequestEntry<TRequest>(IRequestHandler<TRequest> handler) : RequestEntry
    where TRequest : IHeader<TRequest>
{
    public override int QuickBodyBytes { get; } = handler.QuickBodyBytes;

    public override ValueTask<Reply> HandleAsync(RequestContext context)
    {
        FieldReader fields = context.ReadFields();
        return TRequest.TryRead(ref fields, out TRequest? request, out string? error)
            ? handler.HandleAsync(request, context)
            : new ValueTask<Reply>(Reply.Error(ResponseCode.SystemError, error));
    }
}
