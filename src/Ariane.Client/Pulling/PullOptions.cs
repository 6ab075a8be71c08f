using Ariane.Client.Consuming;

namespace Ariane.Client.Pulling;

/// <summary>What one pull is to bring.</summary>
public sealed record PullOptions
{
    /// <summary>The most messages; brokers have limits of their own.</summary>
    public int MaxMessages { get; init; } = 32;

    /// <summary>
    /// How long the broker may wait for a message when there is none; zero answers at once, a minute is the most.
    /// </summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Tags separated by <c>||</c>; <c>*</c> for all messages. Not together with <see cref="SqlCondition"/>.
    /// </summary>
    public string Tags { get; init; } = "*";

    /// <summary>An SQL92 condition over properties; null for none.</summary>
    public string? SqlCondition { get; init; }

    internal static PullOptions Default { get; } = new();

    internal Subscription FilterOf(string topic) =>
        SqlCondition is { } condition ? Subscription.BySql(topic, condition) : new Subscription(topic, Tags);
}
