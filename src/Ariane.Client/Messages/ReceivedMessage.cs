using System.Net;
using System.Text;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Messages;

/// <summary>
/// A message as the broker stores it. Immutable to its receivers, who may keep it as long as they like.
/// </summary>
/// <remarks>
/// It shares the memory of the answer it came in, so keeping one message may keep its neighbours in memory.
/// </remarks>
public sealed class ReceivedMessage
{
    private readonly ReadOnlyMemory<byte> _propertyText;
    private readonly HostAddress _storeHost;
    private readonly HostAddress _bornHost;
    private readonly long _bornMilliseconds;
    private readonly long _storeMilliseconds;
    private Dictionary<string, string>? _properties;
    private string? _messageId;

    internal ReceivedMessage(
        MessageQueue queue,
        in MessageRecord record,
        ReadOnlyMemory<byte> body,
        BodyEncoding encoding,
        ReadOnlyMemory<byte> properties)
    {
        Queue = queue;
        Topic = queue.Topic;
        Body = body;
        BodyEncoding = encoding;
        Flag = record.Flag;
        QueueOffset = record.QueueOffset;
        LogOffset = record.LogOffset;
        ReconsumeTimes = record.ReconsumeTimes;
        _propertyText = properties;
        _bornHost = record.BornHost;
        _storeHost = record.StoreHost;
        _bornMilliseconds = record.BornTimestamp;
        _storeMilliseconds = record.StoreTimestamp;
    }

    /// <summary>The topic it was sent to; of a message that is delivered again, the original one.</summary>
    public string Topic { get; internal set; }

    /// <summary>The content; see <see cref="BodyEncoding"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; internal init; }

    /// <summary>
    /// <see cref="BodyEncoding.None"/> unless the body came compressed in a way this client cannot undo.
    /// </summary>
    public BodyEncoding BodyEncoding { get; }

    /// <summary>
    /// The queue it was read from: of a message that is delivered again, one of the group's retry topic.
    /// </summary>
    public MessageQueue Queue { get; }

    /// <summary>Its place in <see cref="Queue"/>.</summary>
    public long QueueOffset { get; internal set; }

    /// <summary>Its place in the broker's commit log, in bytes.</summary>
    public long LogOffset { get; }

    /// <summary>How often its group failed to handle it so far.</summary>
    public int ReconsumeTimes { get; internal set; }

    /// <summary>The producer's own number.</summary>
    public int Flag { get; internal init; }

    /// <summary>When the producer made it, by the producer's clock.</summary>
    public DateTimeOffset BornAt => DateTimeOffset.FromUnixTimeMilliseconds(_bornMilliseconds);

    /// <summary>When the broker stored it, by the broker's clock.</summary>
    public DateTimeOffset StoredAt => DateTimeOffset.FromUnixTimeMilliseconds(_storeMilliseconds);

    /// <summary>The address it was sent from, as the broker saw it.</summary>
    public IPEndPoint BornHost => _bornHost.ToEndPoint();

    /// <summary>The address of the broker that stored it.</summary>
    public IPEndPoint StoreHost => _storeHost.ToEndPoint();

    /// <summary>The id its producer gave it, or its offset id when there is none.</summary>
    public string MessageId => _messageId ??= FindProperty("UNIQ_KEY"u8) ?? OffsetMessageId;

    /// <summary>The id that says where it is stored.</summary>
    public string OffsetMessageId => Protocol.Messages.MessageId.FormatOffsetId(_storeHost, LogOffset);

    /// <summary>Its tag; null for none.</summary>
    public string? Tag => FindProperty("TAGS"u8);

    /// <summary>Its keys; empty for none.</summary>
    public IReadOnlyList<string> Keys =>
        FindProperty("KEYS"u8)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>All properties, those of client and broker included.</summary>
    public IReadOnlyDictionary<string, string> Properties => _properties ??= ReadProperties();

    internal ReadOnlySpan<byte> PropertyText => _propertyText.Span;

    internal string? FindProperty(ReadOnlySpan<byte> name) =>
        MessageProperties.TryFind(_propertyText.Span, name, out ReadOnlySpan<byte> value)
            ? Encoding.UTF8.GetString(value)
            : null;

    private Dictionary<string, string> ReadProperties()
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        PropertyEnumerator walk = MessageProperties.Enumerate(_propertyText.Span);
        while (walk.MoveNext()) properties[Encoding.UTF8.GetString(walk.Name)] = Encoding.UTF8.GetString(walk.Value);
        return properties;
    }
}
