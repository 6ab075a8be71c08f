using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Bodies;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Persistence;

/// <summary>
/// Keeps a table in a configuration file: any number of changes meanwhile lead to one more save. Thread-safe.
/// </summary>
/// <remarks>
/// Saving runs on a thread of its own, so that no request waits for the disk unless it awaits <see cref="SaveAsync"/>:
/// the pool has few threads, and the disk may take a tenth of a second.
/// </remarks>
/// <param name="file">Where it is kept.</param>
/// <param name="write">Writes the form that the file has.</param>
/// <param name="logger">Where failed saves go.</param>
internal sealed class TableFile<TBody>(ConfigFile file, Action<TBody, IBufferWriter<byte>> write, ILogger logger)
    where TBody : class, IJsonBody<TBody>
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _content = new();  // Used by the running save alone.
    private TaskCompletionSource<bool>? _next;  // Guarded by _gate: ends with the save that holds all changes so far.
    private bool _isSaving;  // Guarded by _gate.
    private volatile bool _isStale;

    /// <summary>What to save; set once, before the first save.</summary>
    public Func<TBody>? Snapshot { get; set; }

    /// <summary>The last save failed: the file is older than the table.</summary>
    public bool IsStale => _isStale;

    /// <exception cref="Ariane.Storage.StoreException">There is content, but none that can be read.</exception>
    public TBody? Load() => file.TryLoad<TBody>(TBody.TryParse, out TBody? body) ? body : null;

    /// <summary>Saves in the background; the task ends once all changes made before this call are on disk.</summary>
    /// <returns>False when that failed; it is logged, and the table is still to be saved.</returns>
    public Task<bool> SaveAsync()
    {
        lock (_gate)
        {
            _next ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_isSaving)
            {
                _isSaving = true;
                new Thread(SaveUntilDone) { IsBackground = true, Name = "ariane-save" }.UnsafeStart();
            }

            return _next.Task;
        }
    }

    private void SaveUntilDone()
    {
        while (TryBegin(out TaskCompletionSource<bool>? saving)) saving.SetResult(TrySave());
    }

    private bool TryBegin([NotNullWhen(true)] out TaskCompletionSource<bool>? saving)
    {
        lock (_gate)
        {
            saving = _next;
            _next = null;
            _isSaving = saving is not null;
            return _isSaving;
        }
    }

    private bool TrySave()
    {
        try
        {
            _content.ResetWrittenCount();
            write(Snapshot!(), _content);
            file.Save(_content.WrittenSpan);
            _isStale = false;
            return true;
        }
        catch (Exception exception)
        {
            // The outer edge of this work: whatever went wrong, the next save may succeed.
            _isStale = true;
            TableFileLog.SaveFailed(logger, file.Path, exception);
            return false;
        }
    }
}

internal static partial class TableFileLog
{
    [LoggerMessage(3001, LogLevel.Error, "Saving {Path} failed; it is tried again with the next change or checkpoint")]
    public static partial void SaveFailed(ILogger logger, string path, Exception exception);
}
