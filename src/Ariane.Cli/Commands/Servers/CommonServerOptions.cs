using System.CommandLine;
using Ariane.Server.Configuration;
using Microsoft.Extensions.Logging;

namespace Ariane.Cli.Commands.Servers;

/// <summary>Options that every command that runs a server has.</summary>
internal sealed class CommonServerOptions
{
    public Option<string[]> Files { get; } = new("--config", "-c", "--configFile")
    {
        Description = "A file of settings, such as RocketMQ's broker.conf. May be given more than once; later ones win.",
        HelpName = "FILE",
    };

    public Option<string[]> Settings { get; } = new("--set")
    {
        Description = "One setting; wins over files. May be given more than once.",
        HelpName = "KEY=VALUE",
    };

    public Option<LogLevel> LogLevel { get; } = new("--log-level")
    {
        Description = "The least that is logged: trace, debug, information, warning, error or critical.",
        DefaultValueFactory = _ => Microsoft.Extensions.Logging.LogLevel.Information,
        HelpName = "LEVEL",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Files);
        command.Options.Add(Settings);
        command.Options.Add(LogLevel);
    }

    /// <summary>What files and <c>--set</c> say, in that order.</summary>
    public ConfigurationSources Read(ParseResult parsed)
    {
        var sources = new ConfigurationSources();
        ReadInto(sources, parsed);
        return sources;
    }

    /// <inheritdoc cref="Read"/>
    public void ReadInto(ConfigurationSources sources, ParseResult parsed)
    {
        foreach (string file in parsed.GetValue(Files) ?? []) sources.AddFile(file);
        foreach (string assignment in parsed.GetValue(Settings) ?? []) sources.AddAssignment(assignment, "--set");
    }
}
