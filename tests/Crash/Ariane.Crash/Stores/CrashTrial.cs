using Ariane.Crash.Files;
using Ariane.Crash.Raw;
using Ariane.Storage;
using Ariane.Testing;

namespace Ariane.Crash.Stores;

/// <summary>How the machine, or the process, ends in a trial.</summary>
internal enum Ending
{
    /// <summary>kill -9: everything that was written is there.</summary>
    Kill,

    /// <summary>Of what was not synced anything may be missing.</summary>
    PowerLoss,
}

/// <summary>
/// Uses a store, crashes it at some call, opens what is left, and again; then checks every promise. Runs once.
/// </summary>
internal sealed class CrashTrial(int seed, Ending ending, bool syncFlush)
{
    private const int Lives = 3;

    private readonly Random _random = new(seed);
    private readonly ManualTime _time = new();
    private readonly History _history = new();
    private readonly Journal _journal = new();
    private readonly StoreOptions _options = StoreDriver.Options with { SyncFlush = syncFlush };

    public Findings Findings { get; } = new();

    /// <summary>The first life's last call, counted from 1; without it one is drawn.</summary>
    public int? Call { get; init; }

    public int Steps { get; init; } = 120;

    public bool JumpsClock { get; init; }

    private MemoryFiles Files { get; set; } = null!;

    private MemoryFiles Found { get; set; } = null!;

    /// <summary>Calls that the first life made.</summary>
    public int Calls { get; private set; }

    public async Task RunAsync()
    {
        Files = new MemoryFiles(_time);
        var promises = new Promises(0, 0);
        for (int life = 0; life < Lives && Findings.IsEmpty; life++)
        {
            int call = life == 0 && Call is { } chosen ? chosen : DrawCall();
            promises = await LiveAsync(life, call, promises);
        }

        if (Findings.IsEmpty) await EndAsync(promises);
    }

    /// <summary>
    /// Puts into a directory what the last crash left, before and after it was opened, and how it came to that.
    /// </summary>
    public void SaveTo(string directory)
    {
        Found.SaveTo(Path.Combine(directory, "found"));
        Files.SaveTo(Path.Combine(directory, "opened"));
        _journal.SaveTo(Path.Combine(directory, "journal"));
    }

    /// <summary>Early calls are those of opening; the later ones come about evenly.</summary>
    private int DrawCall() => _random.Next(4) == 0 ? _random.Next(1, 40) : _random.Next(1, Steps * 3);

    private async Task<Promises> LiveAsync(int life, int call, Promises promises)
    {
        MemoryFiles files = Files;
        var crash = new CrashPoint(files, _history, _journal, call, ending == Ending.Kill ? Kill : LosePower);
        MessageStore? store = await TryOpenAsync(files, crash);
        if (store is not null)
        {
            Check(store, files, promises, crash, $"life {life}");
            await UseAsync(store, files);
        }

        Files = crash.Crash();
        if (life == 0) Calls = files.Calls;
        if (store is not null) await CloseDeadAsync(store);

        // What the dead store promised while it fell did not happen.
        _history.Reset(crash.Promises);
        Where = crash.Where;
        return crash.Promises;
    }

    /// <summary>Where the last crash was, for people.</summary>
    public string Where { get; private set; } = "";

    private MemoryFiles Kill(MemoryFiles files) => files.Kill();

    private MemoryFiles LosePower(MemoryFiles files) => files.LosePower(_random);

    private async Task<MessageStore?> TryOpenAsync(MemoryFiles files, CrashPoint crash)
    {
        Found = files.Kill();
        try
        {
            return await StoreDriver.OpenAsync(_options, files, _time, _journal);
        }
        catch (IOException) when (crash.HasHappened)
        {
            return null;
        }
        catch (IOException exception)
        {
            Findings.Add($"The store does not open after a crash {Where}: {exception.Message}");
            crash.Crash();
            return null;
        }
    }

    private void Check(MessageStore store, MemoryFiles files, Promises promises, CrashPoint crash, string life)
    {
        if (crash.HasHappened) return;
        if (store.AppendedOffset < promises.EndOffset)
            Findings.Add($"{life}: the log ends at {store.AppendedOffset}, but {promises.EndOffset} was promised.");
        new LiveAudit(store, files, _history, Findings).Check(promises);

        // Whatever was found is on disk now, and consumers have seen it.
        _history.Forget(store.AppendedOffset, promises with { EndOffset = store.AppendedOffset });
    }

    private async Task UseAsync(MessageStore store, MemoryFiles files)
    {
        try
        {
            var driver = new StoreDriver(store, files, _time, _history, ending == Ending.Kill);
            await new Workload(driver, store, files, _time, _random) { JumpsClock = JumpsClock }.RunAsync(Steps);
            if (_random.Next(4) != 0) return;

            long end = store.AppendedOffset;
            await store.DisposeAsync();
            files.Pause();
            _history.Promise(end);
        }
        catch (IOException)
        {
            // The crash.
        }
    }

    private static async Task CloseDeadAsync(MessageStore store)
    {
        try
        {
            await store.DisposeAsync();
        }
        catch (IOException)
        {
            // Its machine is gone.
        }
    }

    /// <summary>
    /// Opens what is left, checks it, uses it a little more, closes it, and lets the independent reader judge.
    /// </summary>
    private async Task EndAsync(Promises promises)
    {
        await using (MessageStore? store = await TryOpenAsync(
            Files, new CrashPoint(Files, _history, _journal, int.MaxValue, Kill)))
        {
            if (store is null) return;
            Check(store, Files, promises, new CrashPoint(Files, _history, _journal, int.MaxValue, Kill), "the end");
            var driver = new StoreDriver(store, Files, _time, _history, isKill: true);
            for (int queue = 0; queue < 2; queue++)
            {
                if (driver.Append("Orders", queue, 100, isPrepared: false) != AppendStatus.Appended)
                    Findings.Add($"After all crashes the store takes no messages: {store.DescribeAvailability()}.");
            }

            driver.Write();
        }

        var raw = new RawStore(_options, Files.AllPaths, Files.ReadAll, Findings);
        raw.Check();
        HashSet<long> found = [.. raw.Records.Select(static record => record.LogOffset)];
        long min = raw.Records.Count > 0 ? raw.Records[0].LogOffset : 0;
        SentMessage? lost = _history.All.FirstOrDefault(
            message => message.LogOffset >= min && !found.Contains(message.LogOffset));
        if (lost is not null) Findings.Add($"{lost} is not in the files of the closed store.");
    }
}
