using Ariane.Client.Messages;

namespace Ariane.Client.Pulling;

/// <summary>What one pull brought.</summary>
public sealed class PullResult
{
    internal PullResult(PullStatus status, IReadOnlyList<ReceivedMessage> messages)
    {
        Status = status;
        Messages = messages;
    }

    /// <summary>How the pull ended.</summary>
    public PullStatus Status { get; }

    /// <summary>
    /// The messages, in the order of the queue; may be empty even when some were found, if the filter refuses them.
    /// </summary>
    public IReadOnlyList<ReceivedMessage> Messages { get; }

    /// <summary>Where the next pull starts, whatever the status.</summary>
    public long NextOffset { get; internal init; }

    /// <summary>The offset of the first message that is still stored.</summary>
    public long MinOffset { get; internal init; }

    /// <summary>The offset that the next message will get.</summary>
    public long MaxOffset { get; internal init; }

    /// <summary>The replica that the broker wants to be asked next; 0 is the master.</summary>
    internal long SuggestedBrokerId { get; init; }
}
