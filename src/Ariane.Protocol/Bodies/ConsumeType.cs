namespace Ariane.Protocol.Bodies;

/// <summary>
/// Source: remoting/.../remoting/protocol/heartbeat/ConsumeType.java; on the wire CONSUME_ACTIVELY and so on.
/// </summary>
public enum ConsumeType
{
    ConsumeActively = 0,
    ConsumePassively = 1,
    ConsumePop = 2,
}
