using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Ariane.Crash.Files;

namespace Ariane.Storage.Tests.Recovery;

/// <summary>A store directory that upstream wrote, and what upstream reads from it. See PROVENANCE.md.</summary>
internal sealed class GoldenStore
{
    public const string Root = "/store";

    private GoldenStore(MemoryFiles files, JsonElement expected)
    {
        Files = files;
        Expected = expected;
    }

    public static StoreOptions Options { get; } = new()
    {
        RootDirectory = Root,
        CommitLogSegmentBytes = 65536,
        ConsumeQueueSegmentBytes = 2000,
        IndexSlots = 500,
        IndexEntries = 2000,
    };

    public MemoryFiles Files { get; }

    public JsonElement Expected { get; }

    public JsonElement.ArrayEnumerator Messages => Expected.GetProperty("messages").EnumerateArray();

    /// <summary>The queues that consist of 20-byte units, and the bytes that these are on disk.</summary>
    public IEnumerable<(string Topic, int QueueId, byte[] Units)> Queues
    {
        get
        {
            foreach (JsonElement queue in Expected.GetProperty("consumeQueues").EnumerateArray())
            {
                if (queue.GetProperty("kind").GetString() != "consumequeue") continue;
                var units = new MemoryStream();
                foreach (JsonElement unit in queue.GetProperty("units").EnumerateArray()) Write(units, unit);
                yield return (
                    queue.GetProperty("topic").GetString()!, queue.GetProperty("queueId").GetInt32(), units.ToArray());
            }
        }
    }

    public static GoldenStore Load(string name, TimeProvider time)
    {
        string directory = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        var files = new MemoryFiles(time);
        using (var zip = new GZipStream(
            File.OpenRead(Path.Combine(directory, "store.tar.gz")), CompressionMode.Decompress))
        using (var tar = new TarReader(zip))
        {
            while (tar.GetNextEntry(copyData: true) is { } entry)
            {
                // Tens of megabytes of zeros that the message store has nothing to do with.
                if (entry.DataStream is null || entry.Name == "./timerwheel") continue;
                byte[] content = new byte[entry.Length];
                entry.DataStream.ReadExactly(content);
                files.WriteAll(Path.Combine(Root, entry.Name[2..]), content);
            }
        }

        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "expected.json")));
        return new GoldenStore(files, expected.RootElement.Clone());
    }

    private static void Write(Stream units, JsonElement unit)
    {
        Span<byte> bytes = stackalloc byte[20];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, unit[0].GetInt64());
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes[8..], unit[1].GetInt32());
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes[12..], unit[2].GetInt64());
        units.Write(bytes);
    }
}
