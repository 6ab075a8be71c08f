using Ariane.NameServer.Brokers;
using Ariane.NameServer.KeyValues;
using Ariane.NameServer.Routes;
using Ariane.NameServer.Settings;
using Ariane.Remoting.Clients;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging;

namespace Ariane.NameServer;

/// <summary>The parts of a name server, put together once. Only the request table takes them from here.</summary>
internal sealed class NameServerState : IAsyncDisposable
{
    private readonly RemotingClient _client;

    /// <exception cref="InvalidDataException">The key-value configuration cannot be read.</exception>
    public NameServerState(NameServerOptions options, IConnector connector, TimeProvider time, ILoggerFactory loggers)
    {
        Time = time;
        Loggers = loggers;
        KeyValues = KeyValueConfigStore.Open(options.KvConfigPath, loggers.CreateLogger<KeyValueConfigStore>());
        Settings = new NameServerSettings(options, loggers.CreateLogger<NameServerSettings>());
        Live = new LiveBrokers(time);
        Routes = new RouteTable(Live, new RouteLimits());
        _client = new RemotingClient(
            connector, RequestTable.Empty, new RemotingOptions(), time, loggers.CreateLogger<RemotingClient>());
        Notifier = new MinBrokerIdNotifier(_client, time, loggers.CreateLogger<MinBrokerIdNotifier>());
        Unregistrations = new UnregistrationQueue(
            Routes, Notifier, Settings, loggers.CreateLogger<UnregistrationQueue>());
        Liveness = new BrokerLiveness(
            Live, Unregistrations, Settings, time, loggers.CreateLogger<BrokerLiveness>());
    }

    public TimeProvider Time { get; }

    public ILoggerFactory Loggers { get; }

    public NameServerSettings Settings { get; }

    public KeyValueConfigStore KeyValues { get; }

    public LiveBrokers Live { get; }

    public RouteTable Routes { get; }

    public MinBrokerIdNotifier Notifier { get; }

    public UnregistrationQueue Unregistrations { get; }

    public BrokerLiveness Liveness { get; }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync().ConfigureAwait(false);
        KeyValues.Dispose();
        Settings.Dispose();
    }
}
