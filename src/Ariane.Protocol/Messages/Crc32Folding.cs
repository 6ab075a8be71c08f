using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ariane.Protocol.Messages;

/// <summary>
/// The long part of <see cref="Crc32"/> on x64: folds 64 bytes at a time by carry-less multiplication.
/// </summary>
/// <remarks>
/// Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009; the
/// constants are that paper's for the reflected polynomial. Works on the inverted checksum.
/// </remarks>
internal static class Crc32Folding
{
    /// <summary>The shortest input that <see cref="Append"/> takes.</summary>
    public const int MinimumBytes = 64;

    /// <summary>The length of the input must be a multiple of this.</summary>
    public const int GranuleBytes = 16;

    public static bool IsSupported => Pclmulqdq.IsSupported && BitConverter.IsLittleEndian;

    public static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        Debug.Assert(bytes.Length >= MinimumBytes && bytes.Length % GranuleBytes == 0);
        ReadOnlySpan<Vector128<ulong>> blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);

        Vector128<ulong> by64 = Vector128.Create(0x1_5444_2BD4UL, 0x1_C6E4_1596UL);
        Vector128<ulong> x0 = blocks[0] ^ Vector128.CreateScalar((ulong)state);
        Vector128<ulong> x1 = blocks[1];
        Vector128<ulong> x2 = blocks[2];
        Vector128<ulong> x3 = blocks[3];
        int next = 4;
        for (; next <= blocks.Length - 4; next += 4)
        {
            x0 = Fold(x0, by64) ^ blocks[next];
            x1 = Fold(x1, by64) ^ blocks[next + 1];
            x2 = Fold(x2, by64) ^ blocks[next + 2];
            x3 = Fold(x3, by64) ^ blocks[next + 3];
        }

        Vector128<ulong> by16 = Vector128.Create(0x1_7519_97D0UL, 0x0_CCAA_009EUL);
        x0 = Fold(x0, by16) ^ x1;
        x0 = Fold(x0, by16) ^ x2;
        x0 = Fold(x0, by16) ^ x3;
        for (; next < blocks.Length; next++) x0 = Fold(x0, by16) ^ blocks[next];
        return Reduce(x0, by16);
    }

    /// <summary>
    /// Carries both halves of <paramref name="value"/> as far forward as <paramref name="distance"/> says.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> value, Vector128<ulong> distance) =>
        Pclmulqdq.CarrylessMultiply(value, distance, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, distance, 0x11);

    /// <summary>128 bits to 64, to 32 by Barrett's reduction.</summary>
    private static uint Reduce(Vector128<ulong> value, Vector128<ulong> by16)
    {
        Vector128<ulong> lowWord = Vector128.Create(0xFFFF_FFFFUL, 0xFFFF_FFFFUL);
        value = Pclmulqdq.CarrylessMultiply(value, by16, 0x10) ^ Sse2.ShiftRightLogical128BitLane(value, 8);

        Vector128<ulong> by4 = Vector128.CreateScalar(0x1_63CD_6124UL);
        value = Pclmulqdq.CarrylessMultiply(value & lowWord, by4, 0x00) ^ Sse2.ShiftRightLogical128BitLane(value, 4);

        Vector128<ulong> barrett = Vector128.Create(0x1_DB71_0641UL, 0x1_F701_1641UL);
        Vector128<ulong> quotient = Pclmulqdq.CarrylessMultiply(value & lowWord, barrett, 0x10) & lowWord;
        value ^= Pclmulqdq.CarrylessMultiply(quotient, barrett, 0x00);
        return value.AsUInt32()[1];
    }
}
