using System.Buffers.Binary;

namespace Ariane.Crash;

/// <summary>A body that says which message it is and whether it is whole.</summary>
internal static class Payload
{
    public static byte[] Make(int message, int bytes)
    {
        var body = new byte[bytes];
        new Random(message).NextBytes(body);
        BinaryPrimitives.WriteInt32BigEndian(body, message);
        return body;
    }

    /// <summary>The message's number; -1 when the body is not one that <see cref="Make"/> made.</summary>
    public static int Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < sizeof(int)) return -1;
        int message = BinaryPrimitives.ReadInt32BigEndian(body);
        return message >= 0 && body.SequenceEqual(Make(message, body.Length)) ? message : -1;
    }
}
