using System.Collections.Immutable;
using Ariane.NameServer.Settings;
using Ariane.Protocol.Bodies;
using Microsoft.Extensions.Logging;

namespace Ariane.NameServer.KeyValues;

/// <summary>
/// Values that tools keep for the cluster, by namespace and key; every change is on disk when it returns.
/// </summary>
/// <remarks>
/// Safe for concurrent use: readers see an immutable snapshot, writers go one after another. The file is upstream's
/// kvConfig.json, so that either server can take over the other's.
/// Source: namesrv/.../namesrv/kvconfig/KVConfigManager.java.
/// </remarks>
internal sealed class KeyValueConfigStore : IDisposable
{
    /// <summary>The one namespace with a meaning: topic to <c>brokerName:queues;brokerName:queues</c>.</summary>
    public const string OrderTopics = "ORDER_TOPIC_CONFIG";

    private static readonly ImmutableDictionary<string, string> NoValues =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    private readonly ReplacedFile _file;
    private readonly ILogger<KeyValueConfigStore> _logger;
    private readonly SemaphoreSlim _writing = new(1);
    private volatile ImmutableDictionary<string, ImmutableDictionary<string, string>> _namespaces;

    private KeyValueConfigStore(
        ReplacedFile file,
        ImmutableDictionary<string, ImmutableDictionary<string, string>> namespaces,
        ILogger<KeyValueConfigStore> logger)
    {
        _file = file;
        _namespaces = namespaces;
        _logger = logger;
    }

    /// <summary>Reads the file; a missing one is empty, an unreadable one gives way to its backup.</summary>
    /// <exception cref="InvalidDataException">Neither file can be read; the sentence names file and reason.</exception>
    public static KeyValueConfigStore Open(string path, ILogger<KeyValueConfigStore> logger)
    {
        var file = new ReplacedFile(path);
        var content = Load(file, logger);
        return new KeyValueConfigStore(file, content, logger);
    }

    /// <summary>The value of a key, or null.</summary>
    public string? Find(string @namespace, string key) =>
        _namespaces.TryGetValue(@namespace, out var values) ? values.GetValueOrDefault(key) : null;

    /// <summary>All of a namespace, perhaps nothing; null when the namespace never had a key.</summary>
    public KeyValueTable? FindNamespace(string @namespace) =>
        _namespaces.TryGetValue(@namespace, out var values) ? new KeyValueTable(values) : null;

    /// <summary>Sets a value; false when there would be more than <see cref="KeyValueRules.MaxCharacters"/>.</summary>
    /// <exception cref="IOException">Nothing was changed.</exception>
    public Task<bool> TryPutAsync(string @namespace, string key, string value, CancellationToken cancellationToken) =>
        ChangeAsync(
            namespaces => namespaces.SetItem(
                @namespace, namespaces.GetValueOrDefault(@namespace, NoValues).SetItem(key, value)),
            cancellationToken);

    /// <summary>Removes a key if there is one; its namespace stays.</summary>
    /// <exception cref="IOException">Nothing was changed.</exception>
    public Task DeleteAsync(string @namespace, string key, CancellationToken cancellationToken) =>
        ChangeAsync(
            namespaces => namespaces.TryGetValue(@namespace, out var values)
                ? namespaces.SetItem(@namespace, values.Remove(key))
                : namespaces,
            cancellationToken);

    public void Dispose() => _writing.Dispose();

    private async Task<bool> ChangeAsync(
        Func<ImmutableDictionary<string, ImmutableDictionary<string, string>>,
            ImmutableDictionary<string, ImmutableDictionary<string, string>>> change,
        CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var changed = change(_namespaces);
            if (ReferenceEquals(changed, _namespaces)) return true;
            if (Measure(changed) is var characters
                && characters > KeyValueRules.MaxCharacters
                && characters > Measure(_namespaces))
                return false;

            await _file.WriteAsync(Encode(changed), cancellationToken).ConfigureAwait(false);
            _namespaces = changed;
            KeyValueLog.Saved(_logger, _file.Path);
            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    private static long Measure(ImmutableDictionary<string, ImmutableDictionary<string, string>> namespaces) =>
        namespaces.Sum(static entry =>
            entry.Key.Length + entry.Value.Sum(static pair => (long)pair.Key.Length + pair.Value.Length));

    private static byte[] Encode(ImmutableDictionary<string, ImmutableDictionary<string, string>> namespaces) =>
        EncodedBody.Of(new KeyValueConfig(namespaces.ToDictionary(
            entry => entry.Key, IReadOnlyDictionary<string, string> (entry) => entry.Value, StringComparer.Ordinal)));

    private static ImmutableDictionary<string, ImmutableDictionary<string, string>> Load(
        ReplacedFile file, ILogger<KeyValueConfigStore> logger)
    {
        string? firstError = null;
        foreach (string path in file.Candidates())
        {
            if (KeyValueConfig.TryParse(File.ReadAllBytes(path), out var content, out string? error))
            {
                if (firstError is not null) KeyValueLog.BackupUsed(logger, path, firstError);
                return content.Namespaces.ToImmutableDictionary(
                    entry => entry.Key,
                    entry => entry.Value.ToImmutableDictionary(StringComparer.Ordinal),
                    StringComparer.Ordinal);
            }

            firstError ??= $"{path}: {error}";
        }

        return firstError is null
            ? ImmutableDictionary.Create<string, ImmutableDictionary<string, string>>(StringComparer.Ordinal)
            : throw new InvalidDataException(
                $"The key-value configuration cannot be read, nor can its backup. {firstError} "
                    + "Repair or remove the file.");
    }
}
