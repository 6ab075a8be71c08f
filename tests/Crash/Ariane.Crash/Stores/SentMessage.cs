namespace Ariane.Crash.Stores;

/// <summary>A message as the model knows it. What the store says of its place comes after it was appended.</summary>
internal sealed class SentMessage(int number, string topic, int queueId, int bodyBytes)
{
    public int Number => number;

    public string Topic => topic;

    public int QueueId => queueId;

    public int BodyBytes => bodyBytes;

    public string UniqueKey { get; } = $"U{number:D7}";

    /// <summary>A key that five messages share.</summary>
    public string SharedKey { get; } = $"S{number / 5:D6}";

    public string Tag { get; } = $"Tag{number % 3}";

    /// <summary>-1 while it is not known, and for a message that is in no queue.</summary>
    public long QueueOffset { get; set; } = -1;

    /// <summary>-1 while it is not known.</summary>
    public long LogOffset { get; set; } = -1;

    /// <summary>Beyond any promise while it is not known.</summary>
    public long EndOffset { get; set; } = long.MaxValue;

    public override string ToString() => $"Message {number} ({topic}-{queueId}:{QueueOffset}, log offset {LogOffset})";
}
