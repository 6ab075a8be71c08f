using Ariane.Client.Consuming;
using Ariane.Soak.Disturbing;
using Ariane.Soak.Load;

namespace Ariane.Soak.Reading;

/// <summary>Who reads what in a soak. Immutable.</summary>
internal sealed class Readers
{
    private const string BroadcastGroup = "soak-broadcast";

    public Readers(TimeSpan grace, TimeProvider time)
    {
        Churning = new Reader(0, "churning", new Subscription(Traffic.Orders))
        {
            Churn = NewWindow(),
            MostMembers = 5,
        };
        Ordered = new Reader(1, "ordered", new Subscription(Traffic.Events), new Subscription(Traffic.Bulk))
        {
            Churn = NewWindow(),
            Concurrency = 1,
            MostMembers = 3,
        };
        Tagged = new Reader(2, "tagged", new Subscription(Traffic.Orders, "red || blue"))
        {
            Churn = NewWindow(),
            MostMembers = 3,
        };
        Steady = new Reader(
            3,
            "steady",
            new Subscription(Traffic.Orders),
            new Subscription(Traffic.Events),
            new Subscription(Traffic.Bulk))
        {
            Churn = NewWindow(),
            LeastMembers = 2,
            MostMembers = 2,
        };
        Pulling = new Reader(6, "pulling", new Subscription(Traffic.Events), new Subscription(Traffic.Bulk))
        {
            Churn = NewWindow(),
            Concurrency = 1,
        };
        Pushed = [Churning, Ordered, Tagged, Steady, Broadcast(4, "broadcast-1"), Broadcast(5, "broadcast-2")];
        All = [.. Pushed, Pulling];

        Window NewWindow() => new(grace, time);

        Reader Broadcast(int index, string name) => new(index, name, new Subscription(Traffic.Orders))
        {
            Group = BroadcastGroup,
            Mode = ConsumeMode.Broadcasting,
            Concurrency = 1,
            Churn = NewWindow(),
        };
    }

    public Reader Churning { get; }

    public Reader Ordered { get; }

    public Reader Tagged { get; }

    public Reader Steady { get; }

    public Reader Pulling { get; }

    public IReadOnlyList<Reader> Pushed { get; }

    public IReadOnlyList<Reader> All { get; }

    /// <summary>The bits of those who must get the message of a number.</summary>
    public int Of(int number)
    {
        int bits = 0;
        for (int index = 0; index < All.Count; index++)
        {
            if (All[index].Wants(number)) bits |= 1 << All[index].Index;
        }

        return bits;
    }
}
