using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ariane.NameServer.Brokers;
using Ariane.Protocol.Bodies;

namespace Ariane.NameServer.Tests.Brokers;

public sealed class CompressedRegistrationTests
{
    private const int MaxBytes = 1024 * 1024;
    private const string Version = """{"counter":3,"stateVersion":0,"timestamp":1700000000000}""";

    [Fact]
    public void TryRead_EverySection_IsRead()
    {
        byte[] body = Body(
            Version,
            ["A 4 8 6 SINGLE_TAG {\"message.type\":\"FIFO\"}", "B 1 2 4 MULTI_TAG", "too few words"],
            """["f1","f2"]""",
            ["""{"bname":"b","currIdMap":{0:0,1:3},"dirty":false,"epoch":1,"scope":"__global__","topic":"A","totalQueues":8}"""]);

        Assert.True(CompressedRegistration.TryRead(body, 479, MaxBytes, out var content, out string? error), error);
        Assert.Equal(new DataVersion(0, 1_700_000_000_000, 3), content.Topics.DataVersion);
        Assert.Equal(["A", "B"], content.Topics.Topics.Keys.Order());
        var topic = content.Topics.Topics["A"];
        Assert.Equal((4, 8, 6), (topic.ReadQueueNums, topic.WriteQueueNums, (int)topic.Perm));
        Assert.Equal(["f1", "f2"], content.FilterServers);
        Assert.Equal(3, content.Topics.MappingInfos["A"].CurrentIds[1]);
    }

    [Fact]
    public void TryRead_BeforeVersion5_HasNoMappings()
    {
        byte[] body = Body(Version, ["A 4 4 6 SINGLE_TAG"], "[]", mappings: null);

        Assert.True(CompressedRegistration.TryRead(body, 373, MaxBytes, out var content, out string? error), error);
        Assert.Empty(content.Topics.MappingInfos);
        Assert.False(CompressedRegistration.TryRead(body, 479, MaxBytes, out _, out error));
        Assert.Contains("mappings", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_AnythingCutOff_SaysSo()
    {
        byte[] plain = Plain(Version, ["A 4 4 6 SINGLE_TAG"], "[]", []);
        for (int length = 0; length < plain.Length; length++)
        {
            Assert.False(
                CompressedRegistration.TryRead(Deflate(plain.AsSpan(0, length)), 479, MaxBytes, out _, out string? error));
            Assert.StartsWith("Failed to decode", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("A x 4 6 SINGLE_TAG")]
    [InlineData("A 4 99999999999 6 SINGLE_TAG")]
    public void TryRead_TopicWithoutNumbers_NamesTheTopic(string topic)
    {
        Assert.False(CompressedRegistration.TryRead(Body(Version, [topic], "[]", []), 479, MaxBytes, out _, out string? error));
        Assert.Contains(topic, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_CountsBeyondTheBytes_AreRefusedBeforeMemoryIsTaken()
    {
        byte[] plain = Plain(Version, [], "[]", []);
        int countAt = 4 + Encoding.UTF8.GetByteCount(Version);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(countAt), int.MaxValue);
        Assert.False(CompressedRegistration.TryRead(Deflate(plain), 479, MaxBytes, out _, out string? error));
        Assert.Contains($"{int.MaxValue} topics", error, StringComparison.Ordinal);

        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(countAt), -1);
        Assert.False(CompressedRegistration.TryRead(Deflate(plain), 479, MaxBytes, out _, out _));
    }

    [Fact]
    public void TryRead_BombOfZeros_StopsAtTheLimit()
    {
        byte[] bomb = Deflate(new byte[64 * MaxBytes]);
        Assert.False(CompressedRegistration.TryRead(bomb, 479, MaxBytes, out _, out string? error));
        Assert.Contains($"more than {MaxBytes} bytes", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not zlib at all")]
    public void TryRead_NoZlib_IsRefused(string body) =>
        Assert.False(CompressedRegistration.TryRead(Encoding.UTF8.GetBytes(body), 479, MaxBytes, out _, out _));

    private static byte[] Body(string version, string[] topics, string filterServers, string[]? mappings) =>
        Deflate(Plain(version, topics, filterServers, mappings));

    private static byte[] Plain(string version, string[] topics, string filterServers, string[]? mappings)
    {
        var plain = new MemoryStream();
        WriteText(version);
        WriteAll(topics);
        WriteText(filterServers);
        if (mappings is not null) WriteAll(mappings);
        return plain.ToArray();

        void WriteAll(string[] texts)
        {
            WriteNumber(texts.Length);
            foreach (string text in texts) WriteText(text);
        }

        void WriteText(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            WriteNumber(bytes.Length);
            plain.Write(bytes);
        }

        void WriteNumber(int number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(bytes, number);
            plain.Write(bytes);
        }
    }

    private static byte[] Deflate(ReadOnlySpan<byte> plain)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(plain);
        return compressed.ToArray();
    }
}
