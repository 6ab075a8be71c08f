using Ariane.Server.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Server.Tests.Configuration;

public sealed class NearestKeyTests
{
    [Theory]
    [InlineData("listenport", "listenPort")]
    [InlineData("flushDiskTyp", "flushDiskType")]
    [InlineData("brokerNmae", "brokerName")]
    [InlineData("zzzzzzzzzz", null)]
    public void Find_Misspelled_SuggestsWhatIsClose(string unknown, string? expected) =>
        Assert.Equal(expected, NearestKey.Find(unknown, ["listenPort", "flushDiskType", "brokerName"]));

    [Fact]
    public void Find_EndlessKey_IsComparedWithNone() =>
        Assert.Null(NearestKey.Find("listenPort" + new string('x', 1_000_000), Keys()));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ABC", "abc", 0)]
    public void Distance_TwoTexts_CountsLettersToChange(string left, string right, int expected) =>
        Assert.Equal(expected, NearestKey.Distance(left, right));

    [Fact]
    public void Distance_AnyTexts_IsAMetric()
    {
        var texts = Gen.Elements('a', 'b', 'c').ArrayOf().Select(letters => new string(letters)).Two().ToArbitrary();
        Prop.ForAll(texts, pair =>
        {
            int distance = NearestKey.Distance(pair.Item1, pair.Item2);
            Assert.Equal(distance, NearestKey.Distance(pair.Item2, pair.Item1));
            Assert.Equal(pair.Item1 == pair.Item2, distance == 0);
            Assert.InRange(
                distance,
                Math.Abs(pair.Item1.Length - pair.Item2.Length),
                Math.Max(pair.Item1.Length, pair.Item2.Length));
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<string> Keys()
    {
        Assert.Fail("It was compared.");
        yield break;
    }
}
