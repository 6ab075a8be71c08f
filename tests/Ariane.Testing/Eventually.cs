using System.Runtime.CompilerServices;

namespace Ariane.Testing;

/// <summary>Waits for what another thread is about to do, and that nothing but the outcome tells of.</summary>
public static class Eventually
{
    // A wait that spins would take the processor from those it waits for.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Lets others run until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within <see cref="Patience.Limit"/>.</exception>
    public static Task IsTrueAsync(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? expected = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), expected);

    /// <inheritdoc cref="IsTrueAsync(Func{bool}, string?)"/>
    public static async Task IsTrueAsync(
        Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? expected = null)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"Not so within {Patience.Limit}: {expected}");
            await Task.Delay(Pause);
        }
    }
}
