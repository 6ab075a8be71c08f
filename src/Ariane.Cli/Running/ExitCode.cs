namespace Ariane.Cli.Running;

/// <summary>What the process tells whoever started it.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command was understood and could not be carried out.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A second signal asked to stop at once.</summary>
    public const int Interrupted = 130;
}
