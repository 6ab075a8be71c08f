namespace Ariane.Broker.Tests;

/// <summary>Waits for what another thread is about to do.</summary>
internal static class Eventually
{
    private const int Patience = 20;

    /// <summary>Lets others run until the condition holds; fails when it does not in time.</summary>
    public static async Task IsTrueAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(Patience));
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, "The condition did not become true.");
            await Task.Yield();
        }
    }
}
