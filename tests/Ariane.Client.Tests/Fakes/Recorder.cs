namespace Ariane.Client.Tests.Fakes;

/// <summary>What happened, in order, and waiting for it to happen.</summary>
internal sealed class Recorder<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private readonly List<(Func<IReadOnlyList<T>, bool> Condition, TaskCompletionSource<IReadOnlyList<T>> Met)>
        _waiters = [];

    public IReadOnlyList<T> All
    {
        get
        {
            lock (_gate) return [.. _items];
        }
    }

    public void Add(T item)
    {
        lock (_gate)
        {
            _items.Add(item);
            foreach ((Func<IReadOnlyList<T>, bool> condition, TaskCompletionSource<IReadOnlyList<T>> met) in _waiters)
            {
                if (condition(_items)) met.TrySetResult([.. _items]);
            }
        }
    }

    /// <summary>All items, once there are so many.</summary>
    public Task<IReadOnlyList<T>> WaitForAsync(int count) => WaitForAsync(items => items.Count >= count);

    public Task<IReadOnlyList<T>> WaitForAsync(Func<IReadOnlyList<T>, bool> condition)
    {
        lock (_gate)
        {
            if (condition(_items)) return Task.FromResult<IReadOnlyList<T>>([.. _items]);
            var met = new TaskCompletionSource<IReadOnlyList<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((condition, met));
            return met.Task.WaitAsync(Patience.Limit);
        }
    }
}
