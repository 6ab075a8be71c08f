using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Protocol.Tests.Json;

/// <summary>The reader against another one on valid JSON, and against nonsense.</summary>
public class JsonPropertyTests
{
    [Fact]
    public void ReadStandardJson_AnyValidJson_MeansTheSameToSystemTextJson() =>
        Prop.ForAll(Arb.From(Document(depth: 4)), json =>
        {
            JsonNode? expected = JsonNode.Parse(json);
            JsonNode? actual = JsonNode.Parse(JsonText.Normalize(json));
            Assert.True(JsonNode.DeepEquals(expected, actual), json);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ReadStandardJson_ValidJsonCutAnywhere_IsAnError() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(50),
            Prop.ForAll(Arb.From(Document(depth: 2).Where(json => json[0] is '{' or '[' or '"')), json =>
            {
                byte[] bytes = Encoding.UTF8.GetBytes(json);
                for (int length = 0; length < bytes.Length; length++)
                    Assert.StartsWith("JSON: ", JsonText.Normalize(bytes.AsSpan(0, length)), StringComparison.Ordinal);
            }));

    [Fact]
    public void ReadStandardJson_Nonsense_IsAnErrorOrValidJson() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(Arb.From(Nonsense()), json =>
            {
                string result = JsonText.Normalize(json);
                if (!result.StartsWith("JSON: ", StringComparison.Ordinal)) JsonNode.Parse(result);
            }));

    [Fact]
    public void ReadStandardJson_RandomBytes_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            _ = JsonText.Normalize(bytes);
            _ = JsonText.Normalize([(byte)'"', .. bytes, (byte)'"']);
        }).QuickCheckThrowOnFailure();

    /// <summary>Standard JSON with white space in places.</summary>
    private static Gen<string> Document(int depth)
    {
        Gen<string> scalar = Gen.OneOf(
            Gen.Elements("null", "true", "false", "0", "-1", "12345678901", "1.5", "\"\"", "\"\\u00e9\\n\\\\\\\"\""),
            ArbMap.Default.GeneratorFor<int>().Select(number => number.ToString(CultureInfo.InvariantCulture)),
            Text());
        if (depth == 0) return scalar;

        Gen<string> inner = Document(depth - 1);
        Gen<string> array = inner.ListOf(3).Select(elements => "[" + string.Join(" ,", elements) + "]");
        Gen<string> members = Gen.Choose(0, 3).SelectMany(count => Member(inner).ListOf(count))
            .Select(pairs => "{ " + string.Join(",\n\t", pairs.Select((pair, index) => $"\"{index}{pair}")) + "}");
        return Gen.OneOf(scalar, array, members);
    }

    /// <summary>The rest of a name, whose start the caller makes unique, and a value.</summary>
    private static Gen<string> Member(Gen<string> value) =>
        from name in Text()
        from content in value
        select name[1..] + " : " + content;

    private static Gen<string> Text() =>
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => JsonValue.Create(text.Get).ToJsonString());

    private static Gen<string> Nonsense() =>
        Gen.Elements(
                "{", "}", "[", "]", ":", ",", "\"", "'", "\\", "\\u00", "$ref", "\"$ref\":\"$", ".a", "a", "1", "-",
                ".", " ", "null", "true", "NaN", "\"a\":", "{}", "{\"a\":1}", "é", "\0")
            .ListOf()
            .Select(parts => "{" + string.Concat(parts));
}
