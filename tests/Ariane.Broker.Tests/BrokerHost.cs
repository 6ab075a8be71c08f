using System.Net;
using Ariane.Remoting.Clients;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using Ariane.Storage;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Broker.Tests;

/// <summary>
/// A broker with its store in a directory of its own, a clock that the test moves, and clients without sockets.
/// </summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    public const string Address = "127.0.0.2:20911";

    private readonly TestDirectory _directory = new();
    private readonly List<IAsyncDisposable> _clients = [];
    private readonly Func<BrokerOptions, BrokerOptions> _configure;
    private IAsyncDisposable? _listener;

    private BrokerHost(Func<BrokerOptions, BrokerOptions>? configure)
    {
        _configure = configure ?? (static options => options);
        Network = new LoopbackNetwork(Time);
    }

    public ManualTime Time { get; } = new();

    public LoopbackNetwork Network { get; }

    public Broker Broker { get; private set; } = null!;

    public string Directory => _directory.Path;

    /// <param name="configure">What differs from the defaults.</param>
    /// <param name="prepare">Puts others on the network before the broker starts.</param>
    public static async Task<BrokerHost> StartAsync(
        Func<BrokerOptions, BrokerOptions>? configure = null, Action<LoopbackNetwork>? prepare = null)
    {
        var host = new BrokerHost(configure);
        prepare?.Invoke(host.Network);
        await host.OpenAsync();
        return host;
    }

    /// <summary>A new connection, as a client opens it.</summary>
    /// <param name="table">Answers what the broker asks.</param>
    public async Task<RemotingConnection> ConnectAsync(RequestTable? table = null)
    {
        var client = new RemotingClient(
            Network, table ?? RequestTable.Empty, new RemotingOptions(), Time, NullLogger.Instance);
        _clients.Add(client);
        return await client.ConnectAsync(Address, CancellationToken.None);
    }

    /// <summary>Stops the broker as an operator does, and opens it again.</summary>
    /// <param name="meanwhile">What happens to its files in between.</param>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await StopAsync();
        meanwhile?.Invoke();
        await OpenAsync();
    }

    public async Task StopAsync()
    {
        await Broker.DisposeAsync();
        await _listener!.DisposeAsync();
    }

    public string ReadConfig(string name) => File.ReadAllText(Path.Combine(Directory, "config", name));

    public void WriteConfig(string name, string content)
    {
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, "config"));
        File.WriteAllText(Path.Combine(Directory, "config", name), content);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable client in _clients) await client.DisposeAsync();
        await StopAsync();
        _directory.Dispose();
    }

    private async Task OpenAsync()
    {
        var options = _configure(new BrokerOptions
        {
            BrokerName = "broker-a",
            Address = IPAddress.Parse("127.0.0.2"),
            Port = 20911,
            Store = new StoreOptions
            {
                RootDirectory = Directory,
                CommitLogSegmentBytes = 8 * 1024 * 1024,
                ConsumeQueueSegmentBytes = 20_000,
                IndexSlots = 500,
                IndexEntries = 2000,
            },
        });
        var services = new BrokerServices(new PhysicalFiles(), Network, Time, NullLoggerFactory.Instance);
        Broker = await Broker.OpenAsync(options, services, CancellationToken.None);
        _listener = Network.Listen(Address, Broker.Requests, new RemotingOptions());
        await Broker.StartAsync(CancellationToken.None);
    }
}
