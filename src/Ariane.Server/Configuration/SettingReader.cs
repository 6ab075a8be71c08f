namespace Ariane.Server.Configuration;

/// <summary>Applies what an operator wrote to options, and collects everything that is wrong with it.</summary>
internal sealed class SettingReader<TOptions>
    where TOptions : class
{
    private readonly Dictionary<string, Setting<TOptions>> _settings;
    private readonly List<ConfigurationProblem> _problems = [];
    private readonly SortedSet<string> _withoutEffect = new(StringComparer.Ordinal);

    public SettingReader(IEnumerable<Setting<TOptions>> settings, TOptions start)
    {
        _settings = settings.ToDictionary(setting => setting.Key, StringComparer.Ordinal);
        Options = start;
    }

    /// <summary>The options with everything applied so far.</summary>
    public TOptions Options { get; private set; }

    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    /// <summary>The keys that were accepted although they mean nothing here.</summary>
    public IReadOnlyCollection<string> WithoutEffect => _withoutEffect;

    public IReadOnlyCollection<string> Keys => _settings.Keys;

    public bool Knows(string key) => _settings.ContainsKey(key);

    public void Apply(ConfigurationEntry entry)
    {
        if (!_settings.TryGetValue(entry.Key, out var setting))
        {
            _problems.Add(Unknown(entry, _settings.Keys));
            return;
        }

        string text = entry.Value.Trim();
        if (setting.Apply(Options, text) is { } changed)
        {
            Options = changed;
            if (setting.Effect == SettingEffect.None) _withoutEffect.Add(entry.Key);
        }
        else
        {
            _problems.Add(new ConfigurationProblem(
                entry.Source, $"{entry.Key} must be {setting.Expected}, but is '{text}'"));
        }
    }

    public static ConfigurationProblem Unknown(ConfigurationEntry entry, IEnumerable<string> keys)
    {
        string hint = NearestKey.Find(entry.Key, keys) is { } nearest ? $"; did you mean {nearest}?" : "";
        return new ConfigurationProblem(entry.Source, $"there is no setting {entry.Key}{hint}");
    }
}
