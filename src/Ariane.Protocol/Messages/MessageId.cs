using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Ariane.Protocol.Messages;

/// <summary>The two kinds of message id: where a message lies, and the id its sender gave it.</summary>
/// <remarks>
/// Source: common/.../common/message/MessageDecoder.java (createMessageId). The sender's ids are made by
/// <see cref="UniqueIdGenerator"/>; to everybody else they are opaque.
/// </remarks>
public static class MessageId
{
    /// <summary>The longest offset id, one with an IPv6 host.</summary>
    public const int MaxOffsetIdBytes = 56;

    private const int MaxBinaryBytes = MaxOffsetIdBytes / 2;
    private const int IPv4OffsetIdBytes = 32;

    /// <summary>Upper-case hex of store host and log offset: 32 characters, 56 with an IPv6 host.</summary>
    public static string FormatOffsetId(HostAddress storeHost, long logOffset)
    {
        Span<byte> binary = stackalloc byte[MaxBinaryBytes];
        return Convert.ToHexString(binary[..WriteBinary(binary, storeHost, logOffset)]);
    }

    /// <summary>Writes the offset id as ASCII; returns its length (32 or 56).</summary>
    public static int WriteOffsetId(Span<byte> destination, HostAddress storeHost, long logOffset)
    {
        Span<byte> binary = stackalloc byte[MaxBinaryBytes];
        int binaryBytes = WriteBinary(binary, storeHost, logOffset);
        if (!Convert.TryToHexString(binary[..binaryBytes], destination, out int written)) ThrowTooShort();
        return written;
    }

    /// <summary>Reads an offset id, in hex digits of either case.</summary>
    public static bool TryParseOffsetId([NotNullWhen(true)] string? id, out HostAddress storeHost, out long logOffset)
    {
        storeHost = default;
        logOffset = 0;
        if (id is not { Length: IPv4OffsetIdBytes or MaxOffsetIdBytes }) return false;

        Span<byte> binary = stackalloc byte[MaxBinaryBytes];
        if (Convert.FromHexString(id, binary, out _, out _) != OperationStatus.Done) return false;

        HostAddress host = HostAddress.Read(binary, ipv6: id.Length == MaxOffsetIdBytes);
        if ((uint)host.Port > IPEndPoint.MaxPort) return false;

        storeHost = host;
        logOffset = BinaryPrimitives.ReadInt64BigEndian(binary[host.EncodedBytes..]);
        return true;
    }

    private static int WriteBinary(Span<byte> binary, HostAddress storeHost, long logOffset)
    {
        storeHost.WriteTo(binary);
        BinaryPrimitives.WriteInt64BigEndian(binary[storeHost.EncodedBytes..], logOffset);
        return storeHost.EncodedBytes + sizeof(long);
    }

    [DoesNotReturn]
    private static void ThrowTooShort() =>
        throw new ArgumentException($"An offset id takes up to {MaxOffsetIdBytes} bytes.", "destination");
}
