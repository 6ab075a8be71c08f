using System.Text.RegularExpressions;
using Ariane.Protocol.Bodies;

namespace Ariane.Protocol.Tests.Bodies;

/// <summary>What upstream wrote must read, and write again to the same bytes.</summary>
public class GoldenBodyTests
{
    [Theory]
    [InlineData("route-quoted.json")]
    [InlineData("route-static-topic.json")]
    public void TopicRoute_ReadAndWritten_IsUnchanged(string name) => AssertUnchanged<TopicRoute>(name);

    [Fact]
    public void TopicRoute_WithUnquotedIds_IsUnchanged()
    {
        string golden = GoldenBodies.LoadText("route-unquoted.json");
        var route = BodyText.Parse<TopicRoute>(golden);
        Assert.Equal(golden, BodyText.Write(output => route.Write(output, quotedIds: false)));
    }

    [Fact]
    public void ClusterInfo_ReadAndWritten_IsUnchanged() => AssertUnchanged<ClusterInfo>("cluster-info.json");

    [Fact]
    public void BrokerMemberGroup_ReadAndWritten_IsUnchanged() =>
        AssertUnchanged<BrokerMemberGroup>("member-group.json");

    [Theory]
    [InlineData("topic-list.json")]
    [InlineData("system-topic-list.json")]
    public void TopicList_ReadAndWritten_IsUnchanged(string name) => AssertUnchanged<TopicList>(name);

    [Fact]
    public void KeyValueTable_ReadAndWritten_IsUnchanged() => AssertUnchanged<KeyValueTable>("kv-list.json");

    [Fact]
    public void KeyValueConfig_File_IsUnchanged() => AssertUnchanged<KeyValueConfig>("file-namesrv.kvConfig.json");

    [Fact]
    public void DataVersion_ReadAndWritten_IsUnchanged() => AssertUnchanged<DataVersion>("query-data-version.json");

    [Fact]
    public void TopicConfig_ReadAndWritten_IsUnchanged() => AssertUnchanged<TopicConfig>("topic-config.json");

    [Fact]
    public void TopicConfigTable_ReadAndWritten_IsUnchanged() =>
        AssertUnchanged<TopicConfigTable>("all-topic-config.json");

    [Fact]
    public void TopicConfigTable_File_IsUnchanged()
    {
        string golden = GoldenBodies.LoadText("file-broker-a.topics.json");
        var table = BodyText.Parse<TopicConfigTable>(golden);
        Assert.Equal(golden, BodyText.Write(table.WriteFile));
    }

    [Fact]
    public void RegisterBrokerBody_ReadAndWritten_IsUnchanged() =>
        AssertUnchanged<RegisterBrokerBody>("register-broker.json");

    [Fact]
    public void SubscriptionGroupTable_ReadAndWritten_IsUnchanged() =>
        AssertUnchanged<SubscriptionGroupTable>("all-subscription-group.json");

    [Fact]
    public void SubscriptionGroupTable_File_IsUnchanged()
    {
        string golden = GoldenBodies.LoadText("file-broker-a.subscriptionGroup.json");
        var table = BodyText.Parse<SubscriptionGroupTable>(golden);
        Assert.Equal(golden, BodyText.Write(table.WriteFile));
    }

    [Fact]
    public void ConsumerOffsetTable_ReadAndWritten_IsUnchangedButForTheDerivedMap()
    {
        string golden = GoldenBodies.LoadText("all-consumer-offset.json");
        var table = BodyText.Parse<ConsumerOffsetTable>(golden);
        Assert.Equal(WithoutDerivedMap(golden), WithoutDerivedMap(BodyText.Write(table)));
    }

    [Fact]
    public void ConsumerOffsetTable_File_IsUnchangedButForTheDerivedMap()
    {
        string golden = GoldenBodies.LoadText("file-broker-a.consumerOffset.json");
        var table = BodyText.Parse<ConsumerOffsetTable>(golden);
        Assert.Equal(WithoutDerivedMap(golden), WithoutDerivedMap(BodyText.Write(table.WriteFile)));
    }

    [Theory]
    [InlineData("heartbeat-v1.json")]
    [InlineData("heartbeat-v2.json")]
    [InlineData("heartbeat-push.json")]
    public void HeartbeatData_ReadAndWritten_IsUnchanged(string name) => AssertUnchanged<HeartbeatData>(name);

    [Fact]
    public void QueueLockRequest_ReadAndWritten_IsUnchanged() => AssertUnchanged<QueueLockRequest>("lock-request.json");

    [Fact]
    public void QueueLockResponse_ReadAndWritten_IsUnchanged() =>
        AssertUnchanged<QueueLockResponse>("lock-response.json");

    [Fact]
    public void ConsumerList_ReadAndWritten_IsUnchanged() => AssertUnchanged<ConsumerList>("consumer-list.json");

    [Fact]
    public void CheckClientConfig_ReadAndWritten_IsUnchanged() =>
        AssertUnchanged<CheckClientConfig>("check-client-config.json");

    private static void AssertUnchanged<T>(string name)
        where T : IJsonBody<T>
    {
        string golden = GoldenBodies.LoadText(name);
        Assert.Equal(golden, BodyText.Write(BodyText.Parse<T>(golden)));
    }

    /// <summary>Upstream's order in it is that of a Java hash set.</summary>
    private static string WithoutDerivedMap(string json) =>
        Regex.Replace(json, "\"groupTopicMap\":\\{[^}]*\\}", "\"groupTopicMap\":{}");
}
