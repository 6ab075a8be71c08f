using Ariane.Protocol.Headers;

namespace Ariane.Remoting.Requests;

/// <summary>Answers one kind of request. Called concurrently, from any connection.</summary>
/// <remarks>
/// Everything that the context and the request lend (body, borrowed fields) is valid until <see cref="HandleAsync"/>
/// returns, not until its task completes: a handler that goes on later copies what it needs first. An exception becomes
/// SYSTEM_ERROR; it never harms the connection. The requests of one connection are handled one after the other, on the
/// thread that reads it, until a handler returns a task that is not complete: what takes long does not belong there.
/// </remarks>
public interface IRequestHandler<TRequest>
    where TRequest : IHeader<TRequest>
{
    /// <summary>
    /// Bodies above this make handling take long, as where they are JSON, whose parsing takes forty times as long as
    /// the copying of a message: on servers such requests are handled one at a time.
    /// </summary>
    int QuickBodyBytes => int.MaxValue;

    ValueTask<Reply> HandleAsync(TRequest request, RequestContext context);
}
