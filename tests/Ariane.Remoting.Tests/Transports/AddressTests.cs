using System.Net;
using Ariane.Remoting.Transports;

namespace Ariane.Remoting.Tests.Transports;

public sealed class AddressTests
{
    [Theory]
    [InlineData("10.0.0.1:9876", "10.0.0.1:9876")]
    [InlineData("[::1]:9876", "[::1]:9876")]
    [InlineData("::1:9876", "[::1]:9876")]
    [InlineData("localhost:10911", "Unspecified/localhost:10911")]
    [InlineData("broker-a.mq.svc:10911", "Unspecified/broker-a.mq.svc:10911")]
    public void TryParse_Address_IsUnderstood(string address, string expected)
    {
        Assert.True(Address.TryParse(address, out EndPoint? endPoint));
        Assert.Equal(expected, endPoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData(":9876")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:-1")]
    [InlineData("localhost:9876x")]
    [InlineData("not a host:9876")]
    [InlineData("http://host:9876")]
    public void TryParse_SomethingElse_IsRefused(string address) => Assert.False(Address.TryParse(address, out _));
}
