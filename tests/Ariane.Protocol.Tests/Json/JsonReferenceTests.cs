namespace Ariane.Protocol.Tests.Json;

public class JsonReferenceTests
{
    [Theory]
    [InlineData("""{"a":{"x":1},"b":{"$ref":"$.a"},"c":2}""", """{"a":{"x":1},"b":{"x":1},"c":2}""")]
    [InlineData("""{"a":[{"x":1},{"x":2}],"b":{"$ref":"$.a[1]"}}""", """{"a":[{"x":1},{"x":2}],"b":{"x":2}}""")]
    [InlineData("""{"t":{"a.b":{"x":1}},"b":[{"$ref":"$.t.a\\.b"}]}""", """{"t":{"a.b":{"x":1}},"b":[{"x":1}]}""")]
    [InlineData("""{"t":{"T@G":{0:1}},"b":{"$ref":"$['t'][\"T@G\"]"}}""", """{"t":{"T@G":{"0":1}},"b":{"0":1}}""")]
    [InlineData(
        """{"a":{"x":{"y":[1]}},"b":{"$ref":"$.a"},"c":{"$ref":"$.a.x"}}""",
        """{"a":{"x":{"y":[1]}},"b":{"x":{"y":[1]}},"c":{"y":[1]}}""")]
    [InlineData("""{"b":{"$ref":"$.z"},"z":{"late":true}}""", """{"b":{"late":true},"z":{"late":true}}""")]
    [InlineData("""{"$ref":1,"a":2}""", """{"\u0024ref":1,"a":2}""")]
    public void ReadStandardJson_Reference_IsReplacedByWhatItNames(string json, string expected) =>
        Assert.Equal(expected, JsonText.Normalize(json));

    [Theory]
    [InlineData("""{"b":{"$ref":"$.missing"}}""")]
    [InlineData("""{"b":{"$ref":".."}}""")]
    [InlineData("""{"b":{"$ref":"$.b."}}""")]
    [InlineData("""{"a":[1],"b":{"$ref":"$.a[1]"}}""")]
    [InlineData("""{"a":[1],"b":{"$ref":"$.a[99999999999]"}}""")]
    [InlineData("""{"a":[1],"b":{"$ref":"$.a[x"}}""")]
    [InlineData("""{"a":1,"b":{"$ref":"$.a.b"}}""")]
    public void ReadStandardJson_ReferenceToNothing_IsAnError(string json) =>
        Assert.Contains("leads nowhere", JsonText.Normalize(json), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"a":{"b":{"$ref":"$"}}}""")]
    [InlineData("""{"a":{"x":{"$ref":"$.b"}},"b":{"y":{"$ref":"$.a"}}}""")]
    public void ReadStandardJson_ReferencesInACircle_AreAnError(string json) =>
        Assert.Contains("a $ref inside what another $ref names", JsonText.Normalize(json), StringComparison.Ordinal);

    [Fact]
    public void ReadStandardJson_ManyReferencesToMuch_StopsEarly()
    {
        string large = new('x', 1_000_000);
        string references = string.Concat(Enumerable.Repeat("{\"$ref\":\"$.a\"},", 100));

        string result = JsonText.Normalize("{\"a\":{\"x\":\"" + large + "\"},\"b\":[" + references + "]}");

        Assert.Contains("too many of them", result, StringComparison.Ordinal);
    }
}
