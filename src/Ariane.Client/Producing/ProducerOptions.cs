using Ariane.Client.Messages;
using Ariane.Protocol.Codes;

namespace Ariane.Client.Producing;

/// <summary>How a producer sends. Defaults are upstream's: client/.../client/producer/DefaultMQProducer.java.</summary>
public sealed record ProducerOptions
{
    /// <summary>The name of the producer group: up to 255 letters, digits and <c>% | - _</c>.</summary>
    public required string Group { get; init; }

    /// <summary>The time one send may take in all: route, every attempt, and the answer.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The longest one attempt may take while another one could follow; null gives it half of the time that is left, so
    /// that a broker that hangs does not use up the time of all attempts.
    /// </summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>How often a failed send is repeated, on another broker if there is one.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The refusals after which another broker may still accept the message.</summary>
    public IReadOnlySet<ResponseCode> RetriedCodes { get; init; } = DefaultRetriedCodes;

    /// <summary>
    /// Should a message that one broker stored less safely than configured be sent to another as well?
    /// </summary>
    public bool RetryWhenNotStoredSafely { get; init; }

    /// <summary>Should brokers that were slow or failed lately be left out while there are others?</summary>
    public bool AvoidFaultyBrokers { get; init; } = true;

    /// <summary>Bodies of at least so many bytes are compressed, if that makes them smaller.</summary>
    public int CompressionThresholdBytes { get; init; } = 4096;

    /// <summary>
    /// The largest body, before compression; of a batch, all of it. Brokers have a limit of their own.
    /// </summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How many queues a topic gets that the broker creates because it is sent to.</summary>
    public int NewTopicQueues { get; init; } = 4;

    private static readonly HashSet<ResponseCode> DefaultRetriedCodes =
    [
        ResponseCode.SystemError, ResponseCode.SystemBusy, ResponseCode.ServiceNotAvailable, ResponseCode.NoPermission,
        ResponseCode.TopicNotExist, ResponseCode.NoBuyerId, ResponseCode.NotInCurrentUnit, ResponseCode.GoAway,
    ];

    internal void Validate()
    {
        NameRules.RequireGroup(Group, nameof(Group));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SendTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(
            AttemptTimeout ?? SendTimeout, TimeSpan.Zero, nameof(AttemptTimeout));
        ArgumentOutOfRangeException.ThrowIfNegative(Retries);
        ArgumentOutOfRangeException.ThrowIfLessThan(CompressionThresholdBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMessageBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(NewTopicQueues, 1);
    }
}
