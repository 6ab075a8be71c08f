using Ariane.Protocol.Codes;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Sending;

/// <summary>The requests that store messages. The three differ in the names of their fields alone.</summary>
internal static class SendRequests
{
    public static RequestTableBuilder MapSending(this RequestTableBuilder table, SendMessageHandler send) => table
        .Map(RequestCode.SendMessage, send)
        .Map(RequestCode.SendMessageV2, send)
        .Map(RequestCode.SendBatchMessage, send);
}
