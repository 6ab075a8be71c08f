using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Ariane.Protocol.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Protocol.Tests.Json;

public class JsonWriterTests
{
    private delegate void Write(ref JsonWriter writer);

    [Fact]
    public void String_AnyText_ReadsBackTheSame() =>
        Prop.ForAll(ArbMap.Default.ArbFor<UnicodeString>(), text =>
        {
            string wellFormed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get ?? ""));
            string json = Written((ref JsonWriter writer) => writer.String(wellFormed));
            Assert.Equal(wellFormed, (string?)JsonNode.Parse(json));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a\"\\/b", "\"a\\\"\\\\/b\"")]
    [InlineData("\b\f\n\r\t\0\u001F", "\"\\b\\f\\n\\r\\t\\u0000\\u001F\"")]
    [InlineData("é😀", "\"é😀\"")]
    [InlineData(null, "null")]
    public void String_SpecialCharacters_AreEscaped(string? text, string expected) =>
        Assert.Equal(expected, Written((ref JsonWriter writer) => writer.String(text)));

    [Fact]
    public void String_HalfASurrogatePair_BecomesAReplacementCharacter() =>
        Assert.Equal("\"x\uFFFDy\"", Written((ref JsonWriter writer) => writer.String("x\uD800y")));

    [Fact]
    public void String_LongerThanTheBuffer_IsWrittenInParts()
    {
        string text = string.Concat(Enumerable.Repeat("ab\n😀", 10_000));
        string json = Written((ref JsonWriter writer) => writer.String(text));
        Assert.Equal(text, (string?)JsonNode.Parse(json));
    }

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(1.5, "1.5")]
    [InlineData(1e300, "1E+300")]
    [InlineData(double.NaN, "null")]
    [InlineData(double.PositiveInfinity, "null")]
    public void Number_Double_IsJavasForm(double number, string expected) =>
        Assert.Equal(expected, Written((ref JsonWriter writer) => writer.Number(number)));

    [Fact]
    public void Indented_Nested_LooksAsTheConfigurationFilesDo()
    {
        string json = Written(WriteSample, JsonLayout.Indented);
        Assert.Equal(
            "{\n\t\"empty\":{},\n\t\"table\":{\n\t\t\"a\":{0:10,1:{\n\t\t\t\t\"x\":[1,2]\n\t\t\t}\n\t\t}\n\t},"
                + "\n\t\"list\":[\n\t\t1,\n\t\t2\n\t]\n}",
            json);
    }

    [Fact]
    public void Compact_Nested_HasNoWhiteSpace() =>
        Assert.Equal("""{"empty":{},"table":{"a":{0:10,1:{"x":[1,2]}}},"list":[1,2]}""", Written(WriteSample));

    [Fact]
    public void Key_Quoted_IsStandardJson() =>
        Assert.Equal("""{"0":1}""", Written((ref JsonWriter writer) =>
        {
            writer.StartObject();
            writer.Key(0, quoted: true);
            writer.Number(1);
            writer.EndObject();
        }));

    private static void WriteSample(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("empty"u8);
        writer.StartObject();
        writer.EndObject();
        writer.Name("table"u8);
        writer.StartObject();
        writer.Key("a");
        writer.StartObject();
        writer.Key(0);
        writer.Number(10);
        writer.Key(1);
        writer.StartObject();
        writer.Name("x"u8);
        WriteNumbers(ref writer, onLines: false);
        writer.EndObject();
        writer.EndObject();
        writer.EndObject();
        writer.Name("list"u8);
        WriteNumbers(ref writer, onLines: true);
        writer.EndObject();
    }

    private static void WriteNumbers(ref JsonWriter writer, bool onLines)
    {
        writer.StartArray();
        writer.Element(onLines);
        writer.Number(1);
        writer.Element(onLines);
        writer.Number(2);
        writer.EndArray(onLines);
    }

    private static string Written(Write write, JsonLayout layout = JsonLayout.Compact)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(output, layout);
        write(ref writer);
        writer.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
