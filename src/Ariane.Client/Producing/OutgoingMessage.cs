using Ariane.Client.Messages;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Producing;

/// <summary>What of a message goes on the wire, the same for every attempt. Disposed when no attempt follows.</summary>
internal struct OutgoingMessage : IDisposable
{
    private PropertyText _properties;

    private OutgoingMessage(
        string messageId, PropertyText properties, ReadOnlyMemory<byte> body, MessageSysFlag flags, int flag)
    {
        Flag = flag;
        MessageId = messageId;
        _properties = properties;
        Body = body;
        Flags = flags;
    }

    public string MessageId { get; }

    public readonly ReadOnlyMemory<byte> Properties => _properties.Written;

    public ReadOnlyMemory<byte> Body { get; }

    public MessageSysFlag Flags { get; }

    /// <summary>The application's own number.</summary>
    public int Flag { get; }

    /// <exception cref="InvalidMessageException">The message breaks a rule that every broker has.</exception>
    public static OutgoingMessage Of(Message message, ProducerOptions options, UniqueIdGenerator ids)
    {
        MessageRules.Check(message, options.MaxMessageBytes);
        PropertyText properties = OutgoingProperties.Encode(message, ids, out string messageId);
        if (message.Body.Length >= options.CompressionThresholdBytes)
        {
            byte[] compressed = MessageCompression.CompressZlib(message.Body.Span);
            if (compressed.Length < message.Body.Length)
                return new OutgoingMessage(
                    messageId, properties, compressed, MessageCompression.ZlibFlags, message.Flag);
        }

        return new OutgoingMessage(messageId, properties, message.Body, MessageSysFlag.None, message.Flag);
    }

    /// <summary>
    /// A batch as one message: its properties are those of all entries, its body is never compressed.
    /// </summary>
    public static OutgoingMessage Of(BatchBody batch)
    {
        var properties = new PropertyText(32);
        properties.Append(PropertyNames.Wait, batch.WaitForStore ? "true" : "false");
        return new OutgoingMessage(batch.MessageIds[0], properties, batch.Bytes, MessageSysFlag.None, flag: 0);
    }

    public void Dispose() => _properties.Dispose();
}
