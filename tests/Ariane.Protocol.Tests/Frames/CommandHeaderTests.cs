using System.Buffers;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Tests.Golden;
using Ariane.Protocol.Tests.Headers;
using Ariane.Protocol.Tests.Messages;

namespace Ariane.Protocol.Tests.Frames;

public sealed class CommandHeaderTests
{
    [Theory]
    [InlineData("""{"code":105,"opaque":7}""")]
    [InlineData("""{"code":"105","opaque":"7"}""")]
    [InlineData("""{"Code":105,"Opaque":7}""")]
    [InlineData("""{"code":1,"opaque":1,"code":105,"opaque":7}""")]
    [InlineData(""" { "code" : 105 , "opaque" : 7 } """)]
    [InlineData("{\n\t\"code\": 105,\r\n\t\"opaque\": 7\n}\n")]
    [InlineData("""{"\u0063ode":105,"opaque":7}""")]
    [InlineData(
        """{"code":105,"opaque":7,"flag":null,"version":null,"language":null,"remark":null,"extFields":null}""")]
    [InlineData("""{"code":105,"opaque":7,"type":"x","Signature":{"a":["}",{"b":"]"}]},"list":[1,[2],{}],"n":1.5e3}""")]
    [InlineData("""{"code":105,"opaque":7,"suspended":false,"languageCode":2,}""")]
    [InlineData("""{"code":105,"opaque":7,"serializeTypeCurrentRPC":"ROCKETMQ"}""")]
    public void TryParse_FormThatPeersSend_IsUnderstood(string json)
    {
        CommandHeader header = Parse(json);

        Assert.Equal((105, 7), (header.Code, header.Opaque));
        Assert.Equal(CommandFlags.None, header.Flags);
        Assert.Equal(LanguageCode.Java, header.Language);
        Assert.Null(header.Remark);
        Assert.True(header.Fields.IsEmpty);
    }

