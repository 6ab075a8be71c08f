using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ariane.Protocol.Bodies;

namespace Ariane.Protocol.Tests.Bodies;

public sealed class CompressedRegistrationTests
{
    private const int MaxBytes = 1024 * 1024;
    private const string Version = """{"counter":3,"stateVersion":0,"timestamp":1700000000000}""";

    [Fact]
    public void TryParse_EverySection_IsRead()
    {
        byte[] body = Body(
            Version,
            ["A 4 8 6 SINGLE_TAG {\"message.type\":\"FIFO\"}", "B 1 2 4 MULTI_TAG", "too few words"],
            """["f1","f2"]""",
            ["""{"bname":"b","currIdMap":{0:0,1:3},"dirty":false,"epoch":1,"scope":"__global__","topic":"A","totalQueues":8}"""]);

        Assert.True(
            CompressedRegistration.TryParse(body, 479, MaxBytes, out RegisterBrokerBody? content, out string? error),
            error);
        Assert.Equal(new DataVersion(0, 1_700_000_000_000, 3), content.TopicConfigs.DataVersion);
        Assert.Equal(["A", "B"], content.TopicConfigs.Topics.Keys.Order());
        var topic = content.TopicConfigs.Topics["A"];
        Assert.Equal((4, 8, 6), (topic.ReadQueueNums, topic.WriteQueueNums, (int)topic.Perm));
        Assert.Equal(["f1", "f2"], content.FilterServers);
        Assert.Equal(3, content.TopicConfigs.MappingInfos["A"].CurrentIds[1]);
    }

    [Fact]
    public void TryParse_BeforeVersion5_HasNoMappings()
    {
        byte[] body = Body(Version, ["A 4 4 6 SINGLE_TAG"], "[]", mappings: null);

        Assert.True(
            CompressedRegistration.TryParse(body, 373, MaxBytes, out RegisterBrokerBody? content, out string? error),
            error);
        Assert.Empty(content.TopicConfigs.MappingInfos);
        Assert.False(CompressedRegistration.TryParse(body, 479, MaxBytes, out _, out error));
        Assert.Contains("mappings", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_AnythingCutOff_SaysSo()
    {
        byte[] plain = Plain(Version, ["A 4 4 6 SINGLE_TAG"], "[]", []);
        for (int length = 0; length < plain.Length; length++)
        {
            Assert.False(
                CompressedRegistration.TryParse(
                    Deflate(plain.AsSpan(0, length)), 479, MaxBytes, out _, out string? error));
            Assert.NotEmpty(error);
        }
    }

    [Theory]
    [InlineData("A x 4 6 SINGLE_TAG")]
    [InlineData("A 4 99999999999 6 SINGLE_TAG")]
    public void TryParse_TopicWithoutNumbers_NamesTheTopic(string topic)
    {
        Assert.False(
            CompressedRegistration.TryParse(Body(Version, [topic], "[]", []), 479, MaxBytes, out _, out string? error));
        Assert.Contains(topic, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_CountsBeyondTheBytes_AreRefusedBeforeMemoryIsTaken()
    {
        byte[] plain = Plain(Version, [], "[]", []);
        int countAt = 4 + Encoding.UTF8.GetByteCount(Version);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(countAt), int.MaxValue);
        Assert.False(CompressedRegistration.TryParse(Deflate(plain), 479, MaxBytes, out _, out string? error));
        Assert.Contains($"{int.MaxValue} topics", error, StringComparison.Ordinal);

        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(countAt), -1);
        Assert.False(CompressedRegistration.TryParse(Deflate(plain), 479, MaxBytes, out _, out _));
    }

    [Fact]
    public void TryParse_BombOfZerosBehindARegistration_StopsAtTheLimit()
    {
        byte[] bomb = Deflate([.. Plain(Version, ["A 4 4 6 SINGLE_TAG"], "[]", []), .. new byte[64 * MaxBytes]]);
        Assert.False(CompressedRegistration.TryParse(bomb, 479, MaxBytes, out _, out string? error));
        Assert.Contains($"more than {MaxBytes} bytes", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_PartThatClaimsMoreThanAnyMayHave_IsRefused()
    {
        byte[] plain = Plain(Version, ["A 4 4 6 SINGLE_TAG"], "[]", []);
        BinaryPrimitives.WriteInt32BigEndian(plain, int.MaxValue);
        Assert.False(CompressedRegistration.TryParse(Deflate(plain), 479, MaxBytes, out _, out string? error));
        Assert.Contains($"claims {int.MaxValue} bytes", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{broken", "[]", "[]", "data version")]
    [InlineData(Version, "[broken", "{}", "filter servers")]
    [InlineData(Version, "[]", "{broken", "mapping")]
    [InlineData(Version, "[]", "null", "mapping")]
    public void TryParse_BrokenJson_SaysWhere(string version, string filterServers, string mapping, string where)
    {
        byte[] body = Body(version, ["A 4 4 6 SINGLE_TAG {broken"], filterServers, [mapping]);

        Assert.False(CompressedRegistration.TryParse(body, 479, MaxBytes, out _, out string? error));
        Assert.Contains(where, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_BrokenAttributes_AreNone()
    {
        byte[] body = Body(Version, ["A 4 4 6 SINGLE_TAG {broken"], "[]", []);

        Assert.True(CompressedRegistration.TryParse(body, 479, MaxBytes, out RegisterBrokerBody? content, out _));
        Assert.Empty(content.TopicConfigs.Topics["A"].Attributes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not zlib at all")]
    public void TryParse_NoZlib_IsRefused(string body) =>
        Assert.False(CompressedRegistration.TryParse(Encoding.UTF8.GetBytes(body), 479, MaxBytes, out _, out _));

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
