using Ariane.Protocol.Messages;

namespace Ariane.Storage.Dispatching;

/// <summary>The properties that queues and index are made from, found in one pass; empty when missing.</summary>
/// <remarks>Borrows the bytes it was read from.</remarks>
internal readonly ref struct DispatchedProperties
{
    private DispatchedProperties(
        ReadOnlySpan<byte> tags, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> uniqueKey, ReadOnlySpan<byte> delay)
    {
        Tags = tags;
        Keys = keys;
        UniqueKey = uniqueKey;
        Delay = delay;
    }

    public ReadOnlySpan<byte> Tags { get; }

    public ReadOnlySpan<byte> Keys { get; }

    public ReadOnlySpan<byte> UniqueKey { get; }

    public ReadOnlySpan<byte> Delay { get; }

    public static DispatchedProperties Read(ReadOnlySpan<byte> properties)
    {
        ReadOnlySpan<byte> tags = default;
        ReadOnlySpan<byte> keys = default;
        ReadOnlySpan<byte> uniqueKey = default;
        ReadOnlySpan<byte> delay = default;
        PropertyEnumerator pairs = MessageProperties.Enumerate(properties);
        while (pairs.MoveNext())
        {
            // PropertyNames.Tags, Keys, UniqueKey and Delay; a later duplicate wins.
            switch (pairs.Name.Length)
            {
                case 4 when pairs.Name.SequenceEqual("TAGS"u8): tags = pairs.Value; break;
                case 4 when pairs.Name.SequenceEqual("KEYS"u8): keys = pairs.Value; break;
                case 8 when pairs.Name.SequenceEqual("UNIQ_KEY"u8): uniqueKey = pairs.Value; break;
                case 5 when pairs.Name.SequenceEqual("DELAY"u8): delay = pairs.Value; break;
            }
        }

        return new DispatchedProperties(tags, keys, uniqueKey, delay);
    }
}
