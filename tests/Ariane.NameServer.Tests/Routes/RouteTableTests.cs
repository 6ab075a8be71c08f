using Ariane.NameServer.Topics;
using Ariane.Protocol.Bodies;
using static Ariane.NameServer.Tests.TestTables;

namespace Ariane.NameServer.Tests.Routes;

public sealed class RouteTableTests
{
    private readonly TestTables _tables = new();

    [Fact]
    public void TryGetRoute_EitherStyle_WritesUpstreamsBytes()
    {
        _tables.RegisterMaster();

        const string Rest = """
            "brokerName":"b","cluster":"C","enableActingMaster":false}],"filterServerTable":{},"queueDatas":[{"brokerName":"b","perm":6,"readQueueNums":4,"topicSysFlag":0,"writeQueueNums":4}]}
            """;
        Assert.Equal("""{"brokerDatas":[{"brokerAddrs":{"0":"b:1"},""" + Rest, _tables.Text("A", quotedIds: true));
        Assert.Equal("""{"brokerDatas":[{"brokerAddrs":{0:"b:1"},""" + Rest, _tables.Text("A", quotedIds: false));
    }

    [Fact]
    public void TryGetRoute_NothingChanged_ReturnsTheSameMemory()
    {
        _tables.RegisterMaster();
        Assert.True(_tables.Routes.TryGetRoute("A", true, null, out var first));
        _tables.RegisterMaster();
        Assert.True(_tables.Routes.TryGetRoute("A", true, null, out var second));

        Assert.True(first.Span == second.Span);
    }

    [Fact]
    public void TryGetRoute_OrderTopicConfChanges_IsUpToDate()
    {
        _tables.RegisterMaster();

        Assert.Null(_tables.Route("A")!.OrderTopicConf);
        Assert.Equal("b:4", _tables.Route("A", "b:4")!.OrderTopicConf);
        Assert.Equal("b:8", _tables.Route("A", "b:8")!.OrderTopicConf);
        Assert.Null(_tables.Route("A")!.OrderTopicConf);
    }

    [Fact]
    public void TryGetRoute_UnknownTopic_IsFalse() => Assert.Null(_tables.Route("none"));

    [Fact]
    public void RegisterTopic_UnknownBrokerInBetween_IgnoresTheRest()
    {
        _tables.RegisterMaster();
        _tables.RegisterMaster("c", "c:1");
        var one = new QueueData("b", 3, 3, TopicPermission.Read, 0);
        _tables.Routes.RegisterTopic("New", [one, one with { BrokerName = "nobody" }, one with { BrokerName = "c" }]);

        Assert.Equal([one], _tables.Route("New")!.Queues);
    }

    [Fact]
    public void DeleteTopic_OfOneCluster_LeavesTheOthersQueues()
    {
        _tables.RegisterMaster();
        _tables.Register(
            Header("c", 0, "c:1") with { ClusterName = "D" }, Table(Version(1), Topic("A"), Topic("B")));
        _tables.Routes.DeleteTopic("A", "nowhere");
        _tables.Routes.DeleteTopic("A", Cluster);
        Assert.Equal(["c"], _tables.Route("A")!.Queues.Select(queues => queues.BrokerName));

        _tables.Routes.DeleteTopic("A", "D");
        Assert.Null(_tables.Route("A"));
        Assert.NotNull(_tables.Route("B"));
    }

    [Fact]
    public void ChangePermissions_UnknownBroker_TouchesNothing() =>
        Assert.Equal(0, _tables.Routes.ChangePermissions("nobody", _ => TopicPermission.None));

    [Fact]
    public void GetTopicsOf_Cluster_ListsWhatItsBrokersServe()
    {
        _tables.RegisterMaster();
        _tables.Register(
            Header("c", 0, "c:1") with { ClusterName = "D" }, Table(Version(1), Topic("A"), Topic("X")));

        Assert.Equal(["A", "B"], _tables.Routes.GetTopicsOf(Cluster).Topics.Order());
        Assert.Equal(["A", "X"], _tables.Routes.GetTopicsOf("D").Topics.Order());
        Assert.Empty(_tables.Routes.GetTopicsOf("nowhere").Topics);
        Assert.Equal(["A", "B", "X"], _tables.Routes.GetTopics().Topics.Order());
    }

    [Fact]
    public void GetTopicsWhere_UnitFlags_SelectsByBits()
    {
        var topics = Enumerable.Range(0, 4).Select(flag => Topic($"T{flag}", sysFlag: flag)).ToArray();
        _tables.Register(Header("b", 0, "b:1"), Table(Version(1), topics));

        Assert.Equal(["T1", "T3"], _tables.Routes.GetTopicsWhere(TopicUnitFlags.IsUnit).Topics.Order());
        Assert.Equal(["T2", "T3"], _tables.Routes.GetTopicsWhere(TopicUnitFlags.HasUnitSubscription).Topics.Order());
        Assert.Equal(["T2"], _tables.Routes.GetTopicsWhere(TopicUnitFlags.HasUnitSubscriptionOnly).Topics);
    }

    [Fact]
    public void GetSystemTopics_AreNamedAfterClustersAndBrokers()
    {
        Assert.Null(_tables.Routes.GetSystemTopics().BrokerAddr);
        _tables.RegisterMaster();
        var topics = _tables.Routes.GetSystemTopics();

        Assert.Equal([Cluster, "b"], topics.Topics);
        Assert.Equal("b:1", topics.BrokerAddr);
    }

    [Fact]
    public void GetMemberGroup_AnyName_EchoesTheQuestion()
    {
        _tables.RegisterMaster();

        Assert.Equal("b:1", _tables.Routes.GetMemberGroup("whatever", "b").Addresses[0]);
        Assert.Equal("whatever", _tables.Routes.GetMemberGroup("whatever", "b").Cluster);
        Assert.Empty(_tables.Routes.GetMemberGroup(Cluster, "nobody").Addresses);
    }
}
