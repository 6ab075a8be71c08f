namespace Ariane.Client.Tests.Fakes;

/// <summary>
/// How long a test waits for something that should happen at once, before it fails instead of hanging.
/// </summary>
internal static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);
}
