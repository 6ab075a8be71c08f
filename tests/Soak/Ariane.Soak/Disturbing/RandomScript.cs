using System.Globalization;
using Ariane.Soak.Reading;

namespace Ariane.Soak.Disturbing;

/// <summary>
/// Consumers join, leave and are killed at random the whole time; the broker restarts at random in the first two
/// thirds, by turns cleanly and by SIGKILL, and lives on through the last third, so that slow growth can be seen.
/// </summary>
internal sealed class RandomScript(TimeSpan length, int seed, TextWriter output, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    private TimeSpan Elapsed => time.GetElapsedTime(_started);

    public Task RunAsync(SoakStage stage, CancellationToken cancellationToken)
    {
        IEnumerable<Task> churns = stage.Members
            .Where(members => members.Reader.MostMembers > members.Reader.LeastMembers)
            .Select(members => ChurnAsync(members, new Random(seed + members.Reader.Index), cancellationToken));
        return Task.WhenAll([RestartAsync(stage, new Random(seed - 1), cancellationToken), .. churns]);
    }

    private async Task RestartAsync(SoakStage stage, Random random, CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan pause = TimeSpan.FromSeconds(random.Next(60, 120));
            if (Elapsed + pause > length * 2 / 3) break;
            await Task.Delay(pause, time, cancellationToken);
            bool kill = stage.Broker.Restarts % 2 == 1;
            await stage.Broker.RestartAsync(kill);
            string how = kill ? "SIGKILL" : "clean";
            int sent = stage.Ledger.AcknowledgedCount;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{Elapsed:hh\\:mm\\:ss} restart {stage.Broker.Restarts} ({how}), {sent} sent"));
        }

        if (length > Elapsed) await Task.Delay(length - Elapsed, time, cancellationToken);
    }

    private async Task ChurnAsync(MemberSet members, Random random, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Longer than the grace, so that there are quiet times in between, in which nothing may come twice.
            TimeSpan pause = TimeSpan.FromSeconds(random.Next(5, 60));
            if (Elapsed + pause > length) return;
            await Task.Delay(pause, time, cancellationToken);
            Reader reader = members.Reader;
            bool joins = members.Count == reader.LeastMembers
                || (members.Count < reader.MostMembers && random.Next(2) == 0);
            if (joins) await members.JoinAsync(cancellationToken);
            else if (random.Next(2) == 0) await members.LeaveAsync(random.Next(reader.LeastMembers, members.Count));
            else await members.KillAsync(random.Next(reader.LeastMembers, members.Count));
        }
    }
}
