using System.Text;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Groups;

public sealed class GroupRequestTests : IAsyncLifetime
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
    public async Task Update_Group_SurvivesARestart()
    {
        await UpdateAsync(
            """{"groupName":"CG","retryMaxTimes":3,"groupRetryPolicy":{"type":"EXPONENTIAL"},"consumeEnable":false}""");
        await _host.RestartAsync();
        RemotingResponse found = await (await _host.ConnectAsync()).CallAsync(new GetGroupConfigRequest("CG"));

        Assert.True(SubscriptionGroupConfig.TryParse(found.Body.Span, out SubscriptionGroupConfig? config, out _));
        Assert.Equal((3, false), (config.RetryMaxTimes, config.ConsumeEnable));
        Assert.Contains("EXPONENTIAL", config.RetryPolicyJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_Group_ReplacesAllOfIt()
    {
        await UpdateAsync("""{"groupName":"CG","retryMaxTimes":3}""");
        await UpdateAsync("""{"groupName":"CG","retryQueueNums":2}""");
        RemotingResponse found = await _client.CallAsync(new GetGroupConfigRequest("CG"));

        Assert.True(SubscriptionGroupConfig.TryParse(found.Body.Span, out SubscriptionGroupConfig? config, out _));
        Assert.Equal((16, 2), (config.RetryMaxTimes, config.RetryQueueNums));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{bad")]
    [InlineData("{}")]
    [InlineData("{\"groupName\":\"white space\"}")]
    [InlineData("{\"groupName\":\"CG\",\"attributes\":{\"+color\":\"red\"}}")]
    public async Task Update_BadBody_IsRefusedWithAReason(string body)
    {
        RemotingResponse response = await UpdateAsync(body);

        Assert.Equal(ResponseCode.SystemError, response.Code);
        Assert.False(string.IsNullOrEmpty(response.Remark));
    }

    [Fact]
    public async Task GetAll_Groups_HasTheBuiltInOnes()
    {
        RemotingResponse response = await _client.CallAsync(new GetAllGroupConfigRequest());

        Assert.True(SubscriptionGroupTable.TryParse(response.Body.Span, out SubscriptionGroupTable? table, out _));
        Assert.Equal(
            [
                "CID_ONS-HTTP-PROXY", "CID_ONSAPI_OWNER", "CID_ONSAPI_PERMISSION", "CID_ONSAPI_PULL",
                "CID_RMQ_SYS_TRANS", "FILTERSRV_CONSUMER", "SELF_TEST_C_GROUP", "TOOLS_CONSUMER",
            ],
            table.Groups.Keys.Order(StringComparer.Ordinal));
    }

    private Task<RemotingResponse> UpdateAsync(string body) =>
        _client.CallAsync(new UpdateGroupRequest(), Encoding.UTF8.GetBytes(body));
}
