using System.Buffers;
using Ariane.NameServer.Brokers;
using Ariane.NameServer.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Topics;

/// <summary>REGISTER_TOPIC_IN_NAMESRV: a registered broker has one topic more. Called concurrently.</summary>
/// <remarks>
/// Success even if the broker is unknown: it will register, with all topics. Source:
/// namesrv/.../namesrv/processor/DefaultRequestProcessor.java, registerTopicToNamesrv.
/// </remarks>
internal sealed class RegisterTopicHandler(RouteTable routes) : IRequestHandler<RegisterTopicRequest>
{
    /// <inheritdoc/>
    public int QuickBodyBytes => QuickBody.JsonBytes;

    public ValueTask<Reply> HandleAsync(RegisterTopicRequest request, RequestContext context)
    {
        if (!context.HasBody) return new(Reply.Ok);
        if (!TopicRoute.TryParse(context.Body.ToArray(), out var route, out string? error))
        {
            return new(Reply.Error(ResponseCode.SystemError, error));
        }

        if (RegistrationCheck.FaultOf("topic", request.Topic) is { } fault)
            return new(Reply.Error(ResponseCode.SystemError, fault));
        routes.RegisterTopic(request.Topic, route.Queues);
        return new(Reply.Ok);
    }
}
