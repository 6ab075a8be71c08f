using System.Net;
using Ariane.Hostile.Attacks;
using Ariane.Hostile.Measuring;
using Ariane.Testing;

namespace Ariane.Hostile.Tests;

/// <summary>
/// The short form of the attacks of <c>eng/hostile</c>, on one real server, at a twentieth of their size.
/// </summary>
public sealed class AttackTests : IAsyncLifetime
{
    private const double Scale = 0.05;
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(400);

    private readonly string _data = Directory.CreateTempSubdirectory("ariane-hostile-").FullName;
    private readonly ArianeProcess _server;

    public AttackTests() => _server = new ArianeProcess(_data);

    public async Task InitializeAsync() => await _server.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Server_UnderEveryAttack_ServesOthersWithinItsMemoryAndStopsCleanly()
    {
        var broker = new IPEndPoint(IPAddress.Loopback, _server.BrokerPort);
        var nameServer = new IPEndPoint(IPAddress.Loopback, _server.NameServerPort);
        await using WellBehaved client = await WellBehaved.ConnectAsync(broker);
        await client.PrepareAsync(Scale);
        await using (var memory = ServerMemory.Watch(_server.ProcessId))
        {
            foreach (Attack attack in Attack.All) await RunAsync(attack, broker, nameServer, client);
            Assert.InRange(memory.MostMebibytes, 1, AttackRun.MaxMebibytes);
        }

        Assert.DoesNotContain(" ERROR ", _server.Log, StringComparison.Ordinal);
        Assert.Equal(0, await _server.StopAsync());
    }

    private static async Task RunAsync(Attack attack, IPEndPoint broker, IPEndPoint nameServer, WellBehaved client)
    {
        using var stopping = new CancellationTokenSource();
        await using var target = new AttackTarget(broker, nameServer, Scale, double.PositiveInfinity);
        Task<string> attacking = attack.RunAsync(target, stopping.Token);
        TimeSpan[] times = await client.MeasureAsync(Duration);
        await stopping.CancelAsync();
        await attacking;
        Assert.NotEmpty(times);
    }
}
