using Ariane.Client.Messages;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Consuming;

/// <summary>Which messages of a topic a consumer wants. Immutable.</summary>
public sealed record Subscription
{
    private const string Everything = "*";
    private const string TagType = "TAG";
    private const string SqlType = "SQL92";

    /// <summary>Subscribes to a topic by tags.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="tags">Tags separated by <c>||</c>; <c>*</c> or nothing for all messages.</param>
    /// <exception cref="ArgumentException">There is no tag between the separators.</exception>
    public Subscription(string topic, string? tags = Everything)
        : this(topic, TagType, string.IsNullOrWhiteSpace(tags) ? Everything : tags)
    {
        if (Expression == Everything) return;
        Tags = Expression.Split("||", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Tags.Count == 0)
        {
            throw new ArgumentException($"'{tags}' names no tag. Write 'A || B', or * for all.", nameof(tags));
        }
    }

    private Subscription(string topic, string type, string expression)
    {
        if (NameRules.CheckTopic(topic) is { } problem) throw new ArgumentException(problem, nameof(topic));
        Topic = topic;
        ExpressionType = type;
        Expression = expression;
    }

    /// <summary>
    /// Subscribes to a topic by an SQL92 condition over properties, such as <c>a &gt; 5 AND b = 'x'</c>.
    /// </summary>
    public static Subscription BySql(string topic, string condition)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(condition);
        return new Subscription(topic, SqlType, condition);
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>The tags or the condition, as given.</summary>
    public string Expression { get; }

    /// <summary>The tags; empty when all messages are wanted, or when a condition decides.</summary>
    public IReadOnlyList<string> Tags { get; } = [];

    internal string ExpressionType { get; }

    internal bool NeedsBrokerCheck => ExpressionType != TagType;

    /// <summary>Brokers compare hashes of tags only; this is the comparison of the text itself.</summary>
    internal bool Accepts(ReceivedMessage message)
    {
        if (Tags.Count == 0) return true;
        string? tag = message.Tag;
        for (int index = 0; index < Tags.Count; index++)
        {
            if (Tags[index] == tag) return true;
        }

        return false;
    }

    internal SubscriptionData ToData(long version) => new(Topic, Expression)
    {
        Tags = Tags,
        TagCodes = [.. Tags.Select(static tag => JavaStringHash.Compute(tag))],
        Version = version,
        ExpressionType = ExpressionType,
    };
}
