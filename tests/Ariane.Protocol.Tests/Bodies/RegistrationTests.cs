using System.Buffers.Binary;
using System.Text;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Tests.Bodies;

public class RegistrationTests
{
    private const int Version4x = 373;
    private const int Version5x = 479;

    [Fact]
    public void TryParse_GoldenRegistration_HasTheBrokersTopics()
    {
        RegisterBrokerBody body = BodyText.Parse<RegisterBrokerBody>(GoldenBodies.Load("register-broker.json"));

        Assert.Empty(body.FilterServers);
        Assert.Equal(new DataVersion(0, 1795263723127, 0), body.TopicConfigs.DataVersion);
        Assert.Equal(1024, body.TopicConfigs.Topics["BenchmarkTest"].ReadQueueNums);
        TopicConfig defaultTopic = body.TopicConfigs.Topics["TBW102"];
        Assert.Equal(TopicPermission.Inherit | TopicPermission.Read | TopicPermission.Write, defaultTopic.Perm);
    }

    [Fact]
    public void TryParse_BareWrapperOfAnOldBroker_IsATopicTable()
    {
        TopicConfigTable table = BodyText.Parse<TopicConfigTable>(GoldenBodies.Load("register-bare-wrapper.json"));

        Assert.Equal(["FA", "FB"], table.Topics.Keys);
        Assert.Equal(3, table.DataVersion.Counter);
    }

    [Fact]
    public void TryParseCompressed_GoldenBodyOfVersion5_HasItsTopics() =>
        AssertGoldenTopics("register-compressed.bin", Version5x);

    [Fact]
    public void TryParseCompressed_GoldenBodyOfVersion4_HasItsTopics() =>
        AssertGoldenTopics("register-compressed-4x.bin", Version4x);

    [Fact]
    public void TryParseCompressed_AllParts_AreUnderstood()
    {
        byte[] content = Content(
            """{"counter":3,"stateVersion":0,"timestamp":17}""",
            ["TopicA 4 8 6 SINGLE_TAG {\"message.type\":\"FIFO\",\"x\":\"a b\"}", "TopicB 1 1 4 MULTI_TAG", "broken 1 1", "bad x y z w"],
            """["f1"]""",
            ["""{"bname":"broker-a","currIdMap":{0:0},"topic":"T","totalQueues":8}""", "{broken"]);

        Assert.True(RegisterBrokerBody.TryParseCompressed(
            MessageCompression.CompressZlib(content), Version5x, out RegisterBrokerBody? body, out _));

        Assert.Equal(3, body.TopicConfigs.DataVersion.Counter);
        Assert.Equal(["TopicA", "TopicB"], body.TopicConfigs.Topics.Keys);
        TopicConfig topic = body.TopicConfigs.Topics["TopicA"];
        Assert.Equal((4, 8, 6), (topic.ReadQueueNums, topic.WriteQueueNums, (int)topic.Perm));
        Assert.Equal("a b", topic.Attributes["x"]);
        Assert.Equal("MULTI_TAG", body.TopicConfigs.Topics["TopicB"].TopicFilterType);
        Assert.Equal(["f1"], body.FilterServers);
        Assert.Equal(["T"], body.TopicConfigs.MappingInfos.Keys);
    }

    [Fact]
    public void TryParseCompressed_OldSender_HasNoMappings()
    {
        byte[] content = Content("""{"counter":3}""", [], "[]", null);

        Assert.True(Parse(content, Version4x, out _));
        Assert.False(Parse(content, Version5x, out string? error));
        Assert.Equal("the compressed registration ends too early", error);
    }

    [Fact]
    public void TryParseCompressed_ContentCutAnywhere_SaysSo()
    {
        byte[] content = Content("""{"counter":3}""", ["TopicA 4 8 6 SINGLE_TAG"], "[]", []);
        for (int length = 0; length < content.Length; length++)
        {
            Assert.False(Parse(content[..length], Version5x, out string? error));
            Assert.NotEmpty(error!);
        }
    }

    [Fact]
    public void TryParseCompressed_NoZlib_SaysSo()
    {
        Assert.False(RegisterBrokerBody.TryParseCompressed("{}"u8, Version5x, out _, out string? error));
        Assert.Equal("the compressed registration is no complete zlib stream", error);
    }

    [Fact]
    public void TryParseCompressed_Bomb_IsRefused()
    {
        byte[] bomb = MessageCompression.CompressZlib(new byte[CompressedRegistration.MaxInflatedBytes + 1]);

        Assert.False(RegisterBrokerBody.TryParseCompressed(bomb, Version5x, out _, out string? error));
        Assert.Contains("inflates to more than", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{broken", "[]")]
    [InlineData("{}", "[broken")]
    public void TryParseCompressed_BrokenJson_SaysWhere(string version, string filterServers)
    {
        Assert.False(Parse(Content(version, [], filterServers, []), Version5x, out string? error));
        Assert.StartsWith("the compressed registration holds broken JSON: ", error, StringComparison.Ordinal);
    }

    private static void AssertGoldenTopics(string name, int version)
    {
        Assert.True(RegisterBrokerBody.TryParseCompressed(
            GoldenBodies.Load(name), version, out RegisterBrokerBody? body, out string? error), error);
        Assert.Equal(new DataVersion(0, 1700000000000, 5), body.TopicConfigs.DataVersion);
        Assert.Equal(["FA", "FZ"], body.TopicConfigs.Topics.Keys);
        Assert.Equal(4, body.TopicConfigs.Topics["FA"].ReadQueueNums);
        Assert.Equal("FIFO", body.TopicConfigs.Topics["FA"].Attributes["message.type"]);
        Assert.Equal(2, body.TopicConfigs.Topics["FZ"].WriteQueueNums);
    }

    private static bool Parse(byte[] content, int version, out string? error) =>
        RegisterBrokerBody.TryParseCompressed(MessageCompression.CompressZlib(content), version, out _, out error);

    private static byte[] Content(string version, string[] topics, string filterServers, string[]? mappings)
    {
        var content = new List<byte>();
        AddText(version);
        AddNumber(topics.Length);
        foreach (string topic in topics) AddText(topic);
        AddText(filterServers);
        if (mappings is null) return [.. content];

        AddNumber(mappings.Length);
        foreach (string mapping in mappings) AddText(mapping);
        return [.. content];

        void AddText(string text)
        {
            AddNumber(Encoding.UTF8.GetByteCount(text));
            content.AddRange(Encoding.UTF8.GetBytes(text));
        }

        void AddNumber(int number)
        {
            var bytes = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(bytes, number);
            content.AddRange(bytes);
        }
    }
}
