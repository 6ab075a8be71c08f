using Ariane.Protocol.Bodies;

namespace Ariane.Protocol.Tests.Bodies;

public class RouteBodyTests
{
    private static readonly TopicRoute Route = new()
    {
        Brokers =
        [
            new BrokerData("DefaultCluster", "broker-a")
            {
                Addresses = new SortedDictionary<long, string> { [1] = "10.0.0.2:10911", [0] = "10.0.0.1:10911" },
                ZoneName = "z1",
            },
        ],
        FilterServers = new Dictionary<string, IReadOnlyList<string>> { ["10.0.0.1:10911"] = ["f1"] },
        OrderTopicConf = "broker-a:4;broker-b:4",
        Queues = [new QueueData("broker-a", 4, 8, TopicPermission.Read | TopicPermission.Write, 0)],
        MappingByBroker = new Dictionary<string, TopicQueueMappingInfo>
        {
            ["broker-a"] = new("T", "broker-a")
            {
                CurrentIds = new SortedDictionary<int, int> { [0] = 0, [1] = 3 },
                Epoch = 1,
                TotalQueues = 8,
            },
        },
    };

    /// <summary>
    /// The order of members that is documented for the route; clients depend on the absence of blanks.
    /// </summary>
    [Fact]
    public void Write_EverythingPresent_IsTheDocumentedText()
    {
        const string expected =
            """{"brokerDatas":[{"brokerAddrs":{"0":"10.0.0.1:10911","1":"10.0.0.2:10911"},"brokerName":"broker-a","cluster":"DefaultCluster","enableActingMaster":false,"zoneName":"z1"}],"filterServerTable":{"10.0.0.1:10911":["f1"]},"orderTopicConf":"broker-a:4;broker-b:4","queueDatas":[{"brokerName":"broker-a","perm":6,"readQueueNums":4,"topicSysFlag":0,"writeQueueNums":8}],"topicQueueMappingByBroker":{"broker-a":{"bname":"broker-a","currIdMap":{"0":0,"1":3},"dirty":false,"epoch":1,"scope":"__global__","topic":"T","totalQueues":8}}}""";

        Assert.Equal(expected, BodyText.Write(Route));
        string unquoted = expected.Replace("\"0\":", "0:", StringComparison.Ordinal)
            .Replace("\"1\":", "1:", StringComparison.Ordinal);
        Assert.Equal(unquoted, BodyText.Write(output => Route.Write(output, quotedIds: false)));
        Assert.Equal(unquoted, BodyText.Write(output => BodyText.Parse<TopicRoute>(unquoted).Write(output, false)));
    }

    [Fact]
    public void Write_Empty_KeepsTheMembersThatClientsNeed() =>
        Assert.Equal("""{"brokerDatas":[],"filterServerTable":{},"queueDatas":[]}""", BodyText.Write(new TopicRoute()));

    [Fact]
    public void TryParse_NullMembers_AreAsIfAbsent()
    {
        var route = BodyText.Parse<TopicRoute>(
            """{"queueDatas":null,"brokerDatas":[null,{"brokerName":"b","brokerAddrs":null}],"topicQueueMappingByBroker":null}""");

        Assert.Empty(route.Queues);
        Assert.Equal("b", Assert.Single(route.Brokers).BrokerName);
        Assert.Null(route.MappingByBroker);
        Assert.Null(route.OrderTopicConf);
    }

    [Fact]
    public void TryParse_OldSpellingOfTheSysFlag_IsUnderstood() =>
        Assert.Equal(
            3,
            Assert.Single(BodyText.Parse<TopicRoute>("""{"queueDatas":[{"topicSynFlag":3}]}""").Queues).TopicSysFlag);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("17")]
    public void TryParse_NoObject_SaysSo(string json) =>
        Assert.Contains("expected an object", BodyText.ParseError<TopicRoute>(json), StringComparison.Ordinal);

    [Fact]
    public void TryParse_BrokerIdThatIsNoNumber_SaysWhere() =>
        Assert.Equal(
            "JSON: a key that is no integer, at byte 38 of 52",
            BodyText.ParseError<TopicRoute>("""{"brokerDatas":[{"brokerAddrs":{"one":"10.0.0.1"}}]}"""));

    [Fact]
    public void ClusterInfo_Write_LeavesIdsUnquoted()
    {
        var info = new ClusterInfo
        {
            Brokers = new Dictionary<string, BrokerData> { ["broker-a"] = Route.Brokers[0] },
            Clusters = new Dictionary<string, IReadOnlyList<string>> { ["DefaultCluster"] = ["broker-a"] },
        };
        Assert.Contains("{0:\"10.0.0.1:10911\",1:\"10.0.0.2:10911\"}", BodyText.Write(info), StringComparison.Ordinal);
    }

    [Fact]
    public void BrokerMemberGroup_UnknownBroker_HasAnEmptyMap() =>
        Assert.Equal(
            """{"brokerMemberGroup":{"brokerAddrs":{},"brokerName":"b","cluster":"c"}}""",
            BodyText.Write(new BrokerMemberGroup("c", "b")));
}
