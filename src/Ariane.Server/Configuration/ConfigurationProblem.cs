namespace Ariane.Server.Configuration;

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Source">Where it was said: <c>file:line</c>, or the command-line option.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public readonly record struct ConfigurationProblem(string Source, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source}: {Message}";
}
