using Ariane.Protocol.Bodies;

namespace Ariane.Client.Producing;

/// <summary>Where a message is stored and how safely. Every result means that the broker has the message.</summary>
/// <param name="Status">How safely it is stored.</param>
/// <param name="MessageId">The id that this producer gave the message; consumers see the same.</param>
/// <param name="Queue">The queue it is in.</param>
/// <param name="QueueOffset">Its place in the queue.</param>
/// <param name="OffsetMessageId">The id that says where the broker stores it.</param>
public sealed record SendResult(
    SendStatus Status, string MessageId, MessageQueue Queue, long QueueOffset, string OffsetMessageId)
{
    /// <summary>The broker's id of the transaction, in answers to transactional messages.</summary>
    public string? TransactionId { get; init; }

    /// <summary>What a delayed message can be taken back by; null for all others.</summary>
    public string? RecallHandle { get; init; }
}
