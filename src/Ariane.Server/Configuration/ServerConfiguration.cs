using Ariane.NameServer.Settings;

namespace Ariane.Server.Configuration;

/// <summary>Applies what an operator wrote, under upstream's names, to the options of the servers.</summary>
public static class ServerConfiguration
{
    private static IEnumerable<Setting<NameServerOptions>> NameServerSettings =>
        NameServerSettingTable.All.Select(setting => new Setting<NameServerOptions>(
            setting.Key,
            setting.HasEffect ? SettingEffect.Full : SettingEffect.None,
            setting.Expected,
            setting.Read,
            (options, text) => setting.TryApply(options, text, out var changed, out _) ? changed : null));

    /// <summary>Applies settings of a name server.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the exception lists all of it.</exception>
    public static Configured<NameServerOptions> Apply(NameServerOptions start, ConfigurationSources sources)
    {
        var reader = new SettingReader<NameServerOptions>(NameServerSettings, start);
        foreach (var entry in sources.Entries) reader.Apply(entry);

        ThrowIfAny([.. sources.Problems, .. reader.Problems]);
        return new(reader.Options, reader.WithoutEffect);
    }

    /// <summary>Applies settings of a broker.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the exception lists all of it.</exception>
    public static Configured<BrokerHostOptions> Apply(BrokerHostOptions start, ConfigurationSources sources)
    {
        var reader = new SettingReader<BrokerHostOptions>(BrokerHostSettings.All, start);
        foreach (var entry in sources.Entries) reader.Apply(entry);

        ThrowIfAny([.. sources.Problems, .. reader.Problems]);
        return new(reader.Options, reader.WithoutEffect);
    }

    /// <summary>
    /// Applies settings of both servers of one process. A name that both know means the
    /// broker's; <c>bindAddress</c> both.
    /// </summary>
    /// <exception cref="ConfigurationException">Something is wrong; the exception lists all of it.</exception>
    public static Configured<ArianeServerOptions> Apply(ArianeServerOptions start, ConfigurationSources sources)
    {
        var broker = new SettingReader<BrokerHostOptions>(
            BrokerHostSettings.All, start.Broker ?? new BrokerHostOptions());
        var nameServer = new SettingReader<NameServerOptions>(
            NameServerSettings, start.NameServer ?? new NameServerOptions());
        var unknown = new List<ConfigurationProblem>();
        foreach (var entry in sources.Entries)
        {
            if (broker.Knows(entry.Key)) broker.Apply(entry);
            else if (nameServer.Knows(entry.Key)) nameServer.Apply(entry);
            else unknown.Add(SettingReader<BrokerHostOptions>.Unknown(entry, broker.Keys.Concat(nameServer.Keys)));

            if (entry.Key == "bindAddress") nameServer.Apply(entry);
        }

        ThrowIfAny([.. sources.Problems, .. unknown, .. broker.Problems, .. nameServer.Problems]);
        return new(
            start with { Broker = broker.Options, NameServer = nameServer.Options },
            [.. broker.WithoutEffect.Union(nameServer.WithoutEffect).Order(StringComparer.Ordinal)]);
    }

    /// <summary>All settings of a broker as sorted <c>key=value</c> lines.</summary>
    /// <param name="onlyEffective">Leaves out those that are accepted and have no effect here.</param>
    public static IEnumerable<string> Format(BrokerHostOptions options, bool onlyEffective) =>
        Format(BrokerHostSettings.All, options, onlyEffective);

    /// <summary>All settings of a name server as sorted <c>key=value</c> lines.</summary>
    /// <param name="onlyEffective">Leaves out those that are accepted and have no effect here.</param>
    public static IEnumerable<string> Format(NameServerOptions options, bool onlyEffective) =>
        Format(NameServerSettings, options, onlyEffective);

    private static IEnumerable<string> Format<TOptions>(
        IEnumerable<Setting<TOptions>> settings, TOptions options, bool onlyEffective)
        where TOptions : class => settings
            .Where(setting => !onlyEffective || setting.Effect == SettingEffect.Full)
            .OrderBy(setting => setting.Key, StringComparer.Ordinal)
            .Select(setting => $"{setting.Key}={setting.Read(options)}");

    private static void ThrowIfAny(IReadOnlyList<ConfigurationProblem> problems)
    {
        if (problems.Count > 0) throw new ConfigurationException(problems);
    }
}

/// <summary>Options with everything applied, and the keys that were accepted although they mean nothing here.</summary>
public sealed record Configured<TOptions>(TOptions Options, IReadOnlyCollection<string> WithoutEffect);
