using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;

namespace Ariane.Protocol.Messages;

/// <summary>Makes the unique ids (<c>UNIQ_KEY</c>) of one process. Safe for concurrent use.</summary>
/// <remarks>
/// Upper-case hex of: IP address (4 or 16 bytes) | process id, low 16 bits | 4 bytes that tell generators of one
/// process apart | milliseconds since the 1st of the month, 00:00 local time | 16-bit counter. The milliseconds wrap
/// at 32 bits, as upstream's do. Source: common/.../common/message/MessageClientIDSetter.java.
/// </remarks>
public sealed class UniqueIdGenerator
{
    /// <summary>The longest id, one of a host with an IPv6 address only.</summary>
    public const int MaxIdBytes = 56;

    private const int VariableBytes = sizeof(uint) + sizeof(ushort);

    private readonly TimeProvider _time;

    // Address, process and generator: the part that never changes.
    private readonly byte[] _prefix;

    private int _counter;

    // Replaced as a whole when the month ends, by whoever notices first.
    private volatile Month _month;

    /// <summary>Ids of this process, with an address of this machine.</summary>
    public UniqueIdGenerator(TimeProvider time)
        : this(time, LocalAddress.Find() ?? IPAddress.Loopback, Environment.ProcessId)
    {
    }

    public UniqueIdGenerator(TimeProvider time, IPAddress address, int processId)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(address);
        _time = time;
        _month = Month.Of(time.GetLocalNow());

        byte[] addressBytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        _prefix = new byte[addressBytes.Length + sizeof(ushort) + sizeof(uint)];
        addressBytes.CopyTo(_prefix, 0);
        BinaryPrimitives.WriteUInt16BigEndian(_prefix.AsSpan(addressBytes.Length), unchecked((ushort)processId));
        RandomNumberGenerator.Fill(_prefix.AsSpan(addressBytes.Length + sizeof(ushort)));
    }

    public string Next()
    {
        Span<byte> binary = stackalloc byte[MaxIdBytes / 2];
        return Convert.ToHexString(binary[..WriteBinary(binary)]);
    }

    /// <summary>Writes the next id as ASCII; returns its length (32 or 56).</summary>
    public int WriteNext(Span<byte> destination)
    {
        Span<byte> binary = stackalloc byte[MaxIdBytes / 2];
        int binaryBytes = WriteBinary(binary);
        bool written = Convert.TryToHexString(binary[..binaryBytes], destination, out int idBytes);
        Debug.Assert(written, "The destination must hold MaxIdBytes.");
        return idBytes;
    }

    private int WriteBinary(Span<byte> binary)
    {
        _prefix.CopyTo(binary);
        Span<byte> variable = binary[_prefix.Length..];
        BinaryPrimitives.WriteUInt32BigEndian(variable, MillisecondsOfMonth());
        BinaryPrimitives.WriteUInt16BigEndian(
            variable[sizeof(uint)..], unchecked((ushort)Interlocked.Increment(ref _counter)));
        return _prefix.Length + VariableBytes;
    }

    private uint MillisecondsOfMonth()
    {
        DateTimeOffset now = _time.GetUtcNow();
        Month month = _month;
        if (now >= month.End) _month = month = Month.Of(_time.GetLocalNow());

        // A clock set back over the month's start counts as standing there.
        long ticks = Math.Max(0, (now - month.Start).Ticks);
        return unchecked((uint)(ticks / TimeSpan.TicksPerMillisecond));
    }

    private sealed record Month(DateTimeOffset Start, DateTimeOffset End)
    {
        public static Month Of(DateTimeOffset local)
        {
            var start = new DateTimeOffset(local.Year, local.Month, 1, 0, 0, 0, local.Offset);
            return new Month(start, start.AddMonths(1));
        }
    }
}
