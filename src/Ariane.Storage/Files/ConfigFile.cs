namespace Ariane.Storage.Files;

/// <summary>A small file that is replaced as a whole, with the previous content beside it in <c>.bak</c>.</summary>
/// <remarks>
/// Written to a temporary file, synced and renamed, so that a crash leaves either content. A missing, empty or
/// unreadable file falls back to its <c>.bak</c>. One writer at a time. Source: common/.../common/ConfigManager.java.
/// </remarks>
public sealed class ConfigFile(IStoreFiles files, string path)
{
    /// <summary>Far above any real configuration; keeps a damaged length from filling the memory.</summary>
    private const int MaxBytes = 256 * 1024 * 1024;

    private readonly string _backup = path + ".bak";
    private readonly string _temporary = path + ".tmp";

    public string Path { get; } = path;

    /// <summary>
    /// Hands the content to <paramref name="tryParse"/>, then that of the <c>.bak</c> if it was refused.
    /// </summary>
    /// <returns>False when neither file has content: the caller's defaults apply.</returns>
    /// <exception cref="StoreException">
    /// A file has content but none is readable; names the file and the reason.
    /// </exception>
    public bool TryLoad<T>(ConfigParser<T> tryParse, out T? content)
    {
        if (TryParse(Path, tryParse, out content, out string? error)) return true;
        if (TryParse(_backup, tryParse, out content, out string? backupError)) return true;
        if (error is null && backupError is null) return false;

        throw new StoreException(
            $"Cannot read the configuration file {Path}: {error ?? "missing or empty"}; " +
            $"its copy {_backup}: {backupError ?? "missing or empty"}. " +
            "Repair one of them, or delete both to start with defaults.");
    }

    /// <exception cref="IOException">Nothing was changed.</exception>
    public void Save(ReadOnlySpan<byte> content)
    {
        string? directory = System.IO.Path.GetDirectoryName(Path);
        if (!string.IsNullOrEmpty(directory)) CreateDirectory(directory);

        WriteWhole(_temporary, content);
        // The backup is a second name-replacing write, not a rename of the file: at no time is there no file at all.
        if (ReadWhole(Path) is { Length: > 0 } previous)
        {
            string temporaryBackup = _backup + ".tmp";
            WriteWhole(temporaryBackup, previous);
            files.Move(temporaryBackup, _backup);
        }

        files.Move(_temporary, Path);
        if (!string.IsNullOrEmpty(directory)) files.SyncDirectory(directory);
    }

    /// <summary>
    /// Makes the directory, and its name durable before there is a file in it: the save would go with it.
    /// </summary>
    private void CreateDirectory(string directory)
    {
        files.CreateDirectory(directory);
        string? parent = System.IO.Path.GetDirectoryName(directory);
        if (!string.IsNullOrEmpty(parent) && !files.FileExists(Path)) files.SyncDirectory(parent);
    }

    private bool TryParse<T>(string file, ConfigParser<T> tryParse, out T? content, out string? error)
    {
        content = default;
        error = null;
        try
        {
            if (ReadWhole(file) is not { Length: > 0 } bytes) return false;
            if (tryParse(bytes, out content, out error)) return true;
            error ??= "its content is not understood";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = exception.Message;
        }

        return false;
    }

    private byte[]? ReadWhole(string file)
    {
        if (!files.FileExists(file)) return null;

        using IStoreFile open = files.Open(file, StoreFileMode.OpenExisting);
        if (open.Bytes > MaxBytes)
            throw new StoreException($"{file} has {open.Bytes} bytes; at most {MaxBytes} are read.");

        byte[] bytes = new byte[open.Bytes];
        int read = open.Read(0, bytes);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private void WriteWhole(string file, ReadOnlySpan<byte> content)
    {
        using IStoreFile open = files.Open(file, StoreFileMode.OpenOrCreate);
        open.SetLength(0);
        open.Write(0, content);
        open.Flush();
    }
}

/// <summary>Reads the content of a configuration file, or says what is wrong with it.</summary>
public delegate bool ConfigParser<T>(ReadOnlySpan<byte> content, out T? result, out string? error);
