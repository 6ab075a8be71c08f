using System.Buffers;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;

namespace Ariane.Protocol.Tests.Frames;

public sealed class CommandWriterTests
{
    private const string Tail = ""","serializeTypeCurrentRPC":"JSON","version":479}""";

    [Fact]
    public void WriteResponse_WithoutFields_IsUpstreamsJson()
    {
        string json = ResponseJson((int)ResponseCode.TopicNotExist, "No topic \"x\" \n", default(NoFields));

        Assert.Equal(
            """{"code":17,"flag":1,"language":"DOTNET","opaque":3,"remark":"No topic \"x\" \n" """.TrimEnd() + Tail,
            json);
    }

    [Fact]
    public void WriteResponse_WithFields_WritesTheirValuesAsStrings()
    {
        string json = ResponseJson(
            0, null, new PullMessageResponse(0, NextBeginOffset: 5, MinOffset: -1, MaxOffset: long.MaxValue));

        Assert.Equal(
            """{"code":0,"extFields":{"suggestWhichBrokerId":"0","nextBeginOffset":"5","minOffset":"-1","""
            + "\"maxOffset\":\"9223372036854775807\"}" + ""","flag":1,"language":"DOTNET","opaque":3""" + Tail,
            json);
    }

    [Fact]
    public void WriteResponse_AllFieldsNull_KeepsTheEmptyObject() =>
        Assert.StartsWith(
            """{"code":0,"extFields":{},"flag":1""", ResponseJson(0, null, default(PullMessageResponse)),
            StringComparison.Ordinal);

    [Fact]
    public void WriteRequest_PropertiesWithControlCharacters_AreEscaped()
    {
        var request = new SendMessageRequest(
            "PG", "T", "TBW102", 4, 0, 0, 1700000000000, 0, "TAGS\u0001A\"\\\u0002"u8.ToArray());
        string json = RequestJson(request, CommandFlags.Oneway);

        Assert.Equal(
            """{"code":310,"extFields":{"a":"PG","b":"T","c":"TBW102","d":"4","e":"0","f":"0","""
            + "\"g\":\"1700000000000\",\"h\":\"0\","
            + """ "i":"TAGS\u0001A\"\\\u0002","j":"0","k":"false","m":"false"},"flag":2,""".TrimStart()
            + "\"language\":\"DOTNET\",\"opaque\":3"
            + Tail,
            json);
    }

    [Fact]
    public void WriteRequest_BinaryHeader_IsUpstreamsLayout()
    {
        var output = new ArrayBufferWriter<byte>();
        CommandWriter.WriteRequest(
            output, HeaderCodec.Binary, 105, 7, CommandFlags.None, null, new GetRouteRequest("TopicTest", true),
            bodyBytes: 5);

        const string Expected =
            "00000068" + "0100005f" + "0069" + "02" + "01df" + "00000007" + "00000000" + "00000000" + "0000004a"
            + "0005" + "746f706963" + "00000009" + "546f70696354657374"   // topic=TopicTest
            // acceptStandardJsonOnly=true
            + "0016" + "6163636570745374616e646172644a736f6e4f6e6c79" + "00000004" + "74727565"
            + "000b" + "5f5f5a4f4e455f4d4f4445" + "00000005" + "66616c7365";   // __ZONE_MODE=false
        Assert.Equal(Expected, Convert.ToHexStringLower(output.WrittenSpan));
        AssertLengths(output.WrittenMemory, bodyBytes: 5);
    }

    [Theory]
    [InlineData(HeaderCodec.Json)]
    [InlineData(HeaderCodec.Binary)]
    public void WriteResponse_BodyBytes_AreCountedInTheFrame(HeaderCodec codec)
    {
        var output = new ArrayBufferWriter<byte>();
        CommandWriter.WriteResponse(output, codec, 0, 1, "text", new OffsetResponse(12), bodyBytes: 1000);

        AssertLengths(output.WrittenMemory, bodyBytes: 1000);
    }

