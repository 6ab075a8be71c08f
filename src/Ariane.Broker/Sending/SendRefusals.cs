using Ariane.Protocol.Codes;
using Ariane.Protocol.Messages;

namespace Ariane.Broker.Sending;

/// <summary>Finds out what about a message forbids to store it as it is. Pure functions.</summary>
/// <remarks>
/// Delivering a delayed message at once, or half of a transaction, would be worse than refusing it: what this version
/// does not support is refused with a code that makes producers give up rather than try the next broker.
/// </remarks>
internal static class SendRefusals
{
    /// <summary>Null when nothing forbids it.</summary>
    public static (ResponseCode Code, string Remark)? Find(
        in MessageTraits traits, in IncomingSend send, in SendRoute route, BrokerOptions options)
    {
        if (route.Topic.NeedsKeys && !traits.HasKeys)
            return (ResponseCode.MessageIllegal, "the required message key is missing: the topic is compacted by KEYS");

        var flags = (MessageSysFlag)send.Request.SysFlag;
        if (traits.IsTransactional || (flags & MessageSysFlag.TransactionMask) != 0)
        {
            // A message that a consumer sends back keeps TRAN_MSG but is none any more.
            bool isRetry = send.Request.ReconsumeTimes > 0 && traits.IsDelayed;
            if (!isRetry) return RefuseTransaction(options);
        }

        if (route.Topic.HasBatchQueues || traits.IsInnerBatch || (flags & MessageSysFlag.InnerBatch) != 0)
        {
            return (ResponseCode.MessageIllegal,
                "inner batches and topics of queue.type BatchCQ are not supported by this version");
        }

        return FindDelay(traits, route.IsDeadLetter);
    }

    /// <summary>As <see cref="Find"/>, for one message of a batch.</summary>
    public static (ResponseCode Code, string Remark)? FindInBatch(in MessageTraits traits)
    {
        if (traits.IsTransactional)
            return (ResponseCode.MessageIllegal, "a batch must not hold transactional messages");
        return FindDelay(traits, isDeadLetter: false);
    }

    private static (ResponseCode Code, string Remark) RefuseTransaction(BrokerOptions options) =>
        options.Sending.RejectTransactions
            ? (ResponseCode.NoPermission, $"the broker[{options.Address}] sending transaction message is forbidden")
            : (ResponseCode.MessageIllegal, "transactional messages are not supported by this version");

    private static (ResponseCode Code, string Remark)? FindDelay(in MessageTraits traits, bool isDeadLetter)
    {
        bool isDelayed = traits.IsDelayed && !isDeadLetter;
        return isDelayed || traits.IsTimed
            ? (ResponseCode.MessageIllegal,
                "delayed messages (DELAY, TIMER_*) are not supported by this version; send the message when it is due")
            : null;
    }
}
