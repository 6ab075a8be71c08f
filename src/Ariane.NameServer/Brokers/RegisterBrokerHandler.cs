using System.Buffers;
using Ariane.NameServer.KeyValues;
using Ariane.NameServer.Routes;
using Ariane.NameServer.Settings;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging;

namespace Ariane.NameServer.Brokers;

/// <summary>
/// REGISTER_BROKER: who the broker is and which topics it has. Called concurrently, from any connection.
/// </summary>
/// <remarks>Source: namesrv/.../namesrv/processor/DefaultRequestProcessor.java, registerBroker.</remarks>
internal sealed class RegisterBrokerHandler(
    RouteTable routes,
    BrokerLiveness liveness,
    MinBrokerIdNotifier notifier,
    KeyValueConfigStore keyValues,
    NameServerSettings settings,
    ILogger<RegisterBrokerHandler> logger) : IRequestHandler<RegisterBrokerRequest>
{
    /// <inheritdoc/>
    public int QuickBodyBytes => QuickBody.CompressedBytes;

    public ValueTask<Reply> HandleAsync(RegisterBrokerRequest request, RequestContext context) =>
        new(Register(request, context));

    private Reply Register(RegisterBrokerRequest request, RequestContext context)
    {
        var current = settings.Current;
        var body = context.Body.IsSingleSegment ? context.Body.FirstSpan : context.Body.ToArray();
        var digest = RegistrationDigest.Of(body, context.Version, request.Compressed);
        if (!current.DeleteTopicWithBrokerRegistration && routes.TryRenew(request, digest, context.Connection))
        {
            liveness.Watch(context.Connection);
            return Answer(new RegistrationOutcome(RegistrationStatus.Accepted), current);
        }

        if (!RegistrationReader.TryRead(
            request, context.Version, body, current.MaxInflatedRegistrationBytes, out var content, out string? error))
        {
            return Reply.Error(ResponseCode.SystemError, error);
        }

        var registration = new BrokerRegistration(request, content, digest, context.Connection);
        if (RegistrationCheck.FindFault(registration) is { } fault) return Reply.Error(ResponseCode.SystemError, fault);
        var outcome = routes.Register(registration, current.DeleteTopicWithBrokerRegistration);
        BrokerLog.Registration(logger, request, outcome);
        if (outcome.Refusal is { } refusal) return Reply.Error(ResponseCode.SystemError, refusal);
        if (outcome.Status == RegistrationStatus.Incomplete)
        {
            return Reply.Error(ResponseCode.SystemError, "register broker failed");
        }

        if (outcome.Status == RegistrationStatus.Accepted) liveness.Watch(context.Connection);
        if (outcome.MinBrokerIdChange is { } change && current.NotifyMinBrokerIdChanged) notifier.Notify(change);
        return Answer(outcome, current);
    }

    private Reply Answer(RegistrationOutcome outcome, NameServerOptions current)
    {
        var reply = Reply.Of(new RegisterBrokerResponse(outcome.Master?.HaServerAddr, outcome.Master?.Key.Address));
        if (!current.ReturnOrderTopicConfigToBroker) return reply;

        var orderTopics = keyValues.FindNamespace(KeyValueConfigStore.OrderTopics);
        return orderTopics is null ? reply : reply.WithBody(EncodedBody.Of(orderTopics));
    }
}
