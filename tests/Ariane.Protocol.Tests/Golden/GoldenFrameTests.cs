using System.Buffers;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;

namespace Ariane.Protocol.Tests.Golden;

public sealed class GoldenFrameTests
{
    [Theory]
    [MemberData(nameof(GoldenFrames.Names), MemberType = typeof(GoldenFrames))]
    public void TryParse_RecordedFrames_SaysWhatTheRecorderRead(string name)
    {
        foreach (RecordedFrame recorded in GoldenFrames.Load(name))
        {
            var scratch = new HeaderScratch();
            CommandHeader header = recorded.Decode(scratch);

            Assert.Equal(recorded.Code, (short)header.Code == recorded.Code ? recorded.Code : header.Code);
            Assert.Equal(recorded.Opaque, header.Opaque);
            Assert.Equal(recorded.Flags, (int)header.Flags);
            Assert.Equal(recorded.Version, header.Version);
            Assert.Equal(recorded.Language, header.Language);
            Assert.Equal(recorded.Remark, header.Remark);
            Assert.Equal(recorded.IsResponse, header.IsResponse);
            Assert.Equal(Sorted(recorded.Fields), Sorted(ReadFields(header, scratch)));
        }
    }

    [Theory]
    [InlineData("errors/zero-length-header", FrameStatus.Empty)]
    [InlineData("errors/header-longer-than-frame", FrameStatus.Malformed)]
    [InlineData("errors/oversize-frame", FrameStatus.Malformed)]
    [InlineData("errors/negative-length", FrameStatus.Malformed)]
    [InlineData("errors/unknown-serialize-type", FrameStatus.Malformed)]
    public void TryRead_FrameThatUpstreamRefuses_IsRefused(string name, FrameStatus expected)
    {
        var buffer = new ReadOnlySequence<byte>(GoldenFrames.Load(name)[0].Bytes);

        Assert.Equal(expected, RemotingFrame.TryRead(ref buffer, 16 * 1024 * 1024, out _));
    }

    [Theory]
    [InlineData("errors/garbage-header")]
    [InlineData("errors/broken-json-header")]
    [InlineData("errors/binary-string-length-overflow")]
    public void TryParse_HeaderThatUpstreamRefuses_IsRefusedWithAReason(string name)
    {
        var buffer = new ReadOnlySequence<byte>(GoldenFrames.Load(name)[0].Bytes);
        Assert.Equal(FrameStatus.Complete, RemotingFrame.TryRead(ref buffer, 16 * 1024 * 1024, out Frame frame));

        Assert.False(CommandHeader.TryParse(frame.Codec, frame.Header, new HeaderScratch(), out _, out string? error));
        Assert.NotEmpty(error!);
    }

    [Fact]
    public void TryParse_PopCodeInABinaryHeader_IsTheWholeCodeAgain()
    {
        RecordedFrame recorded = GoldenFrames.Load("errors/pop-binary-header-code-wraps")[0];

        Assert.Equal(3442, recorded.Code);
        Assert.Equal((int)RequestCode.PopMessage, recorded.Decode(new HeaderScratch()).Code);
    }

    private static Dictionary<string, string> ReadFields(in CommandHeader header, HeaderScratch scratch)
    {
        var fields = new Dictionary<string, string>();
        FieldReader reader = header.ReadFields(scratch);
        while (reader.Next()) fields[Encoding.UTF8.GetString(reader.Name)] = reader.GetString();
        Assert.False(reader.IsMalformed);
        return fields;
    }

    private static IEnumerable<string> Sorted(Dictionary<string, string> fields) =>
        fields.Select(static field => $"{field.Key}={field.Value}").Order(StringComparer.Ordinal);
}
