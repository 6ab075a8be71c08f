using System.Text.Json;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Tests.ConsumeQueues;
using Ariane.Crash.Files;
using Ariane.Storage.Tests.Recovery;

namespace Ariane.Storage.Tests.Dispatching;

/// <summary>A recorded store of upstream, as the tests of single parts need it.</summary>
internal sealed class UpstreamStore(string name)
{
    private readonly GoldenStore _golden = GoldenStore.Load(name, new ManualTime());

    public static StoreOptions Options => GoldenStore.Options;

    /// <summary>End of the last record.</summary>
    public long EndOffset => Messages.Max(static message => message.Unit.EndOffset);

    /// <summary>The consume queues that upstream made.</summary>
    public IEnumerable<(string Topic, int QueueId, List<QueueUnit> Units)> Queues =>
        from queue in _golden.Queues
        select (queue.Topic, queue.QueueId, queue.Units.Chunk(QueueUnit.EncodedBytes).Select(Read).ToList());

    /// <summary>Every message; the unit's tags code is the hash of its tag.</summary>
    public IEnumerable<(string Topic, QueueUnit Unit, JsonElement Properties)> Messages =>
        from message in _golden.Messages
        let tags = message.TryGetProperty("tagsHash", out JsonElement hash) ? hash.GetInt64() : 0
        let logOffset = message.GetProperty("physicalOffset").GetInt64()
        select (
            message.GetProperty("topic").GetString()!,
            new QueueUnit(logOffset, message.GetProperty("size").GetInt32(), tags),
            message.TryGetProperty("properties", out JsonElement properties) ? properties : default);

    /// <summary>The store's files below some of its directories.</summary>
    public ScratchFiles Extract(params string[] directories)
    {
        var files = new ScratchFiles();
        foreach (string path in _golden.Files.AllPaths)
        {
            bool isWanted = directories.Any(
                directory => path.StartsWith($"/store/{directory}/", StringComparison.Ordinal));
            if (isWanted) files.WriteAll(path, _golden.Files.ReadAll(path));
        }

        return files;
    }

    private static QueueUnit Read(byte[] unit) => QueueUnit.Read(unit);
}
