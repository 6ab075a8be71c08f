namespace Ariane.Server.Configuration;

/// <summary>A configuration that cannot be used; names everything that is wrong with it at once.</summary>
public sealed class ConfigurationException : Exception
{
    /// <param name="problems">At least one.</param>
    public ConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
        : base(string.Join(Environment.NewLine, problems))
    {
        Problems = problems;
    }

    /// <summary>Everything that is wrong, in the order it was said.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }
}
