namespace Ariane.Testing;

/// <summary>How long a test waits for what should happen at once, before it fails instead of hanging.</summary>
public static class Patience
{
    /// <summary>Far more than anything takes, even on a machine that does much else.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);
}
