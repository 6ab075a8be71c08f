using Ariane.NameServer.Brokers;
using Ariane.NameServer.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using static Ariane.NameServer.Tests.TestTables;

namespace Ariane.NameServer.Tests.Routes;

/// <summary>
/// What registrations can make the tables hold is limited, and what is known stays usable at the limit.
/// </summary>
public sealed class RouteLimitTests
{
    [Fact]
    public void Register_OneBrokerTooMany_IsRefusedAndTheOthersGoOn()
    {
        var tables = new TestTables(new RouteLimits { MaxBrokers = 2 });
        tables.RegisterMaster("a", "a:1");
        tables.RegisterMaster("b", "b:1");

        RegistrationOutcome refused = tables.RegisterMaster("c", "c:1");

        Assert.Equal(RegistrationStatus.Refused, refused.Status);
        Assert.Contains("2 brokers", refused.Refusal, StringComparison.Ordinal);
        Assert.Null(tables.Broker("c"));
        Assert.Equal(RegistrationStatus.Accepted, tables.RegisterMaster("b", "b:1", counter: 2).Status);
    }

    [Fact]
    public void Register_NamesOfRefusedRegistrations_MakeWay()
    {
        var tables = new TestTables(new RouteLimits { MaxBrokers = 3 });
        for (int i = 0; i < 10; i++)
        {
            RegistrationOutcome outcome = tables.Register(
                Header($"ghost-{i}", 0, $"g:{i}") with { ClusterName = $"cluster-{i}" }, Table(Version(1), Topic("T")));
            Assert.Equal(RegistrationStatus.Incomplete, outcome.Status);
        }

        Assert.InRange(tables.Info().Brokers.Count, 1, 3);
        Assert.InRange(tables.Info().Clusters.Count, 1, 3);
        Assert.Equal(RegistrationStatus.Accepted, tables.RegisterMaster().Status);
    }

    [Fact]
    public void Register_MoreMembersThanAGroupMayHave_IsRefused()
    {
        var tables = new TestTables(new RouteLimits { MaxGroupMembers = 2 });
        tables.RegisterMaster();
        tables.RegisterSlave();

        Assert.Equal(RegistrationStatus.Refused, tables.RegisterSlave(id: 2, address: "b:3").Status);
        Assert.Equal(RegistrationStatus.Accepted, tables.RegisterSlave(id: 1, address: "b:3").Status);
    }

    [Fact]
    public void Register_MoreTopicsThanThereIsRoomFor_ChangesNothing()
    {
        var tables = new TestTables(new RouteLimits { MaxTopicEntries = 3 });
        tables.RegisterMaster("a", "a:1");   // A and B

        Assert.Equal(RegistrationStatus.Refused, tables.RegisterMaster("b", "b:1").Status);
        Assert.Null(tables.Broker("b"));
        Assert.Equal(RegistrationStatus.Accepted, tables.RegisterMaster("a", "a:1", counter: 2).Status);

        tables.Routes.RegisterTopic("C", [new QueueData("a", 1, 1, TopicPermission.Read, 0)]);
        tables.Routes.RegisterTopic("D", [new QueueData("a", 1, 1, TopicPermission.Read, 0)]);
        Assert.NotNull(tables.Route("C"));
        Assert.Null(tables.Route("D"));
    }

    [Fact]
    public void Register_RoomOfRemovedBrokers_CanBeUsedAgain()
    {
        var tables = new TestTables(new RouteLimits { MaxTopicEntries = 2 });
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(RegistrationStatus.Accepted, tables.RegisterMaster($"b{i}", "b:1").Status);
            tables.Unregister($"b{i}", 0, "b:1");
        }

        tables.RegisterMaster();
        tables.Routes.DeleteTopic("A", cluster: null);
        tables.Routes.RegisterTopic("C", [new QueueData("b", 1, 1, TopicPermission.Read, 0)]);
        Assert.NotNull(tables.Route("C"));
    }

    [Fact]
    public void Register_MoreMappedQueuesThanThereIsRoomFor_IsRefused()
    {
        var tables = new TestTables(new RouteLimits { MaxMappedQueues = 5 });
        RegisterBrokerRequest header = Header("b", 0, "b:1");

        Assert.Equal(RegistrationStatus.Accepted, tables.Register(header, Mapped(3)).Status);
        Assert.Equal(RegistrationStatus.Refused, tables.Register(header, Mapped(4)).Status);

        static TopicConfigTable Mapped(int queues) => Table(Version(queues), Topic("A"), Topic("B")) with
        {
            MappingInfos = new Dictionary<string, TopicQueueMappingInfo>
            {
                ["A"] = new("A", "b") { CurrentIds = Enumerable.Range(0, queues).ToDictionary(id => id) },
            },
        };
    }
}
