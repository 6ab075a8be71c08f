using System.Net;
using System.Text;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Tests.Messages;

public class MessageIdTests
{
    [Theory]
    [InlineData("10.0.0.1:10911", 1024, "0A00000100002A9F0000000000000400")]
    [InlineData("192.168.1.10:10911", 1000, "C0A8010A00002A9F00000000000003E8")]
    [InlineData("[2001:db8::7]:10911", long.MaxValue, "20010DB800000000000000000000000700002A9F7FFFFFFFFFFFFFFF")]
    public void FormatOffsetId_HostAndOffset_GivesUpstreamsForm(string host, long offset, string expected)
    {
        HostAddress storeHost = HostAddress.From(IPEndPoint.Parse(host));
        var ascii = new byte[MessageId.MaxOffsetIdBytes];

        Assert.Equal(expected, MessageId.FormatOffsetId(storeHost, offset));
        Assert.Equal(expected, Encoding.ASCII.GetString(ascii, 0, MessageId.WriteOffsetId(ascii, storeHost, offset)));
        Assert.True(MessageId.TryParseOffsetId(expected, out HostAddress parsedHost, out long parsedOffset));
        Assert.Equal(storeHost, parsedHost);
        Assert.Equal(offset, parsedOffset);
    }

    [Fact]
    public void TryParseOffsetId_LowerCase_IsTheSame()
    {
        const string id = "c0a8010a00002a9f00000000000003e8";

        Assert.True(MessageId.TryParseOffsetId(id, out HostAddress host, out long offset));
        Assert.Equal("192.168.1.10:10911", host.ToString());
        Assert.Equal(1000, offset);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0A00000100002A9F000000000000040")]
    [InlineData("0A00000100002A9F00000000000004000")]
    [InlineData("0A00000100002A9F00000000000004G0")]
    [InlineData("0A0000010FFF2A9F0000000000000400")]
    [InlineData("0A000001FFFFFFFF0000000000000400")]
    public void TryParseOffsetId_NoOffsetId_IsFalse(string? id) =>
        Assert.False(MessageId.TryParseOffsetId(id, out _, out _));
}
