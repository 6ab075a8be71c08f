namespace Ariane.Protocol.Frames;

/// <summary>What the front of a connection's input is.</summary>
public enum FrameStatus
{
    /// <summary>Not a whole frame yet; nothing was consumed.</summary>
    NeedMore,

    /// <summary>A frame, which was consumed.</summary>
    Complete,

    /// <summary>
    /// A frame without a header, which was consumed: upstream drops it and goes on, and so must the connection.
    /// </summary>
    Empty,

    /// <summary>No frame at all: the connection cannot find the next one and must close.</summary>
    Malformed,
}
