using System.Buffers;
using Ariane.Broker.Filtering;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Clients;

/// <summary>CHECK_CLIENT_CONFIG: can this broker apply the subscription? Consumers ask before they start.</summary>
/// <remarks>Source: broker/.../broker/processor/ClientManageProcessor.java (checkClientConfig).</remarks>
internal sealed class CheckClientConfigHandler : IRequestHandler<CheckClientConfigRequest>
{
    /// <inheritdoc/>
    public int QuickBodyBytes => QuickBody.JsonBytes;

    public ValueTask<Reply> HandleAsync(CheckClientConfigRequest request, RequestContext context)
    {
        if (!context.HasBody) return new(Reply.Ok);
        if (!CheckClientConfig.TryParse(context.Body.ToArray(), out CheckClientConfig? config, out string? error))
            return new(Reply.Error(ResponseCode.SystemError, $"the body is no client configuration: {error}"));

        return new(config.Subscription is null || TagFilter.IsTagType(config.Subscription.ExpressionType)
            ? Reply.Ok
            : Reply.Error(ResponseCode.SystemError, TagFilter.DescribeRefusal(config.Subscription.ExpressionType)));
    }
}
