using System.Buffers;
using System.Text;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Protocol.Tests.Headers;

public sealed class FieldCodecTests
{
    [Theory]
    [InlineData("""{"f":"text"}""", "text")]
    [InlineData("""{"f":4}""", "4")]
    [InlineData("""{"f":1.5}""", "1.5")]
    [InlineData("""{"f":true}""", "true")]
    [InlineData("""{"f":{"a":[1,"}"]}}""", """{"a":[1,"}"]}""")]
    [InlineData("""{"f":""}""", "")]
    [InlineData("""{ "f" : "x" , "g" : null }""", "x")]
    [InlineData("""{"g":null,"f":"a","f":"b"}""", "b")]
    [InlineData("""{"f":"\u0041\u00e9\u20ac\ud83d\ude00\/\b\f\n\r\t\"\\"}""", "Aé€😀/\b\f\n\r\t\"\\")]
    [InlineData("""{"f":"\ude00\ud83dx"}""", "\ufffd\ufffdx")]
    [InlineData("""{"\u0066":"x"}""", "x")]
    public void Next_JsonValue_IsItsText(string json, string expected)
    {
        var reader = new FieldReader(HeaderCodec.Json, Encoding.UTF8.GetBytes(json), new HeaderScratch());

        Assert.Equal(new Dictionary<string, string> { ["f"] = expected }, FieldText.Of(ref reader));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"f":null}""")]
    public void Next_NoFields_IsFalseAndWellFormed(string json)
    {
        var reader = new FieldReader(HeaderCodec.Json, Encoding.UTF8.GetBytes(json), new HeaderScratch());

        Assert.False(reader.Next());
        Assert.False(reader.Next());
        Assert.False(reader.IsMalformed);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"f\"}")]
    [InlineData("{f:1}")]
    [InlineData("{\"f\":1")]
    [InlineData("{\"f\":\"x\",")]
    public void Next_BrokenJson_EndsAsMalformed(string json)
    {
        var reader = new FieldReader(HeaderCodec.Json, Encoding.UTF8.GetBytes(json), new HeaderScratch());

        while (reader.Next()) Assert.Equal("f"u8, reader.Name);
        Assert.True(reader.IsMalformed);
        Assert.False(reader.Next());
    }

    [Theory]
    [InlineData("00")]
    [InlineData("000166")]
    [InlineData("FFFF6600000000")]
    [InlineData("000166FFFFFFFF")]
    [InlineData("0001660000000278")]
    public void Next_BrokenBinary_EndsAsMalformed(string hex)
    {
        var reader = new FieldReader(HeaderCodec.Binary, Convert.FromHexString(hex), new HeaderScratch());

        Assert.False(reader.Next());
        Assert.True(reader.IsMalformed);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("1", false)]
    [InlineData("", false)]
    [InlineData("truex", false)]
    public void GetBoolean_AnyText_IsReadAsUpstreamDoes(string text, bool expected) =>
        Assert.Equal(expected, First(text).GetBoolean());

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-1", -1)]
    [InlineData("+7", 7)]
    [InlineData("007", 7)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("\\u0034", 4)]
    public void TryGetInt32_Number_IsRead(string text, int expected)
    {
        FieldReader reader = First(text);

        Assert.True(reader.TryGetInt32(out int value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("2147483648")]
    [InlineData("1e3")]
    public void TryGetInt32_NoNumber_IsFalse(string text) => Assert.False(First(text).TryGetInt32(out _));

    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void TryGetInt64_Extremes_AreRead(string text, long expected)
    {
        FieldReader reader = First(text);

        Assert.True(reader.TryGetInt64(out long value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void TryGetInt64_TooLarge_IsFalse() => Assert.False(First("9223372036854775808").TryGetInt64(out _));

    [Fact]
    public void Write_AnyTexts_ReadBackTheSameInBothCodecs() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), ArbMap.Default.ArbFor<bool>(), static (texts, isJson) =>
        {
            HeaderCodec codec = isJson ? HeaderCodec.Json : HeaderCodec.Binary;
            IEnumerable<string> expected = texts.Where(static text => text is not null).Select(Wellformed);

            Assert.Equal(expected, RoundTrip(codec, texts, asUtf8: false));
            Assert.Equal(expected, RoundTrip(codec, texts, asUtf8: true));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_AnyJsonText_IsWhatStandardParsersRead() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text =>
        {
            string json = "{" + Encoding.UTF8.GetString(Written(HeaderCodec.Json, [text ?? ""], asUtf8: false)) + "}";
            using var parsed = System.Text.Json.JsonDocument.Parse(json);
            Assert.Equal(Wellformed(text ?? ""), parsed.RootElement.GetProperty("f").GetString());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_BytesThatAreNotUtf8_BecomeReplacementCharacters()
    {
        var output = new ArrayBufferWriter<byte>();
        new FieldWriter(HeaderCodec.Json, output).Write("f"u8, [(byte)'a', 0xFF, (byte)'b']);

        Assert.Equal("\"f\":\"a\ufffdb\"", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static FieldReader First(string text)
    {
        var reader = new FieldReader(
            HeaderCodec.Json, Encoding.UTF8.GetBytes($$"""{"f":"{{text}}"}"""), new HeaderScratch());
        Assert.True(reader.Next());
        return reader;
    }

    /// <summary>A text as UTF-8 can hold it: lone surrogates replaced.</summary>
    private static string Wellformed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static List<string> RoundTrip(HeaderCodec codec, string[] texts, bool asUtf8)
    {
        byte[] written = Written(codec, texts, asUtf8);
        byte[] fields = codec == HeaderCodec.Json ? [(byte)'{', .. written, (byte)'}'] : written;
        var reader = new FieldReader(codec, fields, new HeaderScratch());
        var read = new List<string>();
        while (reader.Next())
        {
            Assert.Equal(reader.GetString(), Encoding.UTF8.GetString(reader.GetUtf8().Span));
            read.Add(reader.GetString());
        }

        Assert.False(reader.IsMalformed);
        return read;
    }

    private static byte[] Written(HeaderCodec codec, string[] texts, bool asUtf8)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new FieldWriter(codec, output);
        foreach (string text in texts)
        {
            if (asUtf8 && text is not null) writer.Write("f"u8, Encoding.UTF8.GetBytes(text));
            else writer.Write("f"u8, text);
        }

        return output.WrittenSpan.ToArray();
    }
}
