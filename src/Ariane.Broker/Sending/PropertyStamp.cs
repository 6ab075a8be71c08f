using System.Buffers.Text;
using System.Text;
using Ariane.Protocol.Messages;

namespace Ariane.Broker.Sending;

/// <summary>
/// Rewrites the properties of received messages: what the broker says of a message replaces what the sender said.
/// </summary>
/// <remarks>
/// One pass copies the pairs and notes what matters. Stored messages carry MSG_REGION and TRACE_ON, which clients that
/// trace read, and CLUSTER, which names the reply topic. Thread-safe. Source:
/// broker/.../broker/processor/AbstractSendMessageProcessor.java (buildMsgContext) and SendMessageProcessor.java.
/// </remarks>
internal sealed class PropertyStamp
{
    private static readonly PropertyNameSet Replaced = new(
        PropertyNames.Region, PropertyNames.TraceOn, PropertyNames.PopCheckPoint, PropertyNames.Cluster);

    private static readonly PropertyNameSet NoNames = new();

    private readonly byte[] _stamp;

    public PropertyStamp(SendOptions options, string cluster)
    {
        Span<byte> text = stackalloc byte[short.MaxValue];
        var writer = new PropertyWriter(text);
        writer.Append(PropertyNames.Region, options.Region);
        writer.Append(PropertyNames.TraceOn, options.TraceOn ? "true" : "false");
        writer.Append(PropertyNames.Cluster, cluster);
        _stamp = writer.Written.ToArray();
    }

    /// <summary>Room for the rewritten form of so many bytes, and for a unique key.</summary>
    public int MaxBytes(int receivedBytes) =>
        receivedBytes + 1 + _stamp.Length
        + PropertyWriter.MaxPairBytes("UNIQ_KEY"u8.Length, UniqueIdGenerator.MaxIdBytes);

    /// <summary>Copies all pairs but those the broker replaces, and appends its own.</summary>
    /// <param name="received">As it came.</param>
    /// <param name="dropped">Further names to leave out, or null.</param>
    /// <param name="output">Has room for <see cref="MaxBytes"/>.</param>
    public MessageTraits Rewrite(ReadOnlySpan<byte> received, PropertyNameSet? dropped, ref PropertyWriter output)
    {
        var traits = default(MessageTraits);
        PropertyEnumerator pairs = MessageProperties.Enumerate(received);
        while (pairs.MoveNext())
        {
            if (Replaced.Contains(pairs.Name) || dropped?.Contains(pairs.Name) == true) continue;
            Note(ref traits, pairs.Name, pairs.Value, output.WrittenBytes + pairs.Name.Length + 1);
            output.Append(pairs.Name, pairs.Value);
        }

        output.Copy(_stamp, NoNames);
        return traits;
    }

    /// <summary>Notes what matters of the properties of one message in a batch; where its key is does not.</summary>
    public static MessageTraits Inspect(ReadOnlySpan<byte> properties)
    {
        var traits = default(MessageTraits);
        PropertyEnumerator pairs = MessageProperties.Enumerate(properties);
        while (pairs.MoveNext()) Note(ref traits, pairs.Name, pairs.Value, valueStart: 0);
        return traits;
    }

    private static void Note(
        ref MessageTraits traits, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int valueStart)
    {
        switch (name.Length)
        {
            case 4:
                if (name.SequenceEqual("KEYS"u8)) traits.HasKeys = true;
                else if (name.SequenceEqual("WAIT"u8)) traits.SkipsDisk = IsText(value, "false"u8);
                break;
            case 5:
                if (name.SequenceEqual("DELAY"u8)) traits.IsDelayed = !IsNumberUpToZero(value);
                break;
            case 8:
                if (name.SequenceEqual("TRAN_MSG"u8)) traits.IsTransactional = IsText(value, "true"u8);
                if (!name.SequenceEqual("UNIQ_KEY"u8)) break;
                traits.UniqueKeyStart = valueStart;
                traits.UniqueKeyBytes = value.Length;
                break;
            case 9:
                if (name.SequenceEqual("INNER_NUM"u8)) traits.IsInnerBatch = true;
                break;
            case 14:
                if (name.SequenceEqual("TIMER_DELAY_MS"u8)) traits.IsTimed = true;
                break;
            case 15:
                if (name.SequenceEqual("TIMER_DELAY_SEC"u8)) traits.IsTimed = true;
                break;
            case 16:
                if (name.SequenceEqual("TIMER_DELIVER_MS"u8)) traits.IsTimed = true;
                break;
            case 17:
                if (name.SequenceEqual("TIMER_DEL_UNIQKEY"u8)) traits.IsTimed = true;
                break;
        }
    }

    private static bool IsNumberUpToZero(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out int number, out int consumed) && consumed == value.Length && number <= 0;

    // In any letter case, as Java reads booleans.
    private static bool IsText(ReadOnlySpan<byte> value, ReadOnlySpan<byte> lowerCase) =>
        Ascii.EqualsIgnoreCase(value, lowerCase);
}
