namespace Ariane.Protocol.Messages;

/// <summary>Names of message properties with a meaning to broker or client.</summary>
/// <remarks>Source: common/.../common/message/MessageConst.java.</remarks>
public static class PropertyNames
{
    // What the sender says about a message.
    public const string Keys = "KEYS";
    public const string Tags = "TAGS";
    public const string Wait = "WAIT";
    public const string Delay = "DELAY";
    public const string UniqueKey = "UNIQ_KEY";
    public const string ShardingKey = "__SHARDINGKEY";
    public const string InstanceId = "INSTANCE_ID";
    public const string TransferFlag = "TRANSFER_FLAG";
    public const string BuyerId = "BUYER_ID";

    // Transactions.
    public const string TransactionPrepared = "TRAN_MSG";
    public const string ProducerGroup = "PGROUP";
    public const string TransactionId = "__transactionId__";
    public const string TransactionCheckTimes = "TRANSACTION_CHECK_TIMES";
    public const string TransactionPreparedQueueOffset = "TRAN_PREPARED_QUEUE_OFFSET";
    public const string CheckImmunityTime = "CHECK_IMMUNITY_TIME_IN_SECONDS";

    // Where a parked message goes, and where a retried or dead one came from.
    public const string RealTopic = "REAL_TOPIC";
    public const string RealQueueId = "REAL_QID";
    public const string RetryTopic = "RETRY_TOPIC";
    public const string OriginMessageId = "ORIGIN_MESSAGE_ID";
    public const string ReconsumeTime = "RECONSUME_TIME";
    public const string MaxReconsumeTimes = "MAX_RECONSUME_TIMES";
    public const string DeadLetterOriginTopic = "DLQ_ORIGIN_TOPIC";
    public const string DeadLetterOriginMessageId = "DLQ_ORIGIN_MESSAGE_ID";

    // Timers.
    public const string TimerDelayMs = "TIMER_DELAY_MS";
    public const string TimerDelaySec = "TIMER_DELAY_SEC";
    public const string TimerDeliverMs = "TIMER_DELIVER_MS";
    public const string TimerEnqueueMs = "TIMER_ENQUEUE_MS";
    public const string TimerDequeueMs = "TIMER_DEQUEUE_MS";
    public const string TimerRollTimes = "TIMER_ROLL_TIMES";
    public const string TimerOutMs = "TIMER_OUT_MS";
    public const string TimerDeleteUniqueKey = "TIMER_DEL_UNIQKEY";
    public const string TimerDelayLevel = "TIMER_DELAY_LEVEL";

    // Request and reply.
    public const string CorrelationId = "CORRELATION_ID";
    public const string ReplyToClient = "REPLY_TO_CLIENT";
    public const string TimeToLive = "TTL";
    public const string ArriveTime = "ARRIVE_TIME";
    public const string PushReplyTime = "PUSH_REPLY_TIME";
    public const string MessageType = "MSG_TYPE";

    // What the broker adds.
    public const string Region = "MSG_REGION";
    public const string TraceOn = "TRACE_ON";
    public const string Cluster = "CLUSTER";
    public const string PopCheckPoint = "POP_CK";
    public const string PopCheckPointOffset = "POP_CK_OFFSET";
    public const string FirstPopTime = "1ST_POP_TIME";
    public const string InnerNum = "INNER_NUM";
    public const string InnerBase = "INNER_BASE";
    public const string InnerMultiDispatch = "INNER_MULTI_DISPATCH";
    public const string InnerMultiQueueOffset = "INNER_MULTI_QUEUE_OFFSET";
    public const string DuplicationInfo = "DUP_INFO";

    /// <summary>The optional checksum over the record; always last, see docs/wire/message.md.</summary>
    public const string RecordCrc = "__CRC32#";

    // What the consumer adds.
    public const string MinOffset = "MIN_OFFSET";
    public const string MaxOffset = "MAX_OFFSET";
    public const string ConsumeStartTime = "CONSUME_START_TIME";

    // What the proxy adds.
    public const string BornHost = "__BORNHOST";
    public const string BornTimestamp = "BORN_TIMESTAMP";
    public const string TraceContext = "TRACE_CONTEXT";

    /// <summary>Names with this prefix live in the client only and are never stored.</summary>
    public const string TransientPrefix = "__RMQ.TRANSIENT.";
}
