namespace Ariane.Storage.Reading;

/// <summary>Decides which messages a read returns. Called concurrently.</summary>
public interface IMessageFilter
{
    /// <summary>Judged on the consume queue entry alone; true when it cannot tell.</summary>
    bool MatchesQueueEntry(long tagsCode);

    /// <summary>Judged on the message's encoded properties.</summary>
    bool MatchesProperties(ReadOnlySpan<byte> properties);
}
