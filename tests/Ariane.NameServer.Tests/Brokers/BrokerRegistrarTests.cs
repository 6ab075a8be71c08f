using Ariane.NameServer.Brokers;
using Ariane.Protocol.Bodies;
using static Ariane.NameServer.Tests.TestTables;

namespace Ariane.NameServer.Tests.Brokers;

public sealed class BrokerRegistrarTests
{
    private readonly TestTables _tables = new();

    [Fact]
    public void Register_FirstMaster_AddsClusterBrokerTopicsAndLiveEntry()
    {
        var outcome = _tables.RegisterMaster();

        Assert.Equal(new RegistrationOutcome(RegistrationStatus.Accepted, IsNew: true), outcome);
        Assert.Equal(["b"], _tables.Info().Clusters[Cluster]);
        Assert.Equal("b:1", _tables.Broker()!.Addresses[0]);
        Assert.Equal(new QueueData("b", 4, 4, TopicPermission.Read | TopicPermission.Write, 0), _tables.Queues("A"));
        var live = _tables.Live.Find(new BrokerKey(Cluster, "b:1"));
        Assert.Equal(Version(1), live!.DataVersion);
        Assert.Equal(TimeSpan.FromMinutes(2), live.HeartbeatTimeout);
    }

    [Fact]
    public void Register_SameNameFromAnotherCluster_KeepsTheFirstCluster()
    {
        _tables.RegisterMaster();
        _tables.Register(Header("b", 1, "b:2") with { ClusterName = "D" }, Table(Version(1), Topic("A"), Topic("B")));

        Assert.Equal(Cluster, _tables.Broker()!.Cluster);
        Assert.Equal(["b"], _tables.Info().Clusters["D"]);
    }

    [Fact]
    public void Register_LastMemberDecides_WhetherTheGroupActs()
    {
        _tables.RegisterMaster(acting: true);
        Assert.True(_tables.Broker()!.EnableActingMaster);

        _tables.RegisterSlave(acting: null);
        Assert.False(_tables.Broker()!.EnableActingMaster);
    }

    [Fact]
    public void Register_ZoneName_IsInTheRoute()
    {
        _tables.Register(Header("b", 0, "b:1") with { ZoneName = "z1" }, Table(Version(1), Topic("A"), Topic("B")));
        Assert.Equal("z1", _tables.Route("A")!.Brokers.Single().ZoneName);

        _tables.RegisterMaster();
        Assert.Null(_tables.Route("A")!.Brokers.Single().ZoneName);
    }

    [Fact]
    public void Register_SameAddressUnderAnotherId_MovesTheAddress()
    {
        _tables.RegisterMaster();
        _tables.RegisterSlave(id: 3, address: "b:1");

        Assert.Equal([KeyValuePair.Create(3L, "b:1")], _tables.Broker()!.Addresses);
    }

