using System.Text;
using Ariane.Protocol.Messages;

namespace Ariane.Storage.Inspection;

/// <summary>A message of the log, copied out of it.</summary>
public sealed record StoredMessage
{
    public required long LogOffset { get; init; }

    /// <summary>Size of the record.</summary>
    public required int Bytes { get; init; }

    public required string Topic { get; init; }

    public required int QueueId { get; init; }

    public required long QueueOffset { get; init; }

    public required MessageSysFlag SysFlag { get; init; }

    public required int Flag { get; init; }

    /// <summary>Unix milliseconds of the producer's clock.</summary>
    public required long BornTimestamp { get; init; }

    public required HostAddress BornHost { get; init; }

    /// <summary>Unix milliseconds of the broker's clock.</summary>
    public required long StoreTimestamp { get; init; }

    public required HostAddress StoreHost { get; init; }

    public required int ReconsumeTimes { get; init; }

    public required long PreparedTransactionOffset { get; init; }

    /// <summary>As stored: still compressed if the flag says so.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The stored CRC fits the body.</summary>
    public required bool IsBodySound { get; init; }

    /// <summary>In the order in which they are stored, duplicates included.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Properties { get; init; }

    internal static StoredMessage Copy(in MessageRecord record) => new()
    {
        LogOffset = record.LogOffset,
        Bytes = record.TotalBytes,
        Topic = Encoding.UTF8.GetString(record.Topic),
        QueueId = record.QueueId,
        QueueOffset = record.QueueOffset,
        SysFlag = record.SysFlag,
        Flag = record.Flag,
        BornTimestamp = record.BornTimestamp,
        BornHost = record.BornHost,
        StoreTimestamp = record.StoreTimestamp,
        StoreHost = record.StoreHost,
        ReconsumeTimes = record.ReconsumeTimes,
        PreparedTransactionOffset = record.PreparedTransactionOffset,
        Body = record.Body.ToArray(),
        IsBodySound = record.HasValidBody(),
        Properties = CopyProperties(record.Properties),
    };

    private static List<KeyValuePair<string, string>> CopyProperties(ReadOnlySpan<byte> text)
    {
        var properties = new List<KeyValuePair<string, string>>();
        PropertyEnumerator pairs = MessageProperties.Enumerate(text);
        while (pairs.MoveNext())
            properties.Add(new(Encoding.UTF8.GetString(pairs.Name), Encoding.UTF8.GetString(pairs.Value)));
        return properties;
    }
}
