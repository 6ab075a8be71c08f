using Ariane.Protocol.Bodies;

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

    private static void AssertGoldenTopics(string name, int version)
    {
        Assert.True(RegisterBrokerBody.TryParseCompressed(
            GoldenBodies.Load(name), version, 1024 * 1024, out RegisterBrokerBody? body, out string? error), error);
        Assert.Equal(new DataVersion(0, 1700000000000, 5), body.TopicConfigs.DataVersion);
        Assert.Equal(["FA", "FZ"], body.TopicConfigs.Topics.Keys);
        Assert.Equal(4, body.TopicConfigs.Topics["FA"].ReadQueueNums);
        Assert.Equal("FIFO", body.TopicConfigs.Topics["FA"].Attributes["message.type"]);
        Assert.Equal(2, body.TopicConfigs.Topics["FZ"].WriteQueueNums);
    }
}
