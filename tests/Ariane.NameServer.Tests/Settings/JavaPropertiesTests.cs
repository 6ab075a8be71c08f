using Ariane.NameServer.Settings;

namespace Ariane.NameServer.Tests.Settings;

public sealed class JavaPropertiesTests
{
    [Theory]
    [InlineData("key=value", "key", "value")]
    [InlineData("key = value ", "key", "value ")]
    [InlineData("\t key:value", "key", "value")]
    [InlineData("key value", "key", "value")]
    [InlineData("key", "key", "")]
    [InlineData("key==value", "key", "=value")]
    [InlineData(@"a\=b\:c\ d=e", "a=b:c d", "e")]
    [InlineData(@"key=\u00e9\t\n\x", "key", "é\t\nx")]
    [InlineData("key=one,\\\n    two", "key", "one,two")]
    [InlineData("key=ends with a backslash\\\\", "key", "ends with a backslash\\")]
    [InlineData("key=last line\\", "key", "last line")]
    [InlineData("path=/a#b!c", "path", "/a#b!c")]
    [InlineData("schlüssel=wert", "schlüssel", "wert")]
    public void TryParse_OneEntry_ReadsAsJavaDoes(string text, string key, string value)
    {
        Assert.True(JavaProperties.TryParse(text, out var properties, out _));
        Assert.Equal(new JavaProperty(key, value, 1), Assert.Single(properties));
    }

    [Fact(Timeout = 60_000)]
    public async Task TryParse_MillionsOfContinuedLines_CostsNoSquare()
    {
        await Task.Yield();   // so that the timeout can tell
        string text = "key=" + string.Concat(Enumerable.Repeat("a\\\n", 2_000_000));

        Assert.True(JavaProperties.TryParse(text, out var properties, out _));
        Assert.Equal(2_000_000, properties.Single().Value.Length);
    }

    [Fact]
    public void TryParse_CommentsAndBlankLines_OnlyCount()
    {
        Assert.True(
            JavaProperties.TryParse("# a\r\n\r\n  ! b\r\nk1=v1\\\r\n  +\r\nk2=v2\rk1=v3", out var properties, out _));
        Assert.Equal([new("k1", "v1+", 4), new("k2", "v2", 6), new("k1", "v3", 7)], properties);
    }

    [Theory]
    [InlineData(@"a=\u12")]
    [InlineData(@"a=\u12g4")]
    [InlineData(@"a=\u")]
    public void TryParse_MalformedEscape_NamesTheLine(string text)
    {
        Assert.False(JavaProperties.TryParse("x=1\n" + text, out _, out string? error));
        Assert.Contains("line 2", error, StringComparison.Ordinal);
    }
}
