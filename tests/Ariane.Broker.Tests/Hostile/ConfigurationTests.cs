using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Hostile;

/// <summary>Whatever a client makes the broker write down, the broker can read again.</summary>
public sealed class ConfigurationTests : IAsyncLifetime
{
    private BrokerHost _host = null!;
    private RemotingConnection _client = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync();
        _client = await _host.ConnectAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task CreateTopic_OfAFilterTypeThatNobodyKnows_IsRefused()
    {
        RemotingResponse refused = await _client.CallAsync(new CreateTopicRequest("T", "TBW102", 1, 1, 6, "EVIL", 0));

        Assert.Equal(ResponseCode.InvalidParameter, refused.Code);
        await _host.RestartAsync();
    }

    [Fact]
    public async Task CreateTopic_EndlessAttributes_AreRefused()
    {
        var request = new CreateTopicRequest("T", "TBW102", 1, 1, 6, "SINGLE_TAG", 0)
        {
            Attributes = "+reserve.time=" + new string('1', 100_000),
        };

        Assert.Equal(ResponseCode.InvalidParameter, (await _client.CallAsync(request)).Code);
    }

    [Theory]
    [InlineData("""{"groupName":"CG","attributes":{"$ref":"$.nowhere"}}""")]
    [InlineData("""{"groupName":"CG","groupRetryPolicy":{"\u0024ref":"$.nowhere"}}""")]
    [InlineData("""{"groupName":"CG","groupRetryPolicy":{"x":[1e999,-1e999,NaN,Infinity]}}""")]
    public async Task UpdateGroup_OddConfiguration_CanBeReadAgain(string config)
    {
        await UpdateGroupAsync(config);
        await _host.RestartAsync();

        RemotingConnection again = await _host.ConnectAsync();
        Assert.Equal(ResponseCode.Success, (await again.CallAsync(new GetGroupConfigRequest("CG"))).Code);
    }

    [Theory]
    [InlineData(20, ResponseCode.Success)]
    [InlineData(40, ResponseCode.SystemError)]
    [InlineData(62, ResponseCode.SystemError)]
    [InlineData(1000, ResponseCode.SystemError)]
    public async Task UpdateGroup_DeepRetryPolicy_NeverStopsTheNextStart(int depth, ResponseCode expected)
    {
        string policy = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        RemotingResponse response = await UpdateGroupAsync($$"""{"groupName":"CG","groupRetryPolicy":{{policy}}}""");

        Assert.Equal(expected, response.Code);
        await _host.RestartAsync();
    }

    [Fact]
    public async Task UpdateGroup_MoreRetryQueuesThanCanBe_IsRefused()
    {
        RemotingResponse refused = await UpdateGroupAsync("""{"groupName":"CG","retryQueueNums":2147483647}""");

        Assert.Equal(ResponseCode.SystemError, refused.Code);
        Assert.Equal("retryQueueNums is 2147483647; expected at most 1024", refused.Remark);
    }

    [Fact]
    public async Task UpdateGroup_EndlessConfiguration_IsRefused()
    {
        RemotingResponse refused = await UpdateGroupAsync(
            $$"""{"groupName":"CG","subscriptionDataSet":["{{new string('x', 100_000)}}"]}""");

        Assert.Equal(ResponseCode.SystemError, refused.Code);
    }

    private Task<RemotingResponse> UpdateGroupAsync(string config) =>
        _client.CallAsync(new UpdateGroupRequest(), Encoding.UTF8.GetBytes(config));
}
