using Ariane.NameServer.Brokers;
using Ariane.Protocol.Bodies;
using static Ariane.NameServer.Tests.TestTables;

namespace Ariane.NameServer.Tests.Brokers;

public sealed class BrokerRemoverTests
{
    private readonly TestTables _tables = new();

    private LiveBroker LiveMaster => _tables.Live.Find(new BrokerKey(Cluster, "b:1"))!;

    [Fact]
    public void Remove_OnlyMember_ForgetsBrokerClusterAndTopics()
    {
        _tables.RegisterMaster();
        Assert.Empty(_tables.Unregister("b", 0, "b:1"));

        Assert.Null(_tables.Broker());
        Assert.Empty(_tables.Info().Clusters);
        Assert.Null(_tables.Route("A"));
        Assert.Empty(_tables.Routes.GetTopics().Topics);
        Assert.Equal(0, _tables.Live.Count);
    }

    [Fact]
    public void Remove_OneOfTwoBrokers_LeavesTheOthersQueues()
    {
        _tables.RegisterMaster();
        _tables.RegisterMaster("c", "c:1");
        Assert.Equal(2, _tables.Route("A")!.Queues.Count);

        _tables.Unregister("b", 0, "b:1");

        Assert.Equal(["c"], _tables.Route("A")!.Queues.Select(queues => queues.BrokerName));
        Assert.Equal(["c"], _tables.Info().Clusters[Cluster]);
    }

    [Theory]
    [InlineData(true, TopicPermission.Read)]
    [InlineData(false, TopicPermission.Read | TopicPermission.Write)]
    public void Remove_MasterWithASlaveLeft_ClearsWriteOnlyIfTheSlaveActs(bool acting, TopicPermission expected)
    {
        _tables.RegisterMaster(acting: acting);
        _tables.RegisterSlave(acting: acting);
        _tables.Unregister("b", 0, "b:1");

        Assert.Equal(expected, _tables.Queues("A")!.Perm);
        Assert.Equal([KeyValuePair.Create(1L, "b:2")], _tables.Route("A")!.Brokers.Single().Addresses);
    }

    [Fact]
    public void Remove_SlaveOfAnActingGroup_LeavesPermissions()
    {
        _tables.RegisterMaster(acting: true);
        _tables.RegisterSlave(acting: true);
        Assert.Empty(_tables.Unregister("b", 1, "b:2"));

        Assert.Equal(TopicPermission.Read | TopicPermission.Write, _tables.Queues("A")!.Perm);
    }

    [Fact]
    public void Remove_MinimumOfAnActingGroup_TellsAllWhoStay()
    {
        _tables.RegisterMaster(acting: true);
        _tables.RegisterSlave(acting: true);
        _tables.RegisterSlave(id: 2, address: "b:3", acting: true);
        var change = Assert.Single(_tables.Unregister("b", 0, "b:1"));

        Assert.Equal(
            (1, "b:2", "b:1", null),
            (change.MinBrokerId, change.MinBrokerAddr, change.OfflineAddr, change.HaServerAddr));
        Assert.Equal(["b:2", "b:3"], change.Recipients);
    }

    [Fact]
    public void Remove_WholeGroupInOneBatch_ForgetsItsTopics()
    {
        _tables.RegisterMaster();
        _tables.RegisterSlave();
        _tables.Routes.Unregister(
        [
            new Unregistration(new BrokerKey(Cluster, "b:1"), "b", 0),
            new Unregistration(new BrokerKey(Cluster, "b:2"), "b", 1),
        ]);

        Assert.Empty(_tables.Routes.GetTopics().Topics);
    }

    [Fact]
    public void Remove_UnknownBroker_ChangesNothing()
    {
        _tables.RegisterMaster();
        Assert.Empty(_tables.Unregister("nobody", 0, "x:1"));

        Assert.NotNull(_tables.Route("A"));
    }

    [Fact]
    public void Remove_LostConnectionOfABrokerThatCameBack_KeepsIt()
    {
        _tables.RegisterMaster();
        var lost = LiveMaster;
        _tables.Register(
            Header("b", 0, "b:1"), Table(Version(1), Topic("A"), Topic("B")), _tables.NewConnection());
        _tables.Routes.Unregister([Unregistration.Closed(lost)]);

        Assert.NotNull(_tables.Route("A"));
    }

    [Fact]
    public void Remove_SilentBrokerThatWasHeardOfMeanwhile_KeepsIt()
    {
        _tables.RegisterMaster();
        _tables.Time.Advance(TimeSpan.FromSeconds(121));
        var lost = Assert.Single(_tables.Live.Expired());
        _tables.Live.Renew(lost.Key);
        _tables.Routes.Unregister([Unregistration.Expired(lost)]);

        Assert.NotNull(_tables.Route("A"));
    }
}
