using System.Buffers.Binary;
using System.Globalization;
using Ariane.Client.Messages;

namespace Ariane.Soak.Load;

/// <summary>
/// What the message of each number is: how it is sent, its topic, tag, key and body. All follow from the number, so
/// that a receiver can check every byte.
/// </summary>
internal static class Traffic
{
    public const string Orders = "soak-orders";
    public const string Events = "soak-events";
    public const string Bulk = "soak-bulk";

    private const int LargeEvery = 50;
    private const int LargeBytes = 8 * 1024;    // above the producer's threshold: compressed

    private static readonly string[] Tags = ["red", "green", "blue", "black"];

    public static SendMode ModeOf(int number) => (number % 8) switch
    {
        0 or 1 => SendMode.Sync,
        2 or 3 or 4 => SendMode.Async,
        5 => SendMode.Oneway,
        _ => SendMode.Batch,
    };

    public static string TopicOf(int number) => (number % 8) switch
    {
        0 or 1 or 2 or 3 => Orders,
        4 or 5 => Events,
        _ => Bulk,
    };

    public static string TagOf(int number) => Tags[number / 8 % Tags.Length];

    public static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"key-{number}");

    public static Message MessageOf(int number) => new(TopicOf(number), BodyOf(number))
    {
        Tag = TagOf(number),
        Keys = [KeyOf(number)],
    };

    /// <summary>The number of a message that is in every respect what <see cref="MessageOf"/> made; else -1.</summary>
    public static int Read(ReceivedMessage message)
    {
        ReadOnlySpan<byte> body = message.Body.Span;
        if (body.Length < sizeof(int)) return -1;
        int number = BinaryPrimitives.ReadInt32BigEndian(body);
        bool isWhole = number >= 0
            && message.Topic == TopicOf(number)
            && message.Tag == TagOf(number)
            && message.Keys is [var key] && key == KeyOf(number)
            && body.SequenceEqual(BodyOf(number));
        return isWhole ? number : -1;
    }

    private static byte[] BodyOf(int number)
    {
        var body = new byte[number % LargeEvery == 0 ? LargeBytes : 100 + (number % 400)];
        for (int index = 0; index < body.Length; index++) body[index] = (byte)(number + index);
        BinaryPrimitives.WriteInt32BigEndian(body, number);
        return body;
    }
}
