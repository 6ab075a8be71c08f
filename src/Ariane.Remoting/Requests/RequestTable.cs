using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Ariane.Remoting.Requests;

/// <summary>
/// Which handler answers which request: all that an endpoint supports. Built once, then read from any thread.
/// </summary>
public sealed class RequestTable
{
    private readonly FrozenDictionary<int, RequestEntry> _entries;

    internal RequestTable(
        IEnumerable<KeyValuePair<int, RequestEntry>> entries,
        IRequestFilter[] filters,
        Action[] beforeAnswers,
        Action[] afterBatch)
    {
        _entries = entries.ToFrozenDictionary();
        Filters = filters;
        BeforeAnswers = beforeAnswers;
        AfterBatch = afterBatch;
    }

    /// <summary>A table that answers every request with REQUEST_CODE_NOT_SUPPORTED.</summary>
    public static RequestTable Empty { get; } = new([], [], [], []);

    internal IRequestFilter[] Filters { get; }

    internal Action[] BeforeAnswers { get; }

    internal Action[] AfterBatch { get; }

    internal bool TryFind(int code, [NotNullWhen(true)] out RequestEntry? entry) =>
        _entries.TryGetValue(code, out entry);
}
