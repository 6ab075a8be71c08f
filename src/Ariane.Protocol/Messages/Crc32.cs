using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace Ariane.Protocol.Messages;

/// <summary>CRC-32 with the zlib polynomial (ISO-HDLC), vectorised where the processor can.</summary>
/// <remarks>
/// Folding by carry-less multiplication on x64, the CRC instructions on ARM64, tables of eight bytes at a time
/// elsewhere; all three give the same number.
/// </remarks>
public static class Crc32
{
    private const uint ReversedPolynomial = 0xEDB8_8320;
    private const int BytesPerStep = sizeof(ulong);

    /// <summary>Eight tables of 256: table t holds the effect of a byte that t more bytes follow.</summary>
    private static readonly uint[] Tables = BuildTables();

    /// <summary>Continues a checksum; start with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        if (ArmCrc32.Arm64.IsSupported) return ~AppendWithInstructions(state, bytes);

        if (Crc32Folding.IsSupported && bytes.Length >= Crc32Folding.MinimumBytes)
        {
            int foldable = bytes.Length & -Crc32Folding.GranuleBytes;
            state = Crc32Folding.Append(state, bytes[..foldable]);
            bytes = bytes[foldable..];
        }

        return ~AppendWithTables(state, bytes);
    }

    /// <summary>The checksum that records hold: its top bit is cleared.</summary>
    public static int ComputeBody(ReadOnlySpan<byte> body) => (int)(Append(0, body) & int.MaxValue);

    /// <inheritdoc cref="ComputeBody(ReadOnlySpan{byte})"/>
    public static int ComputeBody(in ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment) return ComputeBody(body.FirstSpan);

        uint crc = 0;
        foreach (ReadOnlyMemory<byte> part in body) crc = Append(crc, part.Span);
        return (int)(crc & int.MaxValue);
    }

    /// <summary>
    /// The portable form, on the inverted checksum. Internal so that tests reach it on every processor.
    /// </summary>
    internal static uint AppendWithTables(uint state, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> tables = Tables;
        while (bytes.Length >= BytesPerStep)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ state;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(uint)..]);
            state = tables[(7 * 256) + (byte)low] ^ tables[(6 * 256) + (byte)(low >> 8)]
                ^ tables[(5 * 256) + (byte)(low >> 16)] ^ tables[(4 * 256) + (byte)(low >> 24)]
                ^ tables[(3 * 256) + (byte)high] ^ tables[(2 * 256) + (byte)(high >> 8)]
                ^ tables[256 + (byte)(high >> 16)] ^ tables[(byte)(high >> 24)];
            bytes = bytes[BytesPerStep..];
        }

        foreach (byte value in bytes) state = (state >> 8) ^ tables[(byte)(state ^ value)];
        return state;
    }

    private static uint AppendWithInstructions(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= BytesPerStep)
        {
            state = ArmCrc32.Arm64.ComputeCrc32(state, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[BytesPerStep..];
        }

        foreach (byte value in bytes) state = ArmCrc32.ComputeCrc32(state, value);
        return state;
    }

    private static uint[] BuildTables()
    {
        var tables = new uint[BytesPerStep * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint effect = value;
            for (int bit = 0; bit < 8; bit++) effect = (effect >> 1) ^ (ReversedPolynomial & (0 - (effect & 1)));
            tables[value] = effect;
        }

        for (int i = 256; i < tables.Length; i++)
        {
            uint previous = tables[i - 256];
            tables[i] = (previous >> 8) ^ tables[(byte)previous];
        }

        return tables;
    }
}
