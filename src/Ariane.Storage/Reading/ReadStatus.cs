namespace Ariane.Storage.Reading;

/// <summary>What a read found. The names with underscores (<c>OFFSET_TOO_SMALL</c>) are remarks on the wire.</summary>
/// <remarks>Source: store/.../store/GetMessageStatus.java.</remarks>
public enum ReadStatus
{
    Found,
    NoMatchedMessage,
    MessageWasRemoving,
    OffsetFoundNull,
    OffsetOverflowBadly,
    OffsetOverflowOne,
    OffsetTooSmall,
    NoMatchedLogicQueue,
    NoMessageInQueue,

    /// <summary>The store is closed.</summary>
    NotAvailable,
}
