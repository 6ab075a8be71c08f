using Ariane.Storage.Reading;

namespace Ariane.Broker.Pulling;

/// <summary>The remarks of pulls that operators know from upstream.</summary>
internal static class PullRemarks
{
    /// <summary>The name of a read's status. Source: store/.../store/GetMessageStatus.java.</summary>
    public static string Of(ReadStatus status) => status switch
    {
        ReadStatus.Found => "FOUND",
        ReadStatus.NoMatchedMessage => "NO_MATCHED_MESSAGE",
        ReadStatus.MessageWasRemoving => "MESSAGE_WAS_REMOVING",
        ReadStatus.OffsetFoundNull => "OFFSET_FOUND_NULL",
        ReadStatus.OffsetOverflowBadly => "OFFSET_OVERFLOW_BADLY",
        ReadStatus.OffsetOverflowOne => "OFFSET_OVERFLOW_ONE",
        ReadStatus.OffsetTooSmall => "OFFSET_TOO_SMALL",
        ReadStatus.NoMatchedLogicQueue => "NO_MATCHED_LOGIC_QUEUE",
        ReadStatus.NoMessageInQueue => "NO_MESSAGE_IN_QUEUE",
        _ => "store getMessage return null: the broker is stopping or its disk failed",
    };
}
