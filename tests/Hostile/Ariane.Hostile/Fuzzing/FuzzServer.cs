using System.Net;
using Ariane.Broker;
using Ariane.Hostile.Wire;
using Ariane.NameServer.Settings;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Transports;
using Ariane.Server;
using Ariane.Storage;
using Ariane.Storage.Files;

namespace Ariane.Hostile.Fuzzing;

/// <summary>Which server of the two.</summary>
public enum FuzzTarget
{
    Broker,
    NameServer,
}

/// <summary>
/// A name server and a broker in this process, over sockets or without. Used by one fuzzer at a time.
/// </summary>
public sealed class FuzzServer : IAsyncDisposable
{
    private readonly string _directory;
    private readonly bool _isOverSockets;
    private readonly LoopbackNetwork _network;
    private readonly NextStart _nextStart;
    private readonly List<IAsyncDisposable> _parts = [];   // in the order in which to stop them
    private ArianeServer? _server;

    private FuzzServer(string directory, bool isOverSockets)
    {
        _directory = directory;
        _isOverSockets = isOverSockets;
        _nextStart = new NextStart(directory);
        _network = new LoopbackNetwork(TimeProvider.System, Errors.CreateLogger(""));
    }

    public ErrorLog Errors { get; } = new();

    /// <summary>Where UPDATE_NAMESRV_CONFIG saves.</summary>
    public string NameServerSettingsPath => Path.Combine(_directory, "namesrv", "namesrv.properties");

    public static async Task<FuzzServer> StartAsync(string directory, bool isOverSockets)
    {
        var server = new FuzzServer(directory, isOverSockets);
        await server.OpenAsync();
        return server;
    }

    public async Task<WireClient> ConnectAsync(FuzzTarget target)
    {
        if (_server is { } server)
            return await WireClient.ConnectAsync(
                target == FuzzTarget.Broker ? server.BrokerEndPoint! : server.NameServerEndPoint!);
        return WireClient.Over(await _network.ConnectAsync(target.ToString(), CancellationToken.None));
    }

    /// <summary>What the next start could not read of what was written since the last call; null if nothing.</summary>
    public Task<string?> FindStartFaultAsync() => _nextStart.FindFaultAsync();

    /// <summary>Stops both as an operator does and opens them again with the files they left.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task OpenAsync()
    {
        ArianeServerOptions options = ArianeServerOptions.AllInOne(
            _directory, IPAddress.Loopback, port: 0, nameServerPort: 0);
        BrokerOptions broker = options.Broker!.Broker with
        {
            Store = new StoreOptions
            {
                RootDirectory = _directory,
                CommitLogSegmentBytes = 16 * 1024 * 1024,
                IndexSlots = 500,
                IndexEntries = 2000,
            },
        };
        if (_isOverSockets)
        {
            _server = await ArianeServer.StartAsync(
                options with { Loggers = Errors, Broker = options.Broker! with { Broker = broker } });
            _parts.Add(_server);
            return;
        }

        var nameServer = NameServer.NameServer.Create(options.NameServer!, TimeProvider.System, Errors);
        await nameServer.StartAsync(CancellationToken.None);
        var opened = await Broker.Broker.OpenAsync(
            broker,
            new BrokerServices(new PhysicalFiles(), _network, TimeProvider.System, Errors),
            CancellationToken.None);
        _parts.Add(_network.Listen(nameof(FuzzTarget.NameServer), nameServer.Requests, new RemotingOptions()));
        _parts.Add(_network.Listen(nameof(FuzzTarget.Broker), opened.Requests, new RemotingOptions()));
        _parts.Add(opened);
        _parts.Add(nameServer);
        await opened.StartAsync(CancellationToken.None);
    }

    private async Task StopAsync()
    {
        foreach (IAsyncDisposable part in _parts) await part.DisposeAsync();
        _parts.Clear();
        _server = null;
    }
}
