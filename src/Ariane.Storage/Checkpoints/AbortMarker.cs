using System.Globalization;
using System.Text;
using Ariane.Storage.Files;

namespace Ariane.Storage.Checkpoints;

/// <summary>The file <c>abort</c>: it exists while a store is open, so one that is found tells of a crash.</summary>
/// <remarks>Its text is the process id. Source: store/.../store/DefaultMessageStore.java (createTempFile).</remarks>
internal sealed class AbortMarker(IStoreFiles files, string root)
{
    private readonly string _path = Path.Combine(root, StorePaths.Abort);

    /// <summary>The store was not closed cleanly.</summary>
    public bool Exists => files.FileExists(_path);

    /// <summary>Before anything else in the store is changed.</summary>
    public void Set()
    {
        using (IStoreFile file = files.Open(_path, StoreFileMode.OpenOrCreate))
        {
            byte[] text = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            file.SetLength(0);
            file.Write(0, text);
            file.Flush();
        }

        files.SyncDirectory(root);
    }

    /// <summary>After everything in the store is on disk.</summary>
    public void Clear()
    {
        files.DeleteFile(_path);
        files.SyncDirectory(root);
    }
}
