namespace Ariane.Micro;

/// <summary>A directory below the system's temporary one that is gone after disposal.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ariane-micro-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
