namespace Ariane.Protocol.Frames;

/// <summary>How the header of a frame is written: the top byte of the frame's second word.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/SerializeType.java.</remarks>
public enum HeaderCodec : byte
{
    Json = 0,
    Binary = 1,
}
