using System.Text;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Tests.Json;

public class TolerantJsonReaderTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""{a:1,b_2:"x"}""", """{"a":1,"b_2":"x"}""")]
    [InlineData("""{0:"x",-12:"y"}""", """{"0":"x","-12":"y"}""")]
    [InlineData("""{'a':'"','b':"it's"}""", """{"a":"\"","b":"it's"}""")]
    [InlineData("""{"a":[1,2,],}""", """{"a":[1,2]}""")]
    [InlineData("""{,"a":[,1,,2],,}""", """{"a":[1,2]}""")]
    [InlineData(" \t\r\n{ \"a\" : [ ] , \"b\" : { } } \n", """{"a":[],"b":{}}""")]
    [InlineData("\uFEFF{}", "{}")]
    [InlineData("""{{"brokerName":"b","queueId":0}:5}""", """{"{\"brokerName\":\"b\",\"queueId\":0}":5}""")]
    [InlineData("""[true,false,null,NaN,1.5,-0,1e3]""", """[true,false,null,null,1.5,0,1000.0]""")]
    [InlineData("""["\u0041\"\\\/\b\f\n\r\t\'\x41\0\v"]""", """["A\"\\/\b\f\n\r\t'A\u0000\u000B"]""")]
    [InlineData("""["\uD83D\uDE00 é 😀"]""", """["😀 é 😀"]""")]
    [InlineData("\"a\u0001\nb\"", "\"a\\u0001\\nb\"")]
    public void ReadStandardJson_WhatFastjsonTakes_IsUnderstood(string json, string expected) =>
        Assert.Equal(expected, JsonText.Normalize(json));

    [Theory]
    [InlineData("", "JSON: the text ends too early, at byte 0 of 0")]
    [InlineData("{", "JSON: the text ends too early, at byte 1 of 1")]
    [InlineData("""{"a" 1}""", "JSON: expected ':' after a name, at byte 5 of 7")]
    [InlineData("""{"a":}""", "JSON: expected a name or a value, at byte 5 of 6")]
    [InlineData("""{"a":1 "b":2}""", "JSON: expected ',' or '}', at byte 7 of 13")]
    [InlineData("""{'a':'it's'}""", "JSON: expected ',' or '}', at byte 9 of 12")]
    [InlineData("[1 2]", "JSON: expected ',' or ']', at byte 3 of 5")]
    [InlineData("[1}", "JSON: expected ',' or ']', at byte 2 of 3")]
    [InlineData("{} x", "JSON: text after the end of the value, at byte 3 of 4")]
    [InlineData("{}\0", "JSON: text after the end of the value, at byte 2 of 3")]
    [InlineData("""["abc]""", "JSON: a string without its closing quote, at byte 1 of 6")]
    [InlineData("""["a\qb"]""", "JSON: an unknown escape sequence, at byte 3 of 8")]
    [InlineData("""["\u12G4"]""", "JSON: an unknown escape sequence, at byte 2 of 10")]
    [InlineData("""["\u12""", "JSON: an unknown escape sequence, at byte 2 of 6")]
    [InlineData("[nul]", "JSON: expected a value, at byte 1 of 5")]
    [InlineData("[undefined]", "JSON: expected a value, at byte 1 of 11")]
    [InlineData("[-]", "JSON: expected a value, at byte 1 of 3")]
    [InlineData("{bad", "JSON: expected ':' after a name, at byte 4 of 4")]
    public void TryComplete_Malformed_SaysWhatAndWhere(string json, string expected) =>
        Assert.Equal(expected, JsonText.ErrorOf(json));

    [Fact]
    public void TryComplete_NestedTooDeep_IsAnErrorNotAStackOverflow()
    {
        string fits = new string('[', 64) + new string(']', 64);
        Assert.Equal(fits, JsonText.Normalize(fits));

        Assert.Contains("more than 64", JsonText.ErrorOf(new string('[', 65)), StringComparison.Ordinal);
        Assert.Contains("more than 64", JsonText.Normalize(new string('[', 100_000)), StringComparison.Ordinal);
        Assert.Contains("more than 64", JsonText.ErrorOf(Repeat("{\"a\":", 100_000)), StringComparison.Ordinal);
        Assert.Contains("more than 64", JsonText.ErrorOf(new string('{', 100_000)), StringComparison.Ordinal);
    }

    [Fact]
    public void NextMember_MemberNotRead_IsSkipped()
    {
        var reader = new TolerantJsonReader("""{"a":{"x":[1,{"y":2}]},"b":[[]],"c":7}"""u8);
        Assert.True(reader.EnterObject());
        int value = 0;
        while (reader.NextMember())
        {
            if (reader.NameIs("c"u8)) value = reader.ReadInt32();
        }

        Assert.True(reader.TryComplete(out _));
        Assert.Equal(7, value);
    }

    [Fact]
    public void NameIs_CaseAndEscapes_DoNotMatter()
    {
        var reader = new TolerantJsonReader("""{"ClientID":1,"\u0063lientId":2}"""u8);
        Assert.True(reader.EnterObject());
        Assert.True(reader.NextMember());
        Assert.True(reader.NameIs("clientid"u8));
        Assert.False(reader.NameIs("clienti"u8));
        Assert.True(reader.NextMember());
        Assert.True(reader.NameIs("clientID"u8));
        Assert.Equal("clientId", reader.GetName());
    }

    [Fact]
    public void Name_ObjectAsKey_IsItsText()
    {
        var reader = new TolerantJsonReader("""{ {"queueId":3, a:{}} : 5}"""u8);
        Assert.True(reader.EnterObject());
        Assert.True(reader.NextMember());
        Assert.True(reader.NameIsObject);
        Assert.Equal("""{"queueId":3, a:{}}""", Encoding.UTF8.GetString(reader.Name));
        Assert.Equal(5, reader.ReadInt32());
        Assert.False(reader.NextMember());
        Assert.True(reader.TryComplete(out _));
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("\"-5\"", -5)]
    [InlineData("'5'", 5)]
    [InlineData("5.0", 5)]
    [InlineData("1e3", 1000)]
    [InlineData("NaN", 0)]
    [InlineData("null", 0)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void ReadInt64_AnyFormOfANumber_IsRead(string json, long expected) =>
        Assert.Equal(expected, JsonText.ReadValue(json, (ref TolerantJsonReader reader) => reader.ReadInt64()));

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("1e300")]
    [InlineData("\"\"")]
    [InlineData("\"five\"")]
    [InlineData("true")]
    [InlineData("1.2.3")]
    [InlineData("5-")]
    public void ReadInt64_NoInteger_IsAnError(string json) =>
        Assert.Contains(
            "no 64-bit integer",
            JsonText.ReadError(json, (ref TolerantJsonReader reader) => reader.ReadInt64()),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("2147483648")]
    [InlineData("-2147483649")]
    public void ReadInt32_TooLarge_IsAnError(string json) =>
        Assert.Contains(
            "no 32-bit integer",
            JsonText.ReadError(json, (ref TolerantJsonReader reader) => reader.ReadInt32()),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"TRUE\"", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("'false'", false)]
    [InlineData("0", false)]
    [InlineData("null", true)]
    public void ReadBoolean_AnyForm_IsRead(string json, bool expected) =>
        Assert.Equal(
            expected, JsonText.ReadValue(json, (ref TolerantJsonReader reader) => reader.ReadBoolean(fallback: true)));

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("\"0.0\"", 0)]
    [InlineData("NaN", double.NaN)]
    [InlineData("null", -1)]
    public void ReadDouble_AnyForm_IsRead(string json, double expected) =>
        Assert.Equal(
            expected, JsonText.ReadValue(json, (ref TolerantJsonReader reader) => reader.ReadDouble(fallback: -1)));

    [Theory]
    [InlineData("\"B\"", 1)]
    [InlineData("\"b\"", 1)]
    [InlineData("1", 1)]
    [InlineData("\"0\"", 0)]
    [InlineData("null", 7)]
    public void ReadEnum_NameOrOrdinal_IsRead(string json, int expected) =>
        Assert.Equal(
            expected, JsonText.ReadValue(json, (ref TolerantJsonReader reader) => reader.ReadEnum(["A", "B"], 7)));

    [Theory]
    [InlineData("\"C\"")]
    [InlineData("2")]
    [InlineData("-1")]
    public void ReadEnum_Unknown_IsAnError(string json) =>
        Assert.Contains(
            "enumeration",
            JsonText.ReadError(json, (ref TolerantJsonReader reader) => reader.ReadEnum(["A", "B"], 0)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("5", "5")]
    [InlineData("true", "true")]
    [InlineData("null", null)]
    [InlineData("\"null\"", "null")]
    public void ReadString_Scalar_IsItsText(string json, string? expected) =>
        Assert.Equal(expected, JsonText.ReadValue(json, (ref TolerantJsonReader reader) => reader.ReadString()));

    [Fact]
    public void EnterObject_OtherValue_IsAnErrorAndReadsNothing()
    {
        var reader = new TolerantJsonReader("""{"a":[1],"b":2}"""u8);
        Assert.True(reader.EnterObject());
        Assert.True(reader.NextMember());
        Assert.False(reader.EnterObject());
        Assert.False(reader.NextMember());
        Assert.False(reader.TryComplete(out string? error));
        Assert.Equal("JSON: expected an object, at byte 5 of 15", error);
    }

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
