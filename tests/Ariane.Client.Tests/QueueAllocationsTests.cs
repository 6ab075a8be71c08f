using Ariane.Client.Rebalancing;
using Ariane.Protocol.Bodies;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Client.Tests;

public sealed class QueueAllocationsTests
{
    public static TheoryData<IQueueAllocation> All => [QueueAllocations.Average, QueueAllocations.AverageByCircle];

    // Source: client/.../client/consumer/rebalance/AllocateMessageQueueAveragely.java, worked out by hand.
    [Theory]
    [InlineData(8, 3, 0, "0 1 2")]
    [InlineData(8, 3, 1, "3 4 5")]
    [InlineData(8, 3, 2, "6 7")]
    [InlineData(2, 3, 1, "1")]
    [InlineData(2, 3, 2, "")]
    [InlineData(4, 4, 3, "3")]
    public void Average_Queues_AreThoseJavaGives(int queues, int clients, int index, string expected) =>
        Assert.Equal(expected, Ids(QueueAllocations.Average, queues, clients, index));

    [Theory]
    [InlineData(8, 3, 0, "0 3 6")]
    [InlineData(8, 3, 2, "2 5")]
    [InlineData(2, 3, 2, "")]
    public void AverageByCircle_Queues_AreThoseJavaGives(int queues, int clients, int index, string expected) =>
        Assert.Equal(expected, Ids(QueueAllocations.AverageByCircle, queues, clients, index));

    [Fact]
    public void Average_AnyNumbers_AgreesWithTheFormulaOfTheSpecification()
    {
        Gen<(int Queues, int Clients)> sizes = Gen.Choose(0, 60).Zip(Gen.Choose(1, 20));
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(sizes), size => Enumerable.Range(0, size.Clients).All(index =>
            Ids(QueueAllocations.Average, size.Queues, size.Clients, index)
                == string.Join(' ', ByFormula(size.Queues, size.Clients, index)))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Allocate_AnyNumbers_GivesEveryQueueToExactlyOneMemberAndEvenly(IQueueAllocation allocation)
    {
        Gen<(int Queues, int Clients)> sizes = Gen.Choose(0, 60).Zip(Gen.Choose(1, 20));
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(sizes), size =>
        {
            MessageQueue[] queues = Queues(size.Queues);
            string[] clients = Clients(size.Clients);
            int[] counts = new int[size.Clients];
            var taken = new List<MessageQueue>();
            for (int index = 0; index < clients.Length; index++)
            {
                IReadOnlyList<MessageQueue> mine = allocation.Allocate(clients[index], queues, clients);
                counts[index] = mine.Count;
                taken.AddRange(mine);
            }

            return taken.Count == queues.Length
                && taken.ToHashSet().SetEquals(queues)
                && counts.Max() - counts.Min() <= 1;
        }));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Allocate_ClientThatIsNoMember_GetsNothing(IQueueAllocation allocation) =>
        Assert.Empty(allocation.Allocate("stranger", Queues(4), Clients(2)));

    // Spec 06, section 6.6: mod = n % c; size = n <= c ? 1 : n / c + (i < mod ? 1 : 0); start = ...
    private static IEnumerable<int> ByFormula(int queues, int clients, int index)
    {
        int mod = queues % clients;
        int size = queues <= clients ? 1 : (queues / clients) + (index < mod ? 1 : 0);
        int start = mod > 0 && index < mod ? index * size : (index * size) + mod;
        return Enumerable.Range(start, Math.Max(0, Math.Min(size, queues - start)));
    }

    private static string Ids(IQueueAllocation allocation, int queues, int clients, int index) => string.Join(
        ' ',
        allocation.Allocate(Clients(clients)[index], Queues(queues), Clients(clients)).Select(queue => queue.QueueId));

    private static MessageQueue[] Queues(int count) =>
        [.. Enumerable.Range(0, count).Select(id => new MessageQueue("T", "broker", id))];

    private static string[] Clients(int count) => [.. Enumerable.Range(0, count).Select(index => $"client-{index:00}")];
}
