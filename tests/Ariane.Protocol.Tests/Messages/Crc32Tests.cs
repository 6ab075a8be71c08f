using System.Buffers;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Tests.Messages;

public class Crc32Tests
{
    [Theory]
    [InlineData("", 0x0000_0000u)]
    [InlineData("a", 0xE8B7_BE43u)]
    [InlineData("123456789", 0xCBF4_3926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414F_A339u)]
    public void Append_KnownVector_GivesThePublishedChecksum(string text, uint expected) =>
        Assert.Equal(expected, Crc32.Append(0, System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Append_EveryLengthAndAlignment_AgreesWithBitByBit()
    {
        byte[] bytes = RandomBytes(1024);
        for (int length = 0; length <= 600; length++)
        {
            ReadOnlySpan<byte> input = bytes.AsSpan(length % 17, length);
            uint expected = BitByBit(0x1234_5678, input);

            Assert.Equal(expected, Crc32.Append(0x1234_5678, input));
            Assert.Equal(expected, ~Crc32.AppendWithTables(~0x1234_5678u, input));
        }
    }

    [Fact]
    public void Append_InPieces_EqualsAppendAtOnce()
    {
        byte[] bytes = RandomBytes(700);
        uint whole = Crc32.Append(0, bytes);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(whole, Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }

    [Fact]
    public void ComputeBody_ChecksumWithTopBit_ClearsIt()
    {
        Assert.Equal(0x4BF4_3926, Crc32.ComputeBody("123456789"u8));
        Assert.Equal(0x4BF4_3926, Crc32.ComputeBody(Sequences.Of("1234"u8.ToArray(), "56789"u8.ToArray())));
        Assert.Equal(0, Crc32.ComputeBody(ReadOnlySequence<byte>.Empty));
    }

    private static uint BitByBit(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1;
        }

        return ~crc;
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(20240611).NextBytes(bytes);
        return bytes;
    }
}
