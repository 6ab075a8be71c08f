namespace Ariane.Protocol.Bodies;

/// <summary>
/// Source: common/.../common/consumer/ConsumeFromWhere.java; on the wire CONSUME_FROM_LAST_OFFSET and so on.
/// </summary>
public enum ConsumeFromWhere
{
    LastOffset = 0,
    LastOffsetAndFromMinWhenBootFirst = 1,
    MinOffset = 2,
    MaxOffset = 3,
    FirstOffset = 4,
    Timestamp = 5,
}
