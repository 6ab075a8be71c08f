using System.Text;
using Microsoft.Extensions.Logging;

namespace Ariane.NameServer.Settings;

/// <summary>The settings in force, which tools can read and change while the server runs.</summary>
/// <remarks>
/// Safe for concurrent use: readers take the immutable <see cref="Current"/>, changes go one after another.
/// Source: remoting/.../remoting/Configuration.java.
/// </remarks>
internal sealed class NameServerSettings(NameServerOptions options, ILogger<NameServerSettings> logger) : IDisposable
{
    private const string AlwaysBlackListed = "configBlackList;configStorePath;kvConfigPath;rocketmqHome";

    // Read at start, so that no later change can open the list.
    private readonly HashSet<string> _blackList = new(
        $"{AlwaysBlackListed};{options.ConfigBlackList}".Split(
            ';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        StringComparer.Ordinal);

    private readonly SemaphoreSlim _changing = new(1);
    private volatile NameServerOptions _current = options;

    public NameServerOptions Current => _current;

    public bool IsBlackListed(string key) => _blackList.Contains(key);

    /// <summary>Applies the changes that are valid and saves all settings; unknown names are ignored.</summary>
    /// <returns>A sentence for each change that was not valid.</returns>
    /// <exception cref="IOException">Nothing was changed.</exception>
    public async Task<IReadOnlyList<string>> ChangeAsync(
        IEnumerable<KeyValuePair<string, string>> changes, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var errors = new List<string>();
            var changed = _current;
            foreach (var (key, text) in changes)
            {
                if (NameServerSettingTable.Find(key) is not { } setting) continue;
                if (setting.TryApply(changed, text, out var next, out string? error)) changed = next;
                else errors.Add(error);
            }

            var file = new ReplacedFile(changed.ConfigStorePath);
            await file.WriteAsync(Encoding.UTF8.GetBytes(Format(changed)), cancellationToken).ConfigureAwait(false);
            _current = changed;
            SettingsLog.Changed(logger, file.Path, errors.Count);
            return errors;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// All settings, one <c>key=value</c> per line, sorted; those of a start-up file that nobody knows, too.
    /// </summary>
    public static string Format(NameServerOptions options)
    {
        var lines = new SortedDictionary<string, string>(options.Others.ToDictionary(), StringComparer.Ordinal);
        foreach (var setting in NameServerSettingTable.All) lines[setting.Key] = setting.Read(options);

        var text = new StringBuilder();
        foreach (var (key, value) in lines) text.AppendEscaped(key).Append('=').AppendEscaped(value).Append('\n');
        return text.ToString();
    }

    public void Dispose() => _changing.Dispose();
}
