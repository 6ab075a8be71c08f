using Ariane.Protocol.Codes;
using Ariane.Remoting.Calls;

namespace Ariane.Client;

/// <summary>
/// A broker or name server answered, and its answer is a refusal: see <see cref="ArianeClientException.Code"/>.
/// </summary>
public sealed class BrokerException : ArianeClientException
{
    private BrokerException(string message)
        : base(message)
    {
    }

    internal static BrokerException From(RequestCode request, string address, RemotingResponse response) =>
        new($"{address} refused {request} with code {(int)response.Code} ({response.Code}): " +
            $"{response.Remark ?? "no reason given"}{Advice(response.Code)}")
        {
            Code = response.Code,
            Remark = response.Remark,
            Address = address,
        };

    private static string Advice(ResponseCode code) => code switch
    {
        ResponseCode.TopicNotExist => " Create the topic, or check the name.",
        ResponseCode.NoPermission => " Check the permissions of topic, group and broker.",
        ResponseCode.SystemBusy or ResponseCode.FlowControl => " The server is overloaded: send less, or retry later.",
        ResponseCode.MessageIllegal => " Check the size of body and properties, and the topic's name.",
        ResponseCode.SubscriptionGroupNotExist => " Create the consumer group on the broker.",
        ResponseCode.RequestCodeNotSupported => " The server is too old for this request, or does not offer it.",
        _ => string.Empty,
    };
}
