using System.Text;
using Ariane.Client.Messages;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Producing;

/// <summary>Puts a message's own and the application's properties into the text that goes on the wire.</summary>
internal static class OutgoingProperties
{
    private const int TypicalBytes = 512;
    private const int MaxIdBytes = 64;

    /// <param name="messageId">The unique id made for the message.</param>
    /// <exception cref="InvalidMessageException">The text is longer than a record can hold.</exception>
    public static PropertyText Encode(Message message, UniqueIdGenerator ids, out string messageId)
    {
        Span<byte> id = stackalloc byte[MaxIdBytes];
        messageId = Encoding.ASCII.GetString(id[..ids.WriteNext(id)]);

        var text = new PropertyText(TypicalBytes);
        text.Append(PropertyNames.UniqueKey, messageId);
        text.Append(PropertyNames.Wait, message.WaitForStore ? "true" : "false");
        if (message.Tag is { Length: > 0 } tag) text.Append(PropertyNames.Tags, tag);
        if (message.Keys.Count > 0) text.AppendJoined(PropertyNames.Keys, message.Keys);
        if (message.DelayLevel > 0) text.Append(PropertyNames.Delay, message.DelayLevel);
        if (message.Delay is { } delay) text.Append(PropertyNames.TimerDelayMs, (long)delay.TotalMilliseconds);
        if (message.DeliverAt is { } at) text.Append(PropertyNames.TimerDeliverMs, at.ToUnixTimeMilliseconds());
        if (message.Properties.Count > 0) AppendUserProperties(ref text, message);

        int bytes = text.Written.Length;
        if (bytes <= MessageProperties.MaxBytes) return text;

        text.Dispose();
        throw new InvalidMessageException(
            $"The properties of the message take {bytes} bytes; a message holds {MessageProperties.MaxBytes}. Move " +
            "data to the body.");
    }

    private static void AppendUserProperties(ref PropertyText text, Message message)
    {
        foreach ((string name, string value) in message.Properties) text.Append(name, value);
    }
}
