namespace Ariane.Remoting.Connections;

/// <summary>
/// Collects the connections this thread writes to and flushes each once, at the end of the outermost scope.
/// </summary>
/// <remarks>Outside a scope every written frame is flushed at once. A scope ends on the thread that began it.</remarks>
public readonly ref struct FlushScope
{
    private readonly FlushList? _list;

    private FlushScope(FlushList list) => _list = list;

    public static FlushScope Begin()
    {
        FlushList list = FlushList.OfThisThread;
        list.Depth++;
        return new FlushScope(list);
    }

    public void Dispose()
    {
        if (_list is not null && --_list.Depth == 0) _list.FlushAll();
    }
}
