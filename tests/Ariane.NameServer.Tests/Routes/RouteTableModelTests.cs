using Ariane.Protocol.Bodies;
using FsCheck;
using FsCheck.Fluent;
using static Ariane.NameServer.Tests.TestTables;

namespace Ariane.NameServer.Tests.Routes;

/// <summary>Any sequence of events leaves the routes that a plain dictionary of dictionaries says.</summary>
public sealed class RouteTableModelTests
{
    private static readonly string[] Brokers = ["a", "b", "c"];
    private static readonly string[] Topics = ["T0", "T1", "T2", "T3"];

    [Fact]
    public void Routes_AfterAnyEvents_EqualTheModel() =>
        Prop.ForAll(Events().ArrayOf().ToArbitrary(), Holds).QuickCheckThrowOnFailure();

    private static Gen<Step> Events()
    {
        var broker = Gen.Elements(Brokers);
        var register = Gen.SubListOf(Topics).Where(topics => topics.Count != 1)
            .SelectMany(topics => Gen.Choose(1, 9).SelectMany(queues => broker.Select(
                name => new Step(StepKind.Register, name, [.. topics], queues))));
        var increment = Gen.Elements(Topics)
            .SelectMany(topic => Gen.Choose(1, 9).SelectMany(queues => broker.Select(
                name => new Step(StepKind.Register, name, [topic], queues))));
        var unregister = broker.Select(name => new Step(StepKind.Unregister, name, [], 0));
        var delete = Gen.Elements(Topics).Select(topic => new Step(StepKind.Delete, "", [topic], 0));
        var wipe = broker.Select(name => new Step(StepKind.Wipe, name, [], 0));
        return Gen.Frequency((4, register), (2, increment), (1, unregister), (1, delete), (1, wipe));
    }

    private static void Holds(Step[] steps)
    {
        var tables = new TestTables();
        var model = new Model();
        int version = 0;
        foreach (var step in steps)
        {
            version++;
            Apply(tables, step, version);
            model.Apply(step);
            foreach (string topic in Topics) Assert.Equal(model.Expected(topic), Actual(tables, topic));
        }
    }

    private static void Apply(TestTables tables, Step step, int version)
    {
        string address = step.Broker + ":1";
        switch (step.Kind)
        {
            case StepKind.Register:
                TopicConfig[] topics = [.. step.Topics.Select(topic => Topic(topic, step.Queues))];
                tables.Register(Header(step.Broker, 0, address), Table(Version(version), topics));
                break;
            case StepKind.Unregister:
                tables.Unregister(step.Broker, 0, address);
                break;
            case StepKind.Delete:
                tables.Routes.DeleteTopic(step.Topics[0], cluster: null);
                break;
            default:
                tables.Routes.ChangePermissions(step.Broker, perm => perm & ~TopicPermission.Write);
                break;
        }
    }

    private static string Actual(TestTables tables, string topic)
    {
        var route = tables.Route(topic);
        if (route is null) return "";
        Assert.Equal(
            route.Queues.Select(queues => queues.BrokerName).Order(),
            route.Brokers.Select(broker => broker.BrokerName).Order());
        return string.Join(' ', route.Queues
            .OrderBy(queues => queues.BrokerName)
            .Select(queues => $"{queues.BrokerName}={queues.ReadQueueNums}/{(int)queues.Perm}"));
    }

    private enum StepKind
    {
        Register,
        Unregister,
        Delete,
        Wipe,
    }

    private sealed record Step(StepKind Kind, string Broker, string[] Topics, int Queues);

    private sealed class Model
    {
        private readonly HashSet<string> _registered = [];
        private readonly Dictionary<(string Topic, string Broker), (int Queues, int Perm)> _queues = [];

        public void Apply(Step step)
        {
            switch (step.Kind)
            {
                case StepKind.Register when step.Topics.Length != 1 || _registered.Contains(step.Broker):
                    _registered.Add(step.Broker);
                    foreach (string topic in step.Topics) _queues[(topic, step.Broker)] = (step.Queues, 6);
                    break;
                case StepKind.Unregister:
                    _registered.Remove(step.Broker);
                    Keep(key => key.Broker != step.Broker);
                    break;
                case StepKind.Delete:
                    Keep(key => key.Topic != step.Topics[0]);
                    break;
                case StepKind.Wipe:
                    foreach (var key in _queues.Keys.Where(key => key.Broker == step.Broker).ToArray())
                    {
                        _queues[key] = (_queues[key].Queues, _queues[key].Perm & ~2);
                    }

                    break;
            }
        }

        public string Expected(string topic) => string.Join(' ', _queues
            .Where(entry => entry.Key.Topic == topic)
            .OrderBy(entry => entry.Key.Broker)
            .Select(entry => $"{entry.Key.Broker}={entry.Value.Queues}/{entry.Value.Perm}"));

        private void Keep(Func<(string Topic, string Broker), bool> stays)
        {
            foreach (var key in _queues.Keys.Where(key => !stays(key)).ToArray()) _queues.Remove(key);
        }
    }
}
