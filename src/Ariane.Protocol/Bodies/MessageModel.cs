namespace Ariane.Protocol.Bodies;

/// <summary>Source: remoting/.../remoting/protocol/heartbeat/MessageModel.java; on the wire in capitals.</summary>
public enum MessageModel
{
    Broadcasting = 0,
    Clustering = 1,
}
