using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;

namespace Ariane.Remoting.Requests;

/// <summary>Builds a <see cref="RequestTable"/>; mapping a code twice is an error.</summary>
public sealed class RequestTableBuilder
{
    private readonly Dictionary<int, RequestEntry> _entries = [];
    private readonly List<IRequestFilter> _filters = [];
    private readonly List<Action> _beforeAnswers = [];
    private readonly List<Action> _afterBatch = [];

    /// <summary>Maps the code that the record declares.</summary>
    public RequestTableBuilder Map<TRequest>(IRequestHandler<TRequest> handler)
        where TRequest : IRequestHeader<TRequest> => Map(TRequest.Code, handler);

    /// <summary>Maps another code whose header has the same fields.</summary>
    /// <exception cref="ArgumentException">The code is mapped already.</exception>
    public RequestTableBuilder Map<TRequest>(RequestCode code, IRequestHandler<TRequest> handler)
        where TRequest : IHeader<TRequest>
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (!_entries.TryAdd((int)code, new RequestEntry<TRequest>(handler)))
        {
            throw new ArgumentException($"Request code {(int)code} ({code}) is mapped already.", nameof(code));
        }

        return this;
    }

    /// <summary>Adds work around every request; the filters run in the order they were added.</summary>
    public RequestTableBuilder Use(IRequestFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        _filters.Add(filter);
        return this;
    }

    /// <summary>
    /// Runs after all requests that one read from a connection brought were handled,
    /// before any of their answers leaves.
    /// </summary>
    /// <remarks>When it throws, the answers are not true: they are dropped, and the connection is closed.</remarks>
    public RequestTableBuilder BeforeAnswers(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _beforeAnswers.Add(callback);
        return this;
    }

    /// <summary>
    /// Runs after all requests that one read from a connection brought were handled and their answers flushed.
    /// </summary>
    /// <remarks>
    /// It runs on the thread that reads the connection, within a <see cref="Connections.FlushScope"/> of its own.
    /// </remarks>
    public RequestTableBuilder AfterBatch(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _afterBatch.Add(callback);
        return this;
    }

    /// <summary>The same table without some codes, as the VIP port's.</summary>
    public RequestTable BuildWithout(params ReadOnlySpan<RequestCode> codes)
    {
        var entries = new Dictionary<int, RequestEntry>(_entries);
        foreach (RequestCode code in codes) entries.Remove((int)code);
        return new RequestTable(entries, [.. _filters], [.. _beforeAnswers], [.. _afterBatch]);
    }

    public RequestTable Build() => BuildWithout();
}
