using Ariane.Broker.Filtering;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Broker.Tests.Filtering;

public sealed class TagFilterTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    public void TryParse_Everything_NeedsNoFilter(string? expression)
    {
        Assert.True(TagFilter.TryParse(expression, out TagFilter? filter));
        Assert.Null(filter);
    }

    [Theory]
    [InlineData("||")]
    [InlineData(" || || ")]
    public void TryParse_OnlySeparators_IsRefused(string expression) =>
        Assert.False(TagFilter.TryParse(expression, out _));

    [Fact]
    public void TryParse_Blank_MatchesNothing()
    {
        Assert.True(TagFilter.TryParse("  ", out TagFilter? filter));
        Assert.False(filter!.MatchesQueueEntry(0));
    }

    [Fact]
    public void MatchesQueueEntry_KnownHash_IsThatOfJava()
    {
        Assert.True(TagFilter.TryParse("TagA", out TagFilter? filter));
        Assert.True(filter!.MatchesQueueEntry(2598919));
        Assert.False(filter.MatchesQueueEntry(2598920));
    }

    [Fact]
    public void MatchesQueueEntry_AnyExpression_MatchesExactlyTheHashesOfItsTags()
    {
        Gen<string> tags = Gen.Elements("a", "b", "TagA", "Tag B", "\u00e9", "*", "x|y");
        Gen<string> blanks = Gen.Elements("", " ", "\t ");
        Gen<string> parts = from before in blanks from tag in tags from after in blanks select before + tag + after;
        Gen<string[]> expressions = parts.NonEmptyListOf().Select(static list => list.ToArray());

        Prop.ForAll(expressions.ToArbitrary(), tags.ToArbitrary(), static (wanted, tag) =>
        {
            string expression = string.Join("||", wanted);
            bool expected = expression == "*" || wanted.Any(part => part.Trim() == tag);

            Assert.True(TagFilter.TryParse(expression, out TagFilter? filter));
            Assert.Equal(expected, filter?.MatchesQueueEntry(JavaStringHash.Compute(tag)) ?? true);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryParse_AnyText_NeverThrows() =>
        Prop.ForAll<string?>(static text => _ = TagFilter.TryParse(text, out TagFilter? _)).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_HeartbeatSubscription_TrustsTheSendersHashes()
    {
        TagFilter filter = TagFilter.Of(new SubscriptionData("T", "A || B") { TagCodes = [7] })!;

        Assert.True(filter.MatchesQueueEntry(7));
        Assert.False(filter.MatchesQueueEntry(JavaStringHash.Compute("A")));
    }

    [Fact]
    public void TagFilterCache_ManyExpressions_StaysRight()
    {
        var cache = new TagFilterCache();
        for (int i = 0; i < 10_000; i++)
        {
            string tag = "t" + (i % 5000);
            Assert.True(cache.TryGet(tag, out TagFilter? filter));
            Assert.True(filter!.MatchesQueueEntry(JavaStringHash.Compute(tag)));
        }
    }

    [Fact]
    public void TagFilterCache_LongExpression_IsReadAndNotKept()
    {
        var cache = new TagFilterCache();

        Assert.True(cache.TryGet(new string('x', 200_000) + "||A", out TagFilter? filter));
        Assert.True(filter!.MatchesQueueEntry(JavaStringHash.Compute("A")));
        Assert.Equal(0, cache.Count);
        Assert.True(cache.TryGet("A", out _));
        Assert.Equal(1, cache.Count);
    }
}
