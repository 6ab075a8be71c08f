using System.Globalization;
using Ariane.Cli.Output;
using Ariane.Storage.Inspection;

namespace Ariane.Cli.Commands.Stores;

/// <summary>A stored message, for people and for programs.</summary>
internal static class StoredMessageText
{
    public static string ToText(StoredMessage message) => string.Create(
        CultureInfo.InvariantCulture,
        $"{message.LogOffset,12} "
        + $"{DateTimeOffset.FromUnixTimeMilliseconds(message.StoreTimestamp):yyyy-MM-dd'T'HH:mm:ss.fff'Z'} "
        + $"{message.Topic}/{message.QueueId}@{message.QueueOffset} "
        + $"{message.Body.Length} bytes{(message.IsBodySound ? "" : " DAMAGED")} "
        + $"{Properties(message)}");

    public static string ToJson(StoredMessage message) => JsonLine.Object(json =>
    {
        json.WriteNumber("logOffset", message.LogOffset);
        json.WriteNumber("bytes", message.Bytes);
        json.WriteString("topic", message.Topic);
        json.WriteNumber("queueId", message.QueueId);
        json.WriteNumber("queueOffset", message.QueueOffset);
        json.WriteNumber("sysFlag", (int)message.SysFlag);
        json.WriteNumber("flag", message.Flag);
        json.WriteNumber("bornTimestamp", message.BornTimestamp);
        json.WriteString("bornHost", message.BornHost.ToString());
        json.WriteNumber("storeTimestamp", message.StoreTimestamp);
        json.WriteString("storeHost", message.StoreHost.ToString());
        json.WriteNumber("reconsumeTimes", message.ReconsumeTimes);
        json.WriteNumber("preparedTransactionOffset", message.PreparedTransactionOffset);
        json.WriteBoolean("sound", message.IsBodySound);
        json.WriteStartArray("properties");
        foreach (var (name, value) in message.Properties)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteBase64String("body", message.Body.Span);
    });

    private static string Properties(StoredMessage message) =>
        string.Join(' ', message.Properties.Select(property => $"{property.Key}={property.Value}"));
}
