using System.Globalization;
using Ariane.NameServer.Settings;

namespace Ariane.Server.Configuration;

/// <summary>Collects what configuration files and the command line say. Later entries override earlier ones.</summary>
public sealed class ConfigurationSources
{
    private readonly List<ConfigurationEntry> _entries = [];
    private readonly List<ConfigurationProblem> _problems = [];

    /// <summary>Everything said so far, in order.</summary>
    public IReadOnlyList<ConfigurationEntry> Entries => _entries;

    /// <summary>What could not be understood at all: unreadable files, arguments that are no settings.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    /// <summary>Adds a file of Java properties, such as upstream's <c>broker.conf</c>.</summary>
    public ConfigurationSources AddFile(string path)
    {
        try
        {
            if (JavaProperties.TryParse(File.ReadAllText(path), out var properties, out string? error))
            {
                _entries.AddRange(properties.Select(property => new ConfigurationEntry(
                    property.Key,
                    property.Value,
                    string.Create(CultureInfo.InvariantCulture, $"{path}:{property.Line}"))));
            }
            else
            {
                _problems.Add(new ConfigurationProblem(path, error));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _problems.Add(new ConfigurationProblem(path, $"the file cannot be read: {exception.Message}"));
        }

        return this;
    }

    /// <summary>Adds a setting of the form <c>key=value</c>.</summary>
    /// <param name="source">What to call the place, such as <c>--set</c>.</param>
    public ConfigurationSources AddAssignment(string assignment, string source)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0) return Add(assignment[..equals].Trim(), assignment[(equals + 1)..], source);

        _problems.Add(new ConfigurationProblem(source, $"'{assignment}' is not of the form key=value"));
        return this;
    }

    /// <summary>Adds one setting.</summary>
    public ConfigurationSources Add(string key, string value, string source)
    {
        _entries.Add(new ConfigurationEntry(key, value, source));
        return this;
    }
}
