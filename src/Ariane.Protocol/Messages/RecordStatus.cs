namespace Ariane.Protocol.Messages;

/// <summary>What lies at a position of the log.</summary>
public enum RecordStatus
{
    /// <summary>A complete, well-formed record.</summary>
    Message,

    /// <summary>The end-of-segment filler (magic 0xCBD43194).</summary>
    Blank,

    /// <summary>Fewer bytes than the record says it has.</summary>
    Incomplete,

    /// <summary>No record: unknown magic, or lengths that contradict each other.</summary>
    Invalid,
}
