using System.IO.Compression;
using System.Text.Json;

namespace Ariane.Protocol.Tests.GoldenStore;

/// <summary>
/// The commit log of a store that upstream wrote, and what upstream reads there; see Golden/PROVENANCE.md.
/// </summary>
internal static class GoldenStoreLog
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Golden", "stores");

    public static byte[] LoadLog(string store) => LoadCompressed(store, "commitlog.gz");

    public static IReadOnlyList<JsonElement> LoadMessages(string store)
    {
        using var document = JsonDocument.Parse(LoadCompressed(store, "messages.json.gz"));
        return [.. document.RootElement.EnumerateArray().Select(message => message.Clone())];
    }

    private static byte[] LoadCompressed(string store, string name)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(Root, store, name)), CompressionMode.Decompress);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }
}
