namespace Ariane.Client.Consuming;

/// <summary>What became of the messages a handler got.</summary>
public readonly record struct ConsumeResult
{
    private const int All = int.MaxValue;

    private readonly int _failedFrom;

    private ConsumeResult(int handled, int delayLevel)
    {
        // Stored so that the default value means success.
        _failedFrom = handled == All ? 0 : handled + 1;
        DelayLevel = delayLevel;
    }

    /// <summary>All messages were handled.</summary>
    public static ConsumeResult Success => default;

    /// <summary>No message was handled; they come again, each time after a longer pause.</summary>
    public static ConsumeResult RetryLater => new(0, 0);

    /// <summary>No message was handled, and none is to come again: they go to the group's dead-letter topic.</summary>
    public static ConsumeResult DeadLetter => new(0, -1);

    /// <summary>No message was handled; they come again after the pause of a delay level of the broker.</summary>
    /// <param name="delayLevel">From 1 (one second by default).</param>
    public static ConsumeResult RetryAfter(int delayLevel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delayLevel, 1);
        return new ConsumeResult(0, delayLevel);
    }

    /// <summary>The first messages of the batch were handled; the others come again.</summary>
    public static ConsumeResult HandledFirst(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new ConsumeResult(count, 0);
    }

    /// <summary>How many messages of the batch were handled, from its beginning.</summary>
    internal int HandledOf(int batchSize) => _failedFrom == 0 ? batchSize : Math.Min(_failedFrom - 1, batchSize);

    /// <summary>0 lets the broker decide, below 0 means the dead-letter topic.</summary>
    internal int DelayLevel { get; }
}
