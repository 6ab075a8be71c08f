using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ariane.Protocol.Bodies;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Offsets;

/// <summary>
/// Keeps the offsets of a broadcasting consumer in a file. Used by one consumer, which commits one at a time.
/// </summary>
/// <remarks>
/// Folder, name and format are upstream's, so that an application can change its client:
/// client/.../client/consumer/store/LocalFileOffsetStore.java. The keys of its map are JSON objects.
/// </remarks>
internal sealed partial class LocalOffsetStore : IOffsetStore
{
    private readonly string _path;
    private readonly ILogger _logger;

    // Guarded by _gate. Queues that are not consumed at the moment stay in it and in the file.
    private readonly Dictionary<MessageQueue, long> _offsets;
    private readonly Lock _gate = new();

    public LocalOffsetStore(string folder, string clientId, string group, ILogger logger)
    {
        _logger = logger;
        _path = Path.Combine(folder, clientId, group, "offsets.json");
        _offsets = Read(_path) ?? [];
    }

    /// <summary>Where upstream's clients keep their offsets, too.</summary>
    public static string DefaultFolder { get; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".rocketmq_offsets");

    public ValueTask<long?> ReadAsync(MessageQueue queue, CancellationToken cancellationToken)
    {
        lock (_gate) return new(_offsets.TryGetValue(queue, out long offset) ? offset : null);
    }

    public async ValueTask<IReadOnlyList<QueueOffset>> CommitAsync(
        IReadOnlyList<QueueOffset> offsets, CancellationToken cancellationToken)
    {
        byte[] content;
        lock (_gate)
        {
            foreach (QueueOffset offset in offsets) _offsets[offset.Queue] = offset.Offset;
            content = Encoding.UTF8.GetBytes(Format());
        }

        try
        {
            await WriteAsync(content, cancellationToken).ConfigureAwait(false);
            return offsets;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            OffsetLog.FileNotWritten(_logger, _path, exception);
            return [];
        }
    }

    // A crash leaves either the old file or the new one, never half of one.
    private async Task WriteAsync(byte[] content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!); // Combined of a folder and a name: never null.
        string next = _path + ".tmp";
        await File.WriteAllBytesAsync(next, content, cancellationToken).ConfigureAwait(false);
        File.Move(next, _path, overwrite: true);
    }

    private static Dictionary<MessageQueue, long>? Read(string path)
    {
        if (!File.Exists(path)) return null;

        // Some writers quote the key as a whole and escape the quotes within it.
        string text = File.ReadAllText(path).Replace("\\\"", "\"", StringComparison.Ordinal);
        var offsets = new Dictionary<MessageQueue, long>();
        foreach (Match match in Entry().Matches(text))
        {
            var queue = new MessageQueue(
                match.Groups["topic"].Value, match.Groups["broker"].Value, Parse<int>(match.Groups["queue"]));
            offsets[queue] = Parse<long>(match.Groups["offset"]);
        }

        return offsets;
    }

    private string Format()
    {
        var text = new StringBuilder("{\n\t\"offsetTable\":{");
        bool isFirst = true;
        foreach ((MessageQueue queue, long offset) in _offsets)
        {
            if (!isFirst) text.Append(',');
            isFirst = false;
            text.Append(CultureInfo.InvariantCulture, $"{{\n\t\t\t\"brokerName\":\"{queue.BrokerName}\",")
                .Append(CultureInfo.InvariantCulture, $"\n\t\t\t\"queueId\":{queue.QueueId},")
                .Append(CultureInfo.InvariantCulture, $"\n\t\t\t\"topic\":\"{queue.Topic}\"\n\t\t}}:{offset}");
        }

        return text.Append("\n\t}\n}").ToString();
    }

    private static T Parse<T>(Group group)
        where T : ISpanParsable<T> => T.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    // Names of brokers and topics contain no quotes; the numbers are limited to what their types hold.
    [GeneratedRegex(
        """
        \{\s* "brokerName"\s*:\s*"(?<broker>[^"]+)"\s*,
          \s* "queueId"\s*:\s*(?<queue>\d{1,9})\s*,
          \s* "topic"\s*:\s*"(?<topic>[^"]+)"\s*
        \}"?\s*:\s*(?<offset>\d{1,18})
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Entry();
}
