using Ariane.Crash.Files;
using Ariane.Storage;
using Ariane.Testing;

namespace Ariane.Crash.Stores;

/// <summary>
/// Fails calls of the disk for a while, under a store in use; then it must work, at once or when opened again.
/// </summary>
internal sealed class FaultTrial(int seed, bool isDiskFull)
{
    private const int Steps = 60;

    private readonly Random _random = new(seed);
    private readonly ManualTime _time = new();
    private readonly History _history = new();
    private int _firstCall;
    private int _lastCall;

    public Findings Findings { get; } = new();

    public MemoryFiles Files { get; private set; } = null!;

    public async Task RunAsync()
    {
        Files = new MemoryFiles(_time) { TearsFailedWrites = true };
        _firstCall = _random.Next(1, Steps * 3);
        _lastCall = _random.Next(2) == 0 ? _firstCall : _firstCall + _random.Next(60);
        Files.Calling = OnCall;
        StoreOptions options = StoreDriver.Options with { SyncFlush = _random.Next(2) == 0 };

        MessageStore? store = await TryOpenAsync(options, mustOpen: false);
        if (store is not null) await UseAsync(store);
        Files.Calling = null;
        if (store is not null)
        {
            await UseAsync(store);   // The fault is over; whether the store has stopped for it is its own affair.
            await CloseAsync(store);
        }

        store = await TryOpenAsync(options, mustOpen: true);
        if (store is null) return;
        Promises promises = _history.Promises;
        new LiveAudit(store, Files, _history, Findings).Check(promises);
        _history.Forget(store.AppendedOffset, promises);
        await UseAsync(store);
        if (!store.IsWritable)
            Findings.Add($"The disk works again, but not the store: {store.DescribeAvailability()}.");
        await CloseAsync(store);
    }

    private void OnCall(int number, FileCall call, string path)
    {
        bool takesSpace = call is FileCall.Create or FileCall.CreateDirectory or FileCall.SetLength
            or FileCall.Reserve or FileCall.Write;
        if (call == FileCall.Pause || number < _firstCall || number > _lastCall || (isDiskFull && !takesSpace)) return;
        throw new IOException(
            isDiskFull ? "No space left, as the test wants it." : "The disk failed, as the test wants it.");
    }

    private async Task<MessageStore?> TryOpenAsync(StoreOptions options, bool mustOpen)
    {
        try
        {
            return await StoreDriver.OpenAsync(options, Files, _time);
        }
        catch (IOException exception)
        {
            if (mustOpen) Findings.Add($"The disk works again, but the store does not open: {exception.Message}");
            return null;
        }
    }

    private async Task UseAsync(MessageStore store)
    {
        try
        {
            var driver = new StoreDriver(store, Files, _time, _history, isKill: true) { OutlivesFaults = true };
            await new Workload(driver, store, Files, _time, _random).RunAsync(Steps);
        }
        catch (IOException exception)
        {
            Findings.Add(
                $"A failing disk came out of the store as an exception: {exception.Message} {exception.StackTrace}");
        }
    }

    private async Task CloseAsync(MessageStore store)
    {
        try
        {
            await store.DisposeAsync();
        }
        catch (IOException exception)
        {
            Findings.Add($"Closing threw: {exception.Message}");
        }
    }
}
