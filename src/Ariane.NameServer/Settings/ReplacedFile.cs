namespace Ariane.NameServer.Settings;

/// <summary>A small file that is replaced as a whole, with the previous content beside it in <c>.bak</c>.</summary>
/// <remarks>One writer at a time. A crash leaves the old content or the new, never a part.</remarks>
internal sealed class ReplacedFile(string path)
{
    public string Path { get; } = path;

    private string BackupPath => Path + ".bak";

    /// <summary>The file and its backup, as far as they have content, in the order in which to try them.</summary>
    public IEnumerable<string> Candidates() =>
        new[] { Path, BackupPath }.Where(candidate => new FileInfo(candidate) is { Exists: true, Length: > 0 });

    /// <exception cref="IOException">The file has its old content.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        Directory.CreateDirectory(directory);
        string temporary = Path + ".tmp";
        await WriteThroughAsync(temporary, content, cancellationToken).ConfigureAwait(false);
        if (File.Exists(Path)) File.Copy(Path, BackupPath, overwrite: true);
        File.Move(temporary, Path, overwrite: true);
    }

    private static async Task WriteThroughAsync(
        string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);

            // To the disk before the rename: else a power loss could leave the new name with no content.
            file.Flush(flushToDisk: true);
        }
    }
}
