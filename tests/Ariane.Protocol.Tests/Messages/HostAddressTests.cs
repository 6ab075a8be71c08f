using System.Net;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Tests.Messages;

public class HostAddressTests
{
    [Theory]
    [InlineData("10.0.0.1:10911", "0A00000100002A9F")]
    [InlineData("0.0.0.0:0", "0000000000000000")]
    [InlineData("[::ffff:10.0.0.1]:10911", "0A00000100002A9F")]
    [InlineData("[2001:db8::7]:65535", "20010DB80000000000000000000000070000FFFF")]
    public void From_EndPoint_EncodesAsRecordsDo(string endPoint, string expected)
    {
        HostAddress host = HostAddress.From(IPEndPoint.Parse(endPoint));
        var bytes = new byte[host.EncodedBytes];
        host.WriteTo(bytes);

        Assert.Equal(expected, Convert.ToHexString(bytes));
        Assert.Equal(host, HostAddress.Read(bytes, host.IsIPv6));
    }

    [Fact]
    public void From_IPv4MappedAddress_EqualsTheIPv4Address()
    {
        HostAddress mapped = HostAddress.From(IPEndPoint.Parse("[::ffff:192.168.1.10]:80"));

        Assert.Equal(HostAddress.From(IPEndPoint.Parse("192.168.1.10:80")), mapped);
        Assert.False(mapped.IsIPv6);
        Assert.Equal("192.168.1.10:80", mapped.ToString());
    }

    [Fact]
    public void Read_MappedAddressOfARecord_KeepsItsShape()
    {
        byte[] bytes = Convert.FromHexString("00000000000000000000FFFF0A00000100002A9F");

        HostAddress host = HostAddress.Read(bytes, ipv6: true);

        Assert.Equal(20, host.EncodedBytes);
        Assert.NotEqual(HostAddress.From(IPEndPoint.Parse("10.0.0.1:10911")), host);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65536)]
    public void ToEndPoint_ImpossiblePort_GivesPortZero(int port)
    {
        HostAddress host = HostAddress.From(IPAddress.Loopback, port);

        Assert.Equal(port, host.Port);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), host.ToEndPoint());
    }
}
