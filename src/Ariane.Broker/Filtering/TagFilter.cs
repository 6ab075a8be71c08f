using System.Collections.Frozen;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;
using Ariane.Storage.Reading;

namespace Ariane.Broker.Filtering;

/// <summary>Passes messages whose tag has one of the wanted hashes. Immutable.</summary>
/// <remarks>
/// Another tag with the same hash passes too: clients compare the tags themselves. Source:
/// remoting/.../remoting/protocol/filter/FilterAPI.java and broker/.../broker/filter/ExpressionMessageFilter.java.
/// </remarks>
internal sealed class TagFilter : IMessageFilter
{
    private const string Everything = "*";
    private const string TagType = "TAG";
    private const string Separator = "||";

    private readonly FrozenSet<int> _hashes;

    private TagFilter(IEnumerable<int> hashes) => _hashes = hashes.ToFrozenSet();

    /// <summary>Whether an expression of this type is one of tags; so are those without a type.</summary>
    public static bool IsTagType(string? expressionType) =>
        string.IsNullOrEmpty(expressionType) || expressionType == TagType;

    /// <summary>The remark for a client that wants another type.</summary>
    public static string DescribeRefusal(string? expressionType) =>
        $"The broker does not support consumer to filter message by {expressionType}";

    /// <summary>Reads <c>TagA || TagB</c>; false when there is nothing but separators.</summary>
    /// <param name="expression">Null, empty and <c>*</c> mean everything.</param>
    /// <param name="filter">Null passes everything.</param>
    public static bool TryParse(string? expression, out TagFilter? filter)
    {
        filter = null;
        if (string.IsNullOrEmpty(expression) || expression == Everything) return true;

        string[] parts = expression.Split(Separator);
        var hashes = new List<int>(parts.Length);
        foreach (string part in parts)
        {
            ReadOnlySpan<char> tag = part.AsSpan().Trim();
            if (!tag.IsEmpty) hashes.Add(JavaStringHash.Compute(tag));
        }

        // A blank expression is no error: it names no tag and so matches nothing.
        if (hashes.Count == 0 && expression.Contains(Separator, StringComparison.Ordinal)) return false;
        filter = new TagFilter(hashes);
        return true;
    }

    /// <summary>
    /// The filter of a subscription from a heartbeat, whose sender worked the hashes out; null passes everything.
    /// </summary>
    public static TagFilter? Of(SubscriptionData subscription) =>
        subscription.Expression == Everything || subscription.ClassFilterMode
            ? null
            : new TagFilter(subscription.TagCodes);

    /// <summary>Tag codes are sign-extended 32-bit hashes; 0 is a message without a tag.</summary>
    public bool MatchesQueueEntry(long tagsCode) => _hashes.Contains((int)tagsCode);

    public bool MatchesProperties(ReadOnlySpan<byte> properties) => true;
}
