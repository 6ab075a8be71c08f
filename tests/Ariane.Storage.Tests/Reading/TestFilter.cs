using System.Text;
using Ariane.Storage.Reading;

namespace Ariane.Storage.Tests.Reading;

/// <summary>A filter made of two predicates; what is not given matches.</summary>
internal sealed class TestFilter(Func<long, bool>? matchesEntry = null, Func<string, bool>? matchesProperties = null)
    : IMessageFilter
{
    public bool MatchesQueueEntry(long tagsCode) => matchesEntry is null || matchesEntry(tagsCode);

    public bool MatchesProperties(ReadOnlySpan<byte> properties) =>
        matchesProperties is null || matchesProperties(Encoding.UTF8.GetString(properties));
}
