namespace Ariane.Remoting.Connections;

/// <summary>
/// The outputs that one thread has written to within its <see cref="FlushScope"/> and not yet flushed.
/// </summary>
/// <remarks>Used by its thread only.</remarks>
internal sealed class FlushList
{
    // Above this the array is dropped after use, so that one wide wake-up does not stay with its thread.
    private const int KeptOutputs = 1024;

    [ThreadStatic]
    private static FlushList? t_ofThisThread;

    private ConnectionOutput?[] _outputs = new ConnectionOutput?[16];
    private int _count;

    public static FlushList OfThisThread => t_ofThisThread ??= new FlushList();

    /// <summary>The list of the scope that is open on this thread; null outside a scope.</summary>
    public static FlushList? Open => t_ofThisThread is { Depth: > 0 } list ? list : null;

    /// <summary>How many scopes are open, one within the other.</summary>
    public int Depth { get; set; }

    public void Add(ConnectionOutput output)
    {
        if (!output.TryEnlist(this)) return;
        if (_count == _outputs.Length) Array.Resize(ref _outputs, _count * 2);
        _outputs[_count++] = output;
    }

    /// <summary>
    /// Flushes and forgets every output. Flushing may run foreign code that opens a scope of its own.
    /// </summary>
    public void FlushAll()
    {
        while (_count > 0)
        {
            ConnectionOutput output = _outputs[--_count]!;
            _outputs[_count] = null;
            output.Delist(this);
            output.Flush();
        }

        if (_outputs.Length > KeptOutputs) _outputs = new ConnectionOutput?[16];
    }
}