    [Fact]
    public void Register_OlderStateForATakenId_IsSupersededSilently()
    {
        _tables.RegisterMaster(state: 5);
        _tables.Register(Header("b", 2, "b:9"), Table(Version(1), Topic("A"), Topic("B")));
        var outcome = _tables.RegisterMaster(address: "b:9", state: 4);

        Assert.Equal(RegistrationStatus.Superseded, outcome.Status);
        Assert.Equal("b:1", _tables.Broker()!.Addresses[0]);
        Assert.Null(_tables.Live.Find(new BrokerKey(Cluster, "b:9")));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Register_SameOrNewerStateForATakenId_TakesTheId(long state)
    {
        _tables.RegisterMaster(state: 5);
        var outcome = _tables.RegisterMaster(address: "b:9", state: state);

        Assert.Equal(RegistrationStatus.Accepted, outcome.Status);
        Assert.Equal("b:9", _tables.Broker()!.Addresses[0]);
    }

    [Fact]
    public void Register_OlderStateButTheHolderIsNotLive_TakesTheId()
    {
        _tables.RegisterMaster(state: 5);
        _tables.Live.Remove(new BrokerKey(Cluster, "b:1"));

        Assert.Equal(RegistrationStatus.Accepted, _tables.RegisterMaster(address: "b:9", state: 4).Status);
    }

    [Fact]
    public void Register_SingleTopicFirst_IsRefusedButLeavesTheName()
    {
        var outcome = _tables.Register(Header("b", 0, "b:1"), Table(Version(1), Topic("A")));

        Assert.Equal(RegistrationStatus.Incomplete, outcome.Status);
        Assert.Empty(_tables.Broker()!.Addresses);
        Assert.Equal(["b"], _tables.Info().Clusters[Cluster]);
        Assert.Null(_tables.Route("A"));
        Assert.Null(_tables.Live.Find(new BrokerKey(Cluster, "b:1")));
    }

    [Fact]
    public void Register_SingleTopicLater_IsAddedToTheOthers()
    {
        _tables.RegisterMaster();
        var outcome = _tables.Register(Header("b", 0, "b:1"), Table(Version(2), Topic("New", queues: 8)));

        Assert.Equal(RegistrationStatus.Accepted, outcome.Status);
        Assert.Equal(8, _tables.Queues("New")!.ReadQueueNums);
        Assert.NotNull(_tables.Queues("A"));
    }

    [Fact]
    public void Register_NoTopics_IsAccepted() =>
        Assert.Equal(
            RegistrationStatus.Accepted,
            _tables.Register(Header("b", 0, "b:1"), RegistrationContent.Empty.Topics).Status);

    [Fact]
    public void Register_SameVersion_IgnoresChangedTopicsButBringsBackDeletedOnes()
    {
        _tables.RegisterMaster();
        _tables.Routes.DeleteTopic("B", cluster: null);
        _tables.Register(Header("b", 0, "b:1"), Table(Version(1), Topic("A", queues: 9), Topic("B", queues: 9)));

        Assert.Equal(4, _tables.Queues("A")!.ReadQueueNums);
        Assert.Equal(9, _tables.Queues("B")!.ReadQueueNums);
    }

    [Fact]
    public void Register_NewVersion_ReplacesTopics()
    {
        _tables.RegisterMaster();
        _tables.Register(Header("b", 0, "b:1"), Table(Version(2), Topic("A", queues: 9), Topic("B")));

        Assert.Equal(9, _tables.Queues("A")!.ReadQueueNums);
    }

    [Fact]
    public void Register_SameVersion_KeepsWipedPermissions()
    {
        _tables.RegisterMaster();
        Assert.Equal(2, _tables.Routes.ChangePermissions("b", perm => perm & ~TopicPermission.Write));
        _tables.RegisterMaster();
        Assert.Equal(TopicPermission.Read, _tables.Queues("A")!.Perm);

        _tables.RegisterMaster(counter: 2);
        Assert.Equal(TopicPermission.Read | TopicPermission.Write, _tables.Queues("A")!.Perm);
    }

    [Fact]
    public void Renew_SaysWhatItSaidBefore_IsHeardOverItsNewConnection()
    {
        RegisterDigested();
        _tables.Time.Advance(TimeSpan.FromSeconds(30));
        var connection = _tables.NewConnection();

        Assert.True(_tables.Routes.TryRenew(Header("b", 0, "b:1") with { HaServerAddr = "other" }, Digest, connection));

        var live = _tables.Live.Find(new BrokerKey(Cluster, "b:1"))!;
        Assert.Same(connection, live.Connection);
        Assert.Equal(_tables.Live.Now, live.HeardAt);
        Assert.Equal("other", live.HaServerAddr);
        Assert.Equal(Version(1), live.DataVersion);
        Assert.True(_tables.Routes.TryRenew(Header("b", 0, "b:1"), Digest, connection));
    }

    public static TheoryData<string> ReasonsToRegister =>
        [
            "another body", "another sender version", "unknown", "gone", "a slave", "its id is taken", "another zone",
            "a topic lost",
        ];

    [Theory]
    [MemberData(nameof(ReasonsToRegister))]
    public void Renew_MoreIsToBeDone_IsLeftToARegistration(string reason)
    {
        if (reason != "unknown") RegisterDigested();
        var header = Header("b", 0, "b:1");
        var digest = Digest;
        switch (reason)
        {
            case "another body": digest = digest with { Body = 8 }; break;
            case "another sender version": digest = digest with { Version = 9 }; break;
            case "gone": _tables.Unregister("b", 0, "b:1"); break;
            case "a slave":
                header = Header("b", 1, "b:2");
                _tables.Register(header, Table(Version(1), Topic("A"), Topic("B")), digest: digest);
                break;
            case "its id is taken": _tables.RegisterMaster(address: "b:9"); break;
            case "another zone": header = header with { ZoneName = "z" }; break;
            case "a topic lost": _tables.Routes.DeleteTopic("B", Cluster); break;
        }

        Assert.False(_tables.Routes.TryRenew(header, digest, _tables.Connection));
    }

    [Fact]
    public void Renew_AfterALostTopicIsBack_NeedsNoRegistration()
    {
        RegisterDigested();
        _tables.Routes.DeleteTopic("B", cluster: null);
        Assert.False(_tables.Routes.TryRenew(Header("b", 0, "b:1"), Digest, _tables.Connection));

        RegisterDigested();

        Assert.NotNull(_tables.Route("B"));
        Assert.True(_tables.Routes.TryRenew(Header("b", 0, "b:1"), Digest, _tables.Connection));
    }

    private static RegistrationDigest Digest => new(Body: 7, Version: 493, IsCompressed: false);

    private void RegisterDigested() =>
        _tables.Register(Header("b", 0, "b:1"), Table(Version(1), Topic("A"), Topic("B")), digest: Digest);

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Register_TopicMissing_IsRemovedOnlyWhenRegistrationsAreComplete(bool deleteAbsent, bool isKept)
    {
        _tables.RegisterMaster();
        _tables.Register(
            Header("b", 0, "b:1"), Table(Version(2), Topic("A"), Topic("C")), deleteAbsentTopics: deleteAbsent);

        Assert.Equal(isKept, _tables.Route("B") is not null);
        Assert.NotNull(_tables.Route("C"));
    }

    [Fact]
    public void Register_SlaveBesideAMaster_AddsAnAddressButNoTopics()
    {
        _tables.RegisterMaster();
        var outcome = _tables.Register(
            Header("b", 1, "b:2"), Table(Version(7), Topic("OnlySlave"), Topic("A", queues: 9)));

        Assert.Equal("b:1", outcome.Master!.Key.Address);
        Assert.Equal(HaOf("b:1"), outcome.Master.HaServerAddr);
        Assert.Null(_tables.Route("OnlySlave"));
        Assert.Equal(4, _tables.Queues("A")!.ReadQueueNums);
        Assert.Equal(2, _tables.Route("A")!.Brokers.Single().Addresses.Count);
    }

    [Theory]
    [InlineData(true, TopicPermission.Read)]
    [InlineData(false, TopicPermission.Read | TopicPermission.Write)]
    public void Register_LowestSlaveWithoutMaster_StandsInWithItsTopics(bool acting, TopicPermission expected)
    {
        var outcome = _tables.RegisterSlave(acting: acting);

        Assert.Null(outcome.Master);
        Assert.Equal(expected, _tables.Queues("A")!.Perm);
    }

    [Fact]
    public void Register_OldSlaveWithoutMaster_ContributesNoTopics()
    {
        _tables.RegisterSlave(acting: null);
        Assert.Null(_tables.Route("A"));
    }

    [Fact]
    public void Register_LowerId_TellsTheOthers()
    {
        Assert.Null(_tables.RegisterSlave(id: 2, address: "b:3").MinBrokerIdChange);
        Assert.Null(_tables.RegisterSlave(id: 3, address: "b:4").MinBrokerIdChange);
        var change = _tables.RegisterMaster().MinBrokerIdChange!;

        Assert.Equal(
            (0, "b:1", null, HaOf("b:1")),
            (change.MinBrokerId, change.MinBrokerAddr, change.OfflineAddr, change.HaServerAddr));
        Assert.Equal(["b:3", "b:4"], change.Recipients);
    }

    [Fact]
    public void Register_LowerIdAtTheSameAddress_TellsTheOneMember()
    {
        _tables.RegisterSlave(id: 2, address: "b:1");
        Assert.Equal(["b:1"], _tables.RegisterMaster().MinBrokerIdChange!.Recipients);
    }

    [Fact]
    public void Register_FilterServers_AreInTheRouteUntilAnEmptyListComes()
    {
        var table = Table(Version(1), Topic("A"), Topic("B"));
        _tables.Register(Header("b", 0, "b:1"), table, filterServers: ["f1"]);
        Assert.Equal(["f1"], _tables.Route("A")!.FilterServers["b:1"]);

        _tables.Register(Header("b", 0, "b:1"), table, filterServers: null);
        Assert.Equal(["f1"], _tables.Route("A")!.FilterServers["b:1"]);

        _tables.Register(Header("b", 0, "b:1"), table, filterServers: []);
        Assert.Empty(_tables.Route("A")!.FilterServers);
    }

    [Fact]
    public void Register_StaticTopicMapping_IsInTheRouteAndOutlivesTheBroker()
    {
        var mapping = new TopicQueueMappingInfo("A", "b")
        {
            TotalQueues = 8,
            CurrentIds = new Dictionary<int, int> { [0] = 0 },
        };
        var table = Table(Version(1), Topic("A"), Topic("B")) with
        {
            MappingInfos = new Dictionary<string, TopicQueueMappingInfo> { ["A"] = mapping },
        };
        _tables.Register(Header("b", 0, "b:1"), table);
        _tables.Unregister("b", 0, "b:1");
        _tables.RegisterMaster("c", "c:1");

        Assert.Equal(8, _tables.Route("A")!.MappingByBroker!["b"].TotalQueues);
        Assert.Null(_tables.Route("B")!.MappingByBroker);
    }

    [Fact]
    public void Register_TimeoutOfItsOwn_IsKeptWithinReason()
    {
        _tables.Register(
            Header("b", 0, "b:1") with { HeartbeatTimeoutMillis = long.MaxValue },
            Table(Version(1), Topic("A"), Topic("B")));
        Assert.Equal(TimeSpan.FromDays(365), _tables.Live.Find(new BrokerKey(Cluster, "b:1"))!.HeartbeatTimeout);
    }
}
