using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Ariane.Protocol.Messages;

/// <summary>
/// An IP address and port as message records hold them: 4 or 16 address bytes, then the port as int32.
/// </summary>
/// <remarks>
/// The bytes are held inline, so reading and writing one allocates nothing. Two are equal if they encode alike.
/// The default value is 0.0.0.0:0.
/// </remarks>
public readonly record struct HostAddress
{
    private const int IPv4Bytes = 4;
    private const int IPv6Bytes = 16;

    // The address in network order; an IPv4 address sits in the low 32 bits of _low.
    private readonly ulong _high;
    private readonly ulong _low;

    private HostAddress(ulong high, ulong low, int port, bool isIPv6)
    {
        _high = high;
        _low = low;
        Port = port;
        IsIPv6 = isIPv6;
    }

    public bool IsIPv6 { get; }

    /// <summary>The port as the record holds it: outside 0–65535 only in a damaged record.</summary>
    public int Port { get; }

    /// <summary>8 or 20.</summary>
    public int EncodedBytes => AddressBytes + sizeof(int);

    private int AddressBytes => IsIPv6 ? IPv6Bytes : IPv4Bytes;

    /// <summary>IPv4-mapped IPv6 addresses become IPv4, so that ids and records keep their shape.</summary>
    public static HostAddress From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return From(endPoint.Address, endPoint.Port);
    }

    /// <inheritdoc cref="From(IPEndPoint)"/>
    public static HostAddress From(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> encoded = stackalloc byte[IPv6Bytes + sizeof(int)];
        bool written = address.TryWriteBytes(encoded, out int addressBytes);
        Debug.Assert(written);
        bool isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        if (isIPv6 && address.IsIPv4MappedToIPv6)
        {
            isIPv6 = false;
            encoded = encoded[(IPv6Bytes - IPv4Bytes)..];
            addressBytes = IPv4Bytes;
        }

        BinaryPrimitives.WriteInt32BigEndian(encoded[addressBytes..], port);
        return Read(encoded, isIPv6);
    }

    /// <summary>
    /// Reads an address of 8 or 20 bytes from the start of <paramref name="source"/>, exactly as it stands.
    /// </summary>
    public static HostAddress Read(ReadOnlySpan<byte> source, bool ipv6)
    {
        if (!ipv6)
        {
            return new HostAddress(
                0,
                BinaryPrimitives.ReadUInt32BigEndian(source),
                BinaryPrimitives.ReadInt32BigEndian(source[IPv4Bytes..]),
                false);
        }

        return new HostAddress(
            BinaryPrimitives.ReadUInt64BigEndian(source),
            BinaryPrimitives.ReadUInt64BigEndian(source[sizeof(ulong)..]),
            BinaryPrimitives.ReadInt32BigEndian(source[IPv6Bytes..]),
            true);
    }

    /// <summary>Writes <see cref="EncodedBytes"/> bytes to the start of <paramref name="destination"/>.</summary>
    public void WriteTo(Span<byte> destination)
    {
        if (IsIPv6)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
            BinaryPrimitives.WriteUInt64BigEndian(destination[sizeof(ulong)..], _low);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
        }

        BinaryPrimitives.WriteInt32BigEndian(destination[AddressBytes..], Port);
    }

    /// <summary>The address as the socket library has it. An impossible port becomes 0.</summary>
    public IPEndPoint ToEndPoint()
    {
        Span<byte> encoded = stackalloc byte[IPv6Bytes + sizeof(int)];
        WriteTo(encoded);
        bool portIsPossible = (uint)Port <= IPEndPoint.MaxPort;
        return new IPEndPoint(new IPAddress(encoded[..AddressBytes]), portIsPossible ? Port : 0);
    }

    /// <summary><c>address:port</c>; an IPv6 address stands in brackets.</summary>
    public override string ToString() => ToEndPoint().ToString();
}
