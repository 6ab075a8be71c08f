using Ariane.Hostile.Wire;

namespace Ariane.Hostile.Attacks;

/// <summary>Asks for more than is ever read, or for what never comes.</summary>
internal static class ReadingAttacks
{
    private const int QueuesOfEmptyTopic = 64;

    /// <summary>500 connections that each ask for some 100 MB of messages and read nothing.</summary>
    public static async Task SlowReadersAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        byte[] pulls = Requests.Together(
            400, static i => Requests.Pull(AttackTarget.BigTopic, 0, i % 64, "hostile-slow"));
        List<WireClient> readers = await target.ConnectAsync(target.Count(500), target.Broker, cancellationToken);
        foreach (WireClient reader in readers)
        {
            await target.PaceAsync(cancellationToken);
            await reader.TrySendAsync(pulls, cancellationToken);
            target.Report.Add("connections asked for 400 pulls each");
        }

        await ConnectionAttacks.UntilCancelledAsync(cancellationToken);
    }

    /// <summary>200,000 pulls that wait, twice as many as a broker lets wait.</summary>
    public static async Task ParkedPullsAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        const int PullsOfOne = 10_000;
        List<WireClient> clients = await target.ConnectAsync(target.Count(20), target.Broker, cancellationToken);
        byte[] pulls = Requests.Together(PullsOfOne, static i => Requests.Pull(
            AttackTarget.EmptyTopic, i % QueuesOfEmptyTopic, 0, "hostile-waiting", suspendMilliseconds: 60_000));
        foreach (WireClient client in clients)
        {
            await target.PaceAsync(cancellationToken);
            await client.TrySendAsync(pulls, cancellationToken);
            target.Report.Add("pulls", PullsOfOne);
        }

        await ConnectionAttacks.UntilCancelledAsync(cancellationToken);
    }
}