    [Theory]
    [InlineData(HeaderCodec.Json)]
    [InlineData(HeaderCodec.Binary)]
    public void WriteResponse_WhatWasWritten_ReadsBackTheSame(HeaderCodec codec)
    {
        var expected = new SendMessageResponse(
            "id"u8.ToArray(), 3, 42, "tx"u8.ToArray(), null, null, "DefaultRegion", true);
        var output = new ArrayBufferWriter<byte>();
        CommandWriter.WriteResponse(output, codec, 10, -5, "flush \u0001 é 😀", expected, bodyBytes: 0);

        var buffer = new ReadOnlySequence<byte>(output.WrittenMemory);
        var scratch = new HeaderScratch();
        Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, 1024, out Frame frame));
        Assert.True(CommandHeader.TryParse(frame.Codec, frame.Header, scratch, out CommandHeader header, out _));
        FieldReader fields = header.ReadFields(scratch);
        Assert.True(SendMessageResponse.TryRead(ref fields, out SendMessageResponse actual, out _));
        Assert.Equal(expected.ToString(), actual.ToString());   // the ids are views of memory: compared as text
        Assert.Equal((10, -5, ProtocolVersion.Current), (header.Code, header.Opaque, header.Version));
        Assert.Equal(LanguageCode.Dotnet, header.Language);
        Assert.Equal("flush \u0001 é 😀", header.Remark);
        Assert.True(header.IsResponse);
    }

    [Fact]
    public void WriteResponse_LongHeader_GrowsAndTheNextIsShortAgain()
    {
        string longText = new('x', 200_000);

        Assert.Contains(longText, ResponseJson(1, longText, default(NoFields)), StringComparison.Ordinal);
        Assert.Equal(
            """{"code":1,"flag":1,"language":"DOTNET","opaque":3""" + Tail, ResponseJson(1, null, default(NoFields)));
    }

    [Theory]
    [InlineData(HeaderCodec.Json)]
    [InlineData(HeaderCodec.Binary)]
    public void WriteResponse_SendResult_AllocatesNothing(HeaderCodec codec)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        var header = new SendMessageResponse(
            "7F000002000051B900000000000182F8"u8.ToArray(), 3, 42, Region: "DefaultRegion", TraceOn: true);

        Assert.Equal(0, Allocations.Of(calls: 100, () =>
        {
            output.ResetWrittenCount();
            CommandWriter.WriteResponse(output, codec, 0, 1, null, header, 0);
        }));
    }

    private static string ResponseJson<THeader>(int code, string? remark, THeader header)
        where THeader : IHeader<THeader>
    {
        var output = new ArrayBufferWriter<byte>();
        CommandWriter.WriteResponse(output, HeaderCodec.Json, code, 3, remark, header, bodyBytes: 0);
        return HeaderText(output);
    }

    private static string RequestJson<THeader>(THeader header, CommandFlags flags)
        where THeader : IRequestHeader<THeader>
    {
        var output = new ArrayBufferWriter<byte>();
        CommandWriter.WriteRequest(output, HeaderCodec.Json, (int)THeader.Code, 3, flags, null, header, bodyBytes: 0);
        return HeaderText(output);
    }

    private static string HeaderText(ArrayBufferWriter<byte> output)
    {
        var buffer = new ReadOnlySequence<byte>(output.WrittenMemory);
        Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, int.MaxValue, out Frame frame));
        return Encoding.UTF8.GetString(frame.Header);
    }

    private static void AssertLengths(ReadOnlyMemory<byte> written, int bodyBytes)
    {
        var buffer = new ReadOnlySequence<byte>([.. written.Span, .. new byte[bodyBytes]]);
        Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, int.MaxValue, out Frame frame));
        Assert.Equal(bodyBytes, frame.Body.Length);
        Assert.True(buffer.IsEmpty);
    }
}
