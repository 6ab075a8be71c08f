using System.Buffers;
using Ariane.Protocol.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Protocol.Tests.Messages;

public class BatchTests
{
    /// <summary>One entry as the Java client writes it: body hi, tag TagA.</summary>
    private static readonly byte[] Golden =
    [
        .. Convert.FromHexString("0000002c00000000000000000000000000000002" + "6869" + "0014"),
        .. "WAIT\u0001true\u0002TAGS\u0001TagA\u0002"u8,
    ];

    [Fact]
    public void WriteEntry_MessageOfTheGoldenBatch_GivesItsBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        BatchEncoder.WriteEntry(output, 0, "hi"u8, "WAIT\u0001true\u0002TAGS\u0001TagA\u0002"u8);

        Assert.Equal(Golden, output.WrittenSpan);
    }

    [Fact]
    public void MoveNext_AnyBatchInPieces_GivesItsMessages() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int Flag, byte[] Body, byte[] Properties)[]>(), messages =>
        {
            var output = new ArrayBufferWriter<byte>();
            foreach ((int flag, byte[] body, byte[] properties) in messages)
                BatchEncoder.WriteEntry(output, flag, body, properties);

            var reader = new BatchEntryReader(Sequences.Split(output.WrittenSpan.ToArray(), 3));
            foreach ((int flag, byte[] body, byte[] properties) in messages)
            {
                Assert.True(reader.MoveNext());
                Assert.Equal(flag, reader.Flag);
                Assert.Equal(body, reader.Body.ToArray());
                Assert.Equal(properties, reader.Properties.ToArray());
            }

            Assert.False(reader.MoveNext());
            Assert.False(reader.IsMalformed);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void MoveNext_CutAtAnyByte_IsMalformed()
    {
        byte[] two = [.. Golden, .. Golden];
        for (int length = 1; length < two.Length; length++)
        {
            (int count, bool malformed) = ReadAll(two[..length]);
            Assert.Equal(length / Golden.Length, count);
            Assert.Equal(length != Golden.Length, malformed);
        }
    }

    [Theory]
    [InlineData(16, 0x7F)]
    [InlineData(16, 0xFF)]
    [InlineData(22, 0x7F)]
    [InlineData(22, 0xFF)]
    public void MoveNext_ImpossibleLength_IsMalformed(int position, byte value)
    {
        byte[] bytes = [.. Golden];
        bytes[position] = value;

        Assert.Equal((0, true), ReadAll(bytes));
    }

    [Fact]
    public void MoveNext_WrongTotal_IsIgnoredAsUpstreamDoes()
    {
        byte[] bytes = [.. Golden];
        bytes[3] = 1;

        Assert.Equal((1, false), ReadAll(bytes));
    }

    [Fact]
    public void MoveNext_Garbage_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), garbage =>
        {
            _ = ReadAll([.. Golden, .. garbage]);
            _ = ReadAll([.. new byte[18], .. garbage]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void WriteEntry_PropertiesTooLong_Throws()
    {
        var error = Assert.Throws<ArgumentException>(
            () => BatchEncoder.WriteEntry(new ArrayBufferWriter<byte>(), 0, default, new byte[32768]));
        Assert.Contains("32767", error.Message, StringComparison.Ordinal);
    }

    private static (int Count, bool IsMalformed) ReadAll(byte[] bytes)
    {
        var reader = new BatchEntryReader(new ReadOnlySequence<byte>(bytes));
        int count = 0;
        while (reader.MoveNext()) count++;
        return (count, reader.IsMalformed);
    }
}
