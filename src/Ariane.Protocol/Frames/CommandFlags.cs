namespace Ariane.Protocol.Frames;

/// <summary>The <c>flag</c> word of a header; all other bits are ignored.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/RemotingCommand.java.</remarks>
[Flags]
public enum CommandFlags
{
    None = 0,
    Response = 1,
    Oneway = 2,
}
