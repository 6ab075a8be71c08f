using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Sending;

/// <summary>
/// Words the answers to sends. All carry region and trace switch, as clients read them without looking first.
/// </summary>
/// <remarks>Thread-safe. Source of codes and texts: broker/.../broker/processor/SendMessageProcessor.java.</remarks>
internal sealed class SendReplies(SendOptions options, MessageStore store)
{
    private const int MaxPropertiesKilobytes = 32;

    public SendMessageResponse Accepted(
        ReadOnlyMemory<byte> messageId, int queueId, long queueOffset, ReadOnlyMemory<byte> transactionId) =>
        new(messageId, queueId, queueOffset, transactionId, Region: options.Region, TraceOn: options.TraceOn);

    public Reply Refuse(in IncomingSend send, ResponseCode code, string remark)
    {
        var header = new SendMessageResponse(default, null, null, Region: options.Region, TraceOn: options.TraceOn);
        return send.Answer(code, header, remark);
    }

    /// <summary>Answers a send that the store did not take.</summary>
    public Reply Refuse(in IncomingSend send, AppendStatus status) => status switch
    {
        AppendStatus.Busy => Refuse(
            send, ResponseCode.SystemBusy, "[PC_SYNCHRONIZED]broker busy, start flow control for a while"),
        AppendStatus.NotAvailable or AppendStatus.DiskFull => Refuse(
            send, ResponseCode.ServiceNotAvailable, Unavailable()),
        AppendStatus.MessageTooLarge or AppendStatus.PropertiesTooLarge => Refuse(
            send, ResponseCode.MessageIllegal, TooLarge()),
        AppendStatus.MalformedBatch => Refuse(
            send, ResponseCode.MessageIllegal, "the body is no batch: its entries do not fit its length"),
        _ => Refuse(send, ResponseCode.SystemError, "UNKNOWN_ERROR " + status),
    };

    /// <summary>How a message that is in the log but not on disk is reported.</summary>
    public string Unavailable() =>
        "service not available now. It may be caused by one of the following reasons: the broker's disk is full ["
        + store.DescribeAvailability()
        + "], messages are put to the slave, message store has been shut down, etc.";

    public string TooLarge() =>
        "the message is illegal, maybe msg body or properties length not matched. msg body length limit "
        + store.Options.MaxMessageBytes + "B, msg properties length limit " + MaxPropertiesKilobytes + "KB.";
}
