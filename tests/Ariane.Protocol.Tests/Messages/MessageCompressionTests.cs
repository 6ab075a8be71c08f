using System.IO.Compression;
using System.Text;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Tests.Messages;

public class MessageCompressionTests
{
    private const MessageSysFlag Zlib = MessageCompression.ZlibFlags;
    private const MessageSysFlag Lz4 = MessageSysFlag.Compressed | MessageSysFlag.CompressionLz4;
    private const MessageSysFlag Zstd = MessageSysFlag.Compressed | MessageSysFlag.CompressionZstd;

    /// <summary>"hello hello hello hello hello hello hello\n", made by LZ4F_compressFrame.</summary>
    private static readonly byte[] Lz4Frame = Convert.FromHexString(
        "04224D18604082100000006F68656C6C6F2006000C50656C6C6F0A00000000");

    /// <summary>The same, made by ZSTD_compress.</summary>
    private static readonly byte[] ZstdFrame = Convert.FromHexString("28B52FFD202A6D00003868656C6C6F200A0100429622");

    private static readonly byte[] Hello = Encoding.ASCII.GetBytes("hello hello hello hello hello hello hello\n");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(3_000_000)]
    public void TryDecompress_WhatCompressZlibMade_GivesItBack(int length)
    {
        byte[] content = [.. Enumerable.Range(0, length).Select(i => (byte)(i * i / 7))];
        byte[] body = MessageCompression.CompressZlib(content);

        Assert.Equal(0x78, body[0]);
        Assert.Equal(DecompressionStatus.Done, Decompress(body, Zlib, length, out byte[] result));
        Assert.Equal(content, result);
    }

    [Fact]
    public void TryDecompress_TypeBitsMissing_IsZlib()
    {
        byte[] body = MessageCompression.CompressZlib(Hello);
        Assert.Equal(DecompressionStatus.Done, Decompress(body, MessageSysFlag.Compressed, 100, out byte[] result));
        Assert.Equal(Hello, result);
    }

    [Fact]
    public void TryDecompress_Lz4Frame_GivesItsContentWhereTheLibraryIs() =>
        AssertNative(Lz4FrameDecoder.IsAvailable, Lz4, Lz4Frame);

    [Fact]
    public void TryDecompress_ZstdFrame_GivesItsContentWhereTheLibraryIs() =>
        AssertNative(ZstdDecoder.IsAvailable, Zstd, ZstdFrame);

    [Fact]
    public void TryDecompress_MoreThanAllowed_IsTooLarge()
    {
        byte[] bomb = MessageCompression.CompressZlib(new byte[10_000_000]);
        Assert.True(bomb.Length < 20_000);

        Assert.Equal(DecompressionStatus.TooLarge, Decompress(bomb, Zlib, 4 << 20, out _));
        Assert.Equal(DecompressionStatus.TooLarge, Decompress(bomb, Zlib, 9_999_999, out _));
        Assert.Equal(DecompressionStatus.TooLarge, Decompress(bomb, Zlib, 0, out _));
        Assert.Equal(DecompressionStatus.Done, Decompress(bomb, Zlib, 10_000_000, out _));
    }

    [Fact]
    public void TryDecompress_CutAnywhere_IsCorrupt()
    {
        byte[] body = MessageCompression.CompressZlib(Hello);
        for (int length = 0; length < body.Length; length++)
        {
            Assert.Equal(
                DecompressionStatus.Corrupt, Decompress(body[..length], Zlib, 100, out byte[] result));
            Assert.Empty(result);
        }
    }

    [Theory]
    [InlineData(MessageSysFlag.CompressionZlib)]
    [InlineData(MessageSysFlag.CompressionLz4)]
    [InlineData(MessageSysFlag.CompressionZstd)]
    public void TryDecompress_PlainText_IsNeverDone(MessageSysFlag type) =>
        Assert.NotEqual(DecompressionStatus.Done, Decompress(Hello, MessageSysFlag.Compressed | type, 100, out _));

    [Theory]
    [InlineData(0x400)]
    [InlineData(0x700)]
    public void TryDecompress_UnknownType_IsUnsupported(int type) =>
        Assert.Equal(
            DecompressionStatus.Unsupported,
            Decompress(Hello, MessageSysFlag.Compressed | (MessageSysFlag)type, 100, out _));

    [Fact]
    public void CompressZlib_AnotherDecoder_ReadsIt()
    {
        using var body = new MemoryStream(MessageCompression.CompressZlib(Hello));
        using var stream = new ZLibStream(body, CompressionMode.Decompress);
        using var result = new MemoryStream();
        stream.CopyTo(result);
        Assert.Equal(Hello, result.ToArray());
    }

    private static void AssertNative(bool isAvailable, MessageSysFlag sysFlag, byte[] frame)
    {
        DecompressionStatus status = Decompress(frame, sysFlag, 100, out byte[] result);
        if (!isAvailable)
        {
            Assert.Equal(DecompressionStatus.Unsupported, status);
            return;
        }

        Assert.Equal(DecompressionStatus.Done, status);
        Assert.Equal(Hello, result);
        Assert.Equal(DecompressionStatus.TooLarge, Decompress(frame, sysFlag, Hello.Length - 1, out _));
        Assert.Equal(DecompressionStatus.Done, Decompress(frame, sysFlag, Hello.Length, out _));
        for (int length = 0; length < frame.Length - 4; length++)
            Assert.Equal(DecompressionStatus.Corrupt, Decompress(frame[..length], sysFlag, 100, out _));
    }

    private static DecompressionStatus Decompress(
        byte[] body, MessageSysFlag sysFlag, int maxBytes, out byte[] content) =>
        MessageCompression.TryDecompress(body, sysFlag, maxBytes, out content);
}
