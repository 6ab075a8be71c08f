using System.Collections.ObjectModel;

namespace Ariane.Client.Messages;

/// <summary>A message to send. Never changed by sending, so the same instance may be sent again.</summary>
public sealed class Message
{
    /// <summary>Makes a message of a topic and a body.</summary>
    /// <param name="topic">1 to 127 characters out of letters, digits and <c>% | - _</c>.</param>
    /// <param name="body">At least one byte; must stay unchanged until the send has completed.</param>
    public Message(string topic, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(topic);
        Topic = topic;
        Body = body;
    }

    /// <summary>Where the message goes.</summary>
    public string Topic { get; }

    /// <summary>The content, uncompressed.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What consumers can filter by; null for none.</summary>
    public string? Tag { get; init; }

    /// <summary>What the message can be looked up by; no key may contain a blank.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Names and values of the application. Names with a meaning to the broker are refused.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>A number that travels with the message and means nothing to the broker.</summary>
    public int Flag { get; init; }

    /// <summary>The broker's delay level, from 1 (one second by default); 0 delivers at once.</summary>
    public int DelayLevel { get; init; }

    /// <summary>
    /// Delivers not before so long after storing. Not together with <see cref="DeliverAt"/> or a level.
    /// </summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Delivers not before this time. Not together with <see cref="Delay"/> or a level.</summary>
    public DateTimeOffset? DeliverAt { get; init; }

    /// <summary>Should the broker answer only when the message is as safe as its configuration makes it?</summary>
    public bool WaitForStore { get; init; } = true;
}
