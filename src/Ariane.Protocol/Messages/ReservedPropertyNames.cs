using System.Collections.Frozen;

namespace Ariane.Protocol.Messages;

/// <summary>The names that a user may not give a property of his own.</summary>
/// <remarks>
/// Source: common/.../common/message/MessageConst.java (STRING_HASH_SET), the set the Java client refuses.
/// </remarks>
public static class ReservedPropertyNames
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal,
        PropertyNames.Keys,
        PropertyNames.Tags,
        PropertyNames.Wait,
        PropertyNames.Delay,
        PropertyNames.RetryTopic,
        PropertyNames.RealTopic,
        PropertyNames.RealQueueId,
        PropertyNames.TransactionPrepared,
        PropertyNames.ProducerGroup,
        PropertyNames.MinOffset,
        PropertyNames.MaxOffset,
        PropertyNames.BuyerId,
        PropertyNames.TransferFlag,
        "CORRECTION_FLAG",
        "MQ2_FLAG",
        PropertyNames.OriginMessageId,
        PropertyNames.ReconsumeTime,
        PropertyNames.MaxReconsumeTimes,
        PropertyNames.Region,
        PropertyNames.TraceOn,
        PropertyNames.UniqueKey,
        "EXTEND_UNIQ_INFO",
        PropertyNames.ConsumeStartTime,
        PropertyNames.PopCheckPoint,
        PropertyNames.PopCheckPointOffset,
        PropertyNames.FirstPopTime,
        PropertyNames.TransactionPreparedQueueOffset,
        PropertyNames.DuplicationInfo,
        PropertyNames.InstanceId,
        PropertyNames.CorrelationId,
        PropertyNames.ReplyToClient,
        PropertyNames.TimeToLive,
        PropertyNames.ArriveTime,
        PropertyNames.PushReplyTime,
        PropertyNames.Cluster,
        PropertyNames.MessageType,
        PropertyNames.InnerMultiQueueOffset,
        PropertyNames.TimerDelayMs,
        PropertyNames.TimerDelaySec,
        PropertyNames.TimerDeliverMs,
        PropertyNames.TimerEnqueueMs,
        PropertyNames.TimerDequeueMs,
        PropertyNames.TimerRollTimes,
        PropertyNames.TimerOutMs,
        PropertyNames.TimerDeleteUniqueKey,
        PropertyNames.TimerDelayLevel,
        PropertyNames.BornHost,
        PropertyNames.BornTimestamp,
        PropertyNames.DeadLetterOriginTopic,
        PropertyNames.DeadLetterOriginMessageId,
        PropertyNames.RecordCrc);

    public static bool Contains(string name) => Names.Contains(name);
}
