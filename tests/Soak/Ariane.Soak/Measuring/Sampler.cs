using Ariane.Soak.Disturbing;
using Ariane.Soak.Judging;
using Ariane.Soak.Reading;

namespace Ariane.Soak.Measuring;

/// <summary>Takes a sample every now and then, and finds messages that wait too long. Runs once.</summary>
internal sealed class Sampler(
    SoakContext context, SoakPlan plan, BrokerLife broker, Readers readers, Func<int> countMembers, string dataFolder)
{
    private readonly List<Sample> _samples = [];
    private readonly long _started = context.Time.GetTimestamp();
    private int _life = -1;
    private long _lifeStarted;
    private int _lastStuck = -1;

    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>Runs until it is told to stop; never throws for that.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(plan.SampleInterval, context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) Take();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Enough.
        }
    }

    private void Take()
    {
        if (broker.Restarts != _life) (_life, _lifeStarted) = (broker.Restarts, context.Time.GetTimestamp());
        int processId = broker.ProcessId;
        _samples.Add(new Sample(
            context.Time.GetElapsedTime(_started),
            _life,
            context.Time.GetElapsedTime(_lifeStarted),
            context.Ledger.AcknowledgedCount,
            JudgeOldest(),
            [.. readers.All.Select(reader => reader.Received)],
            [.. readers.All.Select(reader => reader.Duplicates)],
            countMembers())
        {
            Broker = processId == 0 ? null : ProcessUsage.Of(processId),
            ClientHeapBytes = GC.GetTotalMemory(forceFullCollection: true),
            Clients = ProcessUsage.Of(Environment.ProcessId)!,      // it runs
            DiskBytes = MeasureDisk(),
        });
    }

    private TimeSpan JudgeOldest()
    {
        if (context.Ledger.FindOldest() is not var (number, timestamp)) return TimeSpan.Zero;
        TimeSpan age = context.Time.GetElapsedTime(timestamp);
        if (age > plan.LongestWait && number != _lastStuck && !context.Restarts.IsOpen)
        {
            _lastStuck = number;
            context.Findings.Add(
                FindingKinds.Lost,
                $"Message {number} ({context.Ledger.PlaceOf(number)}) waits for {age.TotalSeconds:0} s.");
        }

        return age;
    }

    private long MeasureDisk()
    {
        try
        {
            return new DirectoryInfo(dataFolder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(LengthOf);
        }
        catch (IOException)
        {
            return 0;   // the broker deleted a folder in between
        }
    }

    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;   // the broker was faster
        }
    }
}
