using System.Text;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests;

/// <summary>
/// A broker like the one whose exchanges were recorded, shared by the tests that change nothing in it.
/// </summary>
public sealed class GoldenBroker : IAsyncLifetime
{
    internal BrokerHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await BrokerHost.StartAsync();
        await PrepareAsync(Host);
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();

    /// <summary>Topics, groups and messages of the recorded broker, as far as the steps need them.</summary>
    internal static async Task PrepareAsync(BrokerHost host)
    {
        RemotingConnection client = await host.ConnectAsync();
        foreach (string topic in (string[])["GoldenTopic", "GoldenSql", "GoldenTrans"])
            await client.CreateTopicAsync(topic);
        await client.CreateTopicAsync("GoldenRO", queues: 1, perm: 4);
        await client.CreateTopicAsync("GoldenWO", queues: 1, perm: 2);
        await client.CallAsync(new HeartbeatRequest(), Calls.Heartbeat("c", "CG_sub", Calls.Subscribe("GoldenTopic")));
        await client.SendAsync("GoldenTopic", "hello");
        await client.CallAsync(
            new UpdateGroupRequest(), Encoding.UTF8.GetBytes("""{"groupName":"CG_disabled","consumeEnable":false}"""));
        await client.CallAsync(new UpdateGroupRequest(), Encoding.UTF8.GetBytes("""{"groupName":"CG_pull"}"""));
        await client.CallAsync(new UpdateGroupRequest(), Encoding.UTF8.GetBytes("""{"groupName":"CG_offline"}"""));
    }
}
