using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Client.Tests.Fakes;

/// <summary>Answers one kind of request with a function.</summary>
internal sealed class FakeHandler<TRequest>(Func<TRequest, RequestContext, Reply> answer) : IRequestHandler<TRequest>
    where TRequest : IHeader<TRequest>
{
    public ValueTask<Reply> HandleAsync(TRequest request, RequestContext context) => new(answer(request, context));
}