    [Theory]
    [InlineData("\"JAVA\"", LanguageCode.Java)]
    [InlineData("\"GO\"", LanguageCode.Go)]
    [InlineData("\"go\"", LanguageCode.Go)]
    [InlineData("\"Node_js\"", LanguageCode.NodeJs)]
    [InlineData("2", LanguageCode.Dotnet)]
    [InlineData("\"2\"", LanguageCode.Dotnet)]
    [InlineData("99", LanguageCode.Other)]
    [InlineData("-1", LanguageCode.Other)]
    [InlineData("\"COBOL\"", LanguageCode.Other)]
    [InlineData("\"\"", LanguageCode.Other)]
    [InlineData("true", LanguageCode.Other)]
    [InlineData("{\"name\":\"JAVA\"}", LanguageCode.Other)]
    public void TryParse_AnyLanguage_IsNeverAnError(string language, LanguageCode expected) =>
        Assert.Equal(expected, Parse($$"""{"code":34,"language":{{language}}}""").Language);

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"HEART_BEAT\"", "HEART_BEAT")]
    [InlineData("\"a\\n\\\"b\\\" \\u00e9 \\ud83d\\ude00\"", "a\n\"b\" é 😀")]
    [InlineData("\"lone \\ud83d.\"", "lone \ufffd.")]
    [InlineData("\"bad \\x escape\"", "bad \\x escape")]
    [InlineData("5", "5")]
    public void Remark_AnyForm_IsItsText(string remark, string expected) =>
        Assert.Equal(expected, Parse($$"""{"code":34,"remark":{{remark}}}""").Remark);

    [Fact]
    public void TryParse_Flags_TellResponsesAndOnewaysApart()
    {
        Assert.True(Parse("""{"flag":1}""").IsResponse);
        Assert.False(Parse("""{"flag":1}""").IsOneway);
        Assert.True(Parse("""{"flag":2}""").IsOneway);
        Assert.False(Parse("""{"flag":4}""").IsResponse);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"code\":1")]
    [InlineData("{\"code\":1}}")]
    [InlineData("{\"code\":1} x")]
    [InlineData("{\"code\"1}")]
    [InlineData("{\"code\":}")]
    [InlineData("{,\"code\":1}")]
    [InlineData("{\"code\":1,,\"opaque\":2}")]
    [InlineData("{\"code\":1 \"opaque\":2}")]
    [InlineData("{\"code\":x}")]
    [InlineData("{\"code\":1.5}")]
    [InlineData("{\"code\":4294967296}")]
    [InlineData("{\"opaque\":[1]}")]
    [InlineData("{\"version\":true}")]
    [InlineData("{\"flag\":\"\"}")]
    [InlineData("{\"code\":\"1}")]
    [InlineData("{\"code\":1,\"remark\":\"\\")]
    [InlineData("{\"extFields\":\"x\"}")]
    [InlineData("{\"extFields\":[1]}")]
    [InlineData("{\"extFields\":{\"a\":\"b\"}")]
    [InlineData("{\"extFields\":{\"a\":\"}}")]
    public void TryParse_NotAHeader_IsRefusedWithAReason(string json)
    {
        var header = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json));

        Assert.False(CommandHeader.TryParse(HeaderCodec.Json, header, new HeaderScratch(), out _, out string? error));
        Assert.NotEmpty(error!);
    }

    [Fact]
    public void TryParse_DeepNesting_IsSteppedOver()
    {
        string deep = new string('[', 100_000) + new string(']', 100_000);

        Assert.Equal(105, Parse($$"""{"x":{{deep}},"code":105}""").Code);
    }

    [Theory]
    [InlineData("client-5.3.3/send-sync-keys-userprops")]
    [InlineData("client-5.3.3-binary/send-sync-keys-userprops")]
    public void TryParse_HeaderSplitAtEveryByte_YieldsTheSameFields(string name)
    {
        RecordedFrame recorded = GoldenFrames.Load(name)[0];
        var buffer = new ReadOnlySequence<byte>(recorded.Bytes);
        RemotingFrame.TryRead(ref buffer, recorded.Bytes.Length, out Frame frame);
        byte[] bytes = frame.Header.ToArray();
        for (int split = 0; split <= bytes.Length; split++)
        {
            var scratch = new HeaderScratch();
            ReadOnlySequence<byte> parts = Sequences.Of(bytes.AsMemory(0, split), bytes.AsMemory(split));

            Assert.True(CommandHeader.TryParse(frame.Codec, parts, scratch, out CommandHeader header, out _));
            FieldReader reader = header.ReadFields(scratch);
            Assert.Equal(recorded.Fields, FieldText.Of(ref reader));
        }
    }

    [Theory]
    [InlineData("client-5.3.3/send-sync-keys-userprops")]
    [InlineData("client-5.3.3-binary/send-sync-keys-userprops")]
    public void TryParse_HeaderCutOffAtEveryByte_IsRefused(string name)
    {
        byte[] wire = GoldenFrames.Load(name)[0].Bytes;
        var buffer = new ReadOnlySequence<byte>(wire);
        RemotingFrame.TryRead(ref buffer, wire.Length, out Frame frame);
        for (int bytes = 0; bytes < frame.Header.Length; bytes++)
        {
            ReadOnlySequence<byte> start = frame.Header.Slice(0, bytes);

            Assert.False(CommandHeader.TryParse(frame.Codec, start, new HeaderScratch(), out _, out _));
        }
    }

    [Theory]
    [InlineData(3442, 0, RequestCode.PopMessage)]
    [InlineData(3443, 0, RequestCode.AckMessage)]
    [InlineData(3444, 0, RequestCode.PeekMessage)]
    [InlineData(3445, 0, RequestCode.ChangeMessageInvisibletime)]
    [InlineData(3446, 0, RequestCode.Notification)]
    [InlineData(3447, 0, RequestCode.PollingInfo)]
    [InlineData(3448, 0, RequestCode.PopRollback)]
    [InlineData(3543, 0, RequestCode.BatchAckMessage)]
    [InlineData(3441, 0, (RequestCode)3441)]
    [InlineData(3449, 0, (RequestCode)3449)]
    [InlineData(3442, 1, (RequestCode)3442)]    // a response is not unwrapped
    [InlineData(-1000, 1, (RequestCode)(-1000))]
    public void TryParse_BinaryCode_IsTheOneThatWasMeant(int wireCode, byte flag, RequestCode expected)
    {
        byte[] header =
        [
            (byte)(wireCode >> 8), (byte)wireCode, 0, 1, 0xDF, 0, 0, 0, 7, 0, 0, 0, flag, 0, 0, 0, 0, 0, 0, 0, 0,
        ];

        Assert.True(CommandHeader.TryParse(
            HeaderCodec.Binary, new ReadOnlySequence<byte>(header), new HeaderScratch(),
            out CommandHeader command, out _));
        Assert.Equal((int)expected, command.Code);
        Assert.Equal((7, 479), (command.Opaque, command.Version));
    }

    [Fact]
    public void TryParse_HeaderInSegments_AllocatesNothing()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"code":105,"extFields":{"a":"b"},"language":"go","remark":"\n"}""");
        var scratch = new HeaderScratch();
        ReadOnlySequence<byte> header = Sequences.Split(json, 10);

        Assert.Equal(0, Allocations.Of(calls: 100, () =>
        {
            scratch.Reset();
            if (!CommandHeader.TryParse(HeaderCodec.Json, header, scratch, out _, out _)) Assert.Fail();
        }));
    }

    private static CommandHeader Parse(string json)
    {
        var header = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json));
        Assert.True(
            CommandHeader.TryParse(
                HeaderCodec.Json, header, new HeaderScratch(), out CommandHeader command, out string? error),
            error);
        return command;
    }
}
