using System.Net;
using System.Net.Sockets;
using Ariane.Broker.Registration;
using Ariane.NameServer.Settings;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Clients;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Server.Tests;

public sealed class ArianeServerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task StartAsync_AllInOne_BrokerRegistersWithItsNameServer()
    {
        await using var server = await ArianeServer.StartAsync(AllInOne());
        await using var client = NewClient();
        var route = await FindRouteAsync(client, server, "TBW102");

        Assert.Equal(server.BrokerEndPoint!.ToString(), Assert.Single(route.Brokers).Addresses[0]);
        Assert.Equal(server.BrokerEndPoint.Port - 2, server.BrokerVipEndPoint!.Port);
    }

    [Fact]
    public async Task StartAsync_SameDirectoryAgain_FindsEverything()
    {
        for (int run = 0; run < 2; run++)
        {
            await using var server = await ArianeServer.StartAsync(AllInOne());
            await using var client = NewClient();
            Assert.Single((await FindRouteAsync(client, server, "TBW102")).Brokers);
        }

        Assert.True(Directory.Exists(_directory.File("commitlog")));
    }

    [Fact]
    public async Task StartAsync_DirectoryInUse_SaysSoAndLeavesTheOtherAlone()
    {
        await using var server = await ArianeServer.StartAsync(AllInOne());
        var exception = await Assert.ThrowsAsync<ServerStartException>(() => ArianeServer.StartAsync(AllInOne()));

        Assert.Contains(_directory.Path, exception.Message, StringComparison.Ordinal);
        await using var client = NewClient();
        Assert.Single((await FindRouteAsync(client, server, "TBW102")).Brokers);
    }

    [Fact]
    public async Task StartAsync_DirectoryIsAFile_SaysSo()
    {
        string file = _directory.File("occupied");
        File.WriteAllText(file, "");
        var exception = await Assert.ThrowsAsync<ServerStartException>(
            () => ArianeServer.StartAsync(ArianeServerOptions.AllInOne(file, port: 0, nameServerPort: 0)));

        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_BrokerPortInUse_ReleasesTheNameServersPort()
    {
        await using var server = await ArianeServer.StartAsync(AllInOne());
        var conflicting = ArianeServerOptions.AllInOne(
            _directory.File("other"), port: server.BrokerEndPoint!.Port, nameServerPort: 0);
        await Assert.ThrowsAsync<ServerStartException>(() => ArianeServer.StartAsync(conflicting));

        await using var client = NewClient();
        Assert.Single((await FindRouteAsync(client, server, "TBW102")).Brokers);
    }

    [Fact]
    public async Task StartAsync_CancelledWhileTheNameServerIsSilent_LeavesTheStoreToTheNext()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        ArianeServerOptions options = AllInOne() with { NameServer = null };
        options = options with
        {
            Broker = options.Broker! with
            {
                Broker = options.Broker.Broker with
                {
                    Registration = new RegistrationOptions
                    {
                        NameServers = [silent.LocalEndpoint.ToString()!],
                        Timeout = Patience,
                        AnnounceTimeout = Patience,
                        UnregisterTimeout = TimeSpan.FromMilliseconds(1),
                    },
                },
            },
        };
        using var stop = new CancellationTokenSource();
        Task<ArianeServer> starting = ArianeServer.StartAsync(options, stop.Token);
        using Socket accepted = await silent.AcceptSocketAsync().WaitAsync(Patience);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await using var server = await ArianeServer.StartAsync(AllInOne());
    }

    [Fact]
    public async Task StartAsync_UnreadableKeyValues_NamesTheFile()
    {
        string file = _directory.File("kvConfig.json");
        File.WriteAllText(file, "nonsense");
        var options = new ArianeServerOptions
        {
            NameServer = NameServerOptions.In(_directory.Path) with { BindAddress = "127.0.0.1", ListenPort = 0 },
        };
        var exception = await Assert.ThrowsAsync<ServerStartException>(() => ArianeServer.StartAsync(options));

        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_NameServerAlone_HasNoBroker()
    {
        await using var server = await ArianeServer.StartAsync(new ArianeServerOptions
        {
            NameServer = NameServerOptions.In(_directory.Path) with { BindAddress = "127.0.0.1", ListenPort = 0 },
        });

        Assert.Equal(IPAddress.Loopback, server.NameServerEndPoint!.Address);
        Assert.Null(server.BrokerEndPoint);
        Assert.Null(server.BrokerVipEndPoint);
    }

    private static RemotingClient NewClient() => new(
        new SocketConnector(Patience), RequestTable.Empty, new RemotingOptions(), TimeProvider.System,
        NullLogger.Instance);

    /// <summary>Registration follows the start soon; asks until it shows.</summary>
    private static async Task<TopicRoute> FindRouteAsync(RemotingClient client, ArianeServer server, string topic)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var response = await client.InvokeAsync(
                server.NameServerEndPoint!.ToString(), new GetRouteRequest(topic), default, Patience, patience.Token);
            if (response.Code == ResponseCode.Success)
            {
                Assert.True(TopicRoute.TryParse(response.Body.Span, out var route, out string? error), error);
                return route;
            }

            Assert.Equal(ResponseCode.TopicNotExist, response.Code);
            await Task.Yield();
        }
    }

    private ArianeServerOptions AllInOne() => ArianeServerOptions.AllInOne(_directory.Path, port: 0, nameServerPort: 0);
}
