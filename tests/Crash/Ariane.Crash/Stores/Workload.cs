using Ariane.Crash.Files;
using Ariane.Storage;
using Ariane.Testing;

namespace Ariane.Crash.Stores;

/// <summary>Random use of a store: sends of all kinds, time that passes, saved settings. One thread.</summary>
/// <remarks>Queues are few and files are small, so rolls, checkpoints and retention come every few steps.</remarks>
internal sealed class Workload(
    StoreDriver driver, MessageStore store, MemoryFiles files, ManualTime time, Random random)
{
    private static readonly string[] Topics = ["Orders", "Payments"];

    private static readonly TimeSpan[] Jumps =
        [
            TimeSpan.FromHours(3), TimeSpan.FromHours(-3), TimeSpan.FromDays(366), TimeSpan.FromDays(-366),
            TimeSpan.FromSeconds(-2),
        ];

    /// <summary>Answers of the store other than that it took the message.</summary>
    public HashSet<AppendStatus> Refusals { get; } = [];

    /// <summary>The clock is set back and forth, by hours and by a year.</summary>
    public bool JumpsClock { get; init; }

    /// <summary>
    /// Does so many steps, or fewer when a call of the disk fails that nobody but the caller can answer for.
    /// </summary>
    public async Task RunAsync(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            files.Pause();
            time.Advance(TimeSpan.FromMilliseconds(1));   // no file of any size is filled within one
            if (JumpsClock && random.Next(12) == 0) time.Set(time.GetUtcNow() + Jumps[random.Next(Jumps.Length)]);
            await StepAsync(random.Next(100));
        }
    }

    private async Task StepAsync(int choice)
    {
        string topic = Topics[random.Next(Topics.Length)];
        int queueId = random.Next(2);
        switch (choice)
        {
            case < 40:
                Note(driver.Append(topic, queueId, BodyBytes(), isPrepared: false));
                if (random.Next(4) != 0) driver.Write();
                break;
            case < 45:
                driver.Write();
                break;
            case < 49:
                Note(driver.Append(topic, queueId, BodyBytes(), isPrepared: true));
                break;
            case < 57:
                Note(driver.AppendBatch(
                    topic, queueId, [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => BodyBytes() / 2)]));
                break;
            case < 67 when store.Options.SyncFlush:
                driver.Write();
                await driver.AwaitAsync();
                break;
            case < 78:
                driver.Write();
                driver.Dispatch();
                break;
            case < 84:
                await driver.AdvanceAsync(TimeSpan.FromSeconds(1));
                break;
            case < 90:
                await driver.AdvanceAsync(TimeSpan.FromSeconds(61));
                break;
            case < 94:
                driver.SaveConfig();
                break;
            case < 95:
                store.DeleteExpired();
                break;
            default:
                files.WriteBack(random);
                break;
        }
    }

    private int BodyBytes() => random.Next(10) == 0 ? random.Next(8, 3000) : random.Next(8, 400);

    private void Note(AppendStatus status)
    {
        if (status != AppendStatus.Appended) Refusals.Add(status);
    }
}
