using Ariane.Protocol.Codes;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Pulling;

/// <summary>The requests that read queues. The VIP port does not answer them.</summary>
internal static class PullRequests
{
    public static ReadOnlySpan<RequestCode> Codes => [RequestCode.PullMessage, RequestCode.LitePullMessage];

    public static RequestTableBuilder MapPulling(this RequestTableBuilder table, PullMessageHandler pull) => table
        .Map(RequestCode.PullMessage, pull)
        .Map(RequestCode.LitePullMessage, pull);
}
