using Ariane.Storage;

namespace Ariane.Hostile.Fuzzing;

/// <summary>Could servers start with the files that they have just written? Used by one thread.</summary>
/// <remarks>
/// Asked every few requests, so that those that did harm are known, and others have not written over it. Each file is
/// tried alone: its <c>.bak</c>, with which a start makes do, would hide what was lost.
/// </remarks>
internal sealed class NextStart(string directory)
{
    private readonly Dictionary<string, (DateTime Time, long Bytes)> _tried = [];
    private readonly HashSet<string> _faulty = [];

    /// <summary>
    /// What is wrong with a file that changed since the last call; null if nothing is. Each file once.
    /// </summary>
    public async Task<string?> FindFaultAsync()
    {
        foreach (string folder in (string[])["config", "namesrv"])
        {
            var files = new DirectoryInfo(Path.Combine(directory, folder));
            if (!files.Exists) continue;
            foreach (FileInfo file in files.EnumerateFiles("*.json"))
            {
                if (_faulty.Contains(file.FullName) || !HasChanged(file)) continue;
                if (await TryAsync(file) is not { } fault) continue;
                _faulty.Add(file.FullName);
                return fault;
            }
        }

        return null;
    }

    private bool HasChanged(FileInfo file)
    {
        (DateTime, long) state = (file.LastWriteTimeUtc, file.Length);
        if (_tried.TryGetValue(file.FullName, out var before) && before == state) return false;
        _tried[file.FullName] = state;
        return true;
    }

    private static async Task<string?> TryAsync(FileInfo file)
    {
        DirectoryInfo store = Directory.CreateTempSubdirectory("ariane-hostile-start-");
        try
        {
            string copy = Path.Combine(store.CreateSubdirectory(file.Directory!.Name).FullName, file.Name);
            file.CopyTo(copy);
            bool isBroker = file.Directory.Name == "config";
            await (isBroker ? TrialStart.OfBrokerAsync(store.FullName) : TrialStart.OfNameServerAsync(copy));
            return null;
        }
        catch (Exception exception)
        {
            // Whatever it is, an operator's start would end with it.
            return exception is StoreException or InvalidDataException ? exception.Message : exception.ToString();
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }
}
