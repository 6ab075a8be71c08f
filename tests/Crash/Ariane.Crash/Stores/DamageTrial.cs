using Ariane.Crash.Files;
using Ariane.Storage;
using Ariane.Testing;

namespace Ariane.Crash.Stores;

/// <summary>
/// Damages one file of a store at rest: it opens with what the log still holds, or names the file that is damaged.
/// </summary>
internal sealed class DamageTrial(int seed)
{
    private readonly Random _random = new(seed);
    private readonly ManualTime _time = new();
    private readonly History _history = new();

    public Findings Findings { get; } = new();

    public MemoryFiles Files { get; private set; } = null!;

    public async Task RunAsync()
    {
        Files = new MemoryFiles(_time);
        StoreOptions options = StoreDriver.Options with { Retention = TimeSpan.FromDays(3) };
        bool isClean = _random.Next(2) == 0;
        await FillAsync(options, isClean);
        string[] paths = [.. Files.AllPaths];
        string path = paths[_random.Next(paths.Length)];
        var damage = Damage.Draw(path, Files.ReadAll(path), isClean, _random);
        damage.Apply(Files);
        try
        {
            await using MessageStore store = await StoreDriver.OpenAsync(options, Files, _time);
            new DamageAudit(store, _history, damage, Findings).Check();
        }
        catch (StoreException exception)
        {
            if (!exception.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal) && !damage.IsOfLog)
                Findings.Add($"{damage}: refused without naming the file: {exception.Message}");
            if (!damage.MayRefuse) Findings.Add($"{damage}: could be made again, but is refused: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Findings.Add($"{damage}: opening fails without a precise reason: {exception}");
        }
    }

    private async Task FillAsync(StoreOptions options, bool isClean)
    {
        MessageStore store = await StoreDriver.OpenAsync(options, Files, _time);
        var driver = new StoreDriver(store, Files, _time, _history, isKill: true);
        await new Workload(driver, store, Files, _time, _random).RunAsync(200);
        driver.Write();
        driver.Dispatch();
        MemoryFiles killed = Files.Kill();
        await store.DisposeAsync();
        if (!isClean) Files = killed;
    }
}
