using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Querying;

public sealed class QueryTests : IAsyncLifetime
{
    private BrokerHost _host = null!;
    private RemotingConnection _client = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync();
        _client = await _host.ConnectAsync();
        await _client.CreateTopicAsync("T");
        await _client.SendAsync("T", "one", "KEYS=k1 k2;UNIQ_KEY=U1");
        await _client.SendAsync("T", "two", "KEYS=k2;UNIQ_KEY=U2");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("k1", false, "one")]
    [InlineData("k2", false, "one,two")]
    [InlineData("U2", true, "two")]
    public async Task Query_Key_FindsItsMessages(string key, bool unique, string expected)
    {
        RemotingResponse response = await QueryAsync(key, unique ? 0 : 32, unique);

        Assert.Equal(ResponseCode.Success, response.Code);
        Assert.Equal(expected, string.Join(',', Calls.Bodies(response).Order()));
        Assert.True(response.ReadHeader<QueryMessageResponse>().IndexLastUpdateLogOffset > 0);
    }

    [Theory]
    [InlineData("k3", 32)]
    [InlineData("k1", 0)]
    [InlineData("k1", int.MinValue)]
    public async Task Query_NothingToFind_SaysSo(string key, int count)
    {
        RemotingResponse response = await QueryAsync(key, count, unique: false);

        Assert.Equal(ResponseCode.QueryNotFound, response.Code);
        Assert.Equal("can not find message, maybe time range not correct", response.Remark);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public async Task View_OffsetWithoutMessage_SaysSo(long offset)
    {
        RemotingResponse response = await _client.CallAsync(new ViewMessageRequest(offset));

        Assert.Equal(ResponseCode.SystemError, response.Code);
        Assert.Equal($"can not find message by the offset, {offset}", response.Remark);
    }

    private Task<RemotingResponse> QueryAsync(string key, int count, bool unique) =>
        _client.CallAsync(new QueryMessageRequest("T", key, count, 0, long.MaxValue, unique));
}
