using System.Net;
using System.Net.Sockets;
using Ariane.Broker;
using Ariane.Remoting.Transports;
using Ariane.Server.Configuration;
using Ariane.Server.Listening;
using Ariane.Storage;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Server.Hosting;

/// <summary>A broker and its two ports.</summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    private readonly Broker.Broker _broker;
    private readonly PortPair _ports;

    private BrokerHost(Broker.Broker broker, PortPair ports)
    {
        _broker = broker;
        _ports = ports;
    }

    public IPEndPoint EndPoint => _ports.Main.EndPoint;

    public IPEndPoint VipEndPoint => _ports.Vip.EndPoint;

    /// <param name="nameServer">
    /// The name server of this process, which the broker registers with if it is told of no other.
    /// </param>
    /// <exception cref="ServerStartException">The ports or the store cannot be used.</exception>
    public static async Task<BrokerHost> StartAsync(
        BrokerHostOptions options,
        IPEndPoint? nameServer,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        // Ports first: what the broker calls itself, in every stored record, contains the port.
        var ports = await PortPair
            .BindAsync(options.BindAddress, options.Broker.Port, options.Listener, time, loggers, cancellationToken)
            .ConfigureAwait(false);
        Broker.Broker? broker = null;
        try
        {
            var settings = Complete(options, ports.Main.EndPoint, nameServer);
            var services = new BrokerServices(new PhysicalFiles(), new SocketConnector(ConnectTimeout), time, loggers);
            broker = await Broker.Broker.OpenAsync(settings, services, cancellationToken).ConfigureAwait(false);
            ports.Serve(broker.Requests, broker.VipRequests);
            await broker.StartAsync(cancellationToken).ConfigureAwait(false);
            return new BrokerHost(broker, ports);
        }
        catch (Exception exception)
        {
            await StopAsync(ports, broker).ConfigureAwait(false);
            if (exception is not (IOException or StoreException or UnauthorizedAccessException)) throw;
            throw new ServerStartException(
                $"The broker cannot start with the store {options.Broker.Store.RootDirectory}. {exception.Message}",
                exception);
        }
    }

    public ValueTask DisposeAsync() => StopAsync(_ports, _broker);

    /// <summary>Nothing new is read from now on; what was read is answered while the broker finishes.</summary>
    private static async ValueTask StopAsync(PortPair ports, Broker.Broker? broker)
    {
        var closing = ports.DisposeAsync();
        if (broker is not null) await broker.DisposeAsync().ConfigureAwait(false);
        await closing.ConfigureAwait(false);
    }

    private static BrokerOptions Complete(BrokerHostOptions options, IPEndPoint listening, IPEndPoint? nameServer)
    {
        var broker = options.Broker with { Port = listening.Port };
        if (!options.IsAddressGiven) broker = broker with { Address = Advertised(listening.Address) };
        if (broker.Registration.NameServers.Count > 0 || nameServer is null) return broker;

        var reachable = new IPEndPoint(
            IsAny(nameServer.Address) ? IPAddress.Loopback : nameServer.Address, nameServer.Port);
        return broker with { Registration = broker.Registration with { NameServers = [reachable.ToString()] } };
    }

    /// <summary>
    /// What clients can connect to: where the broker listens or, if that is everywhere, the machine's address.
    /// </summary>
    private static IPAddress Advertised(IPAddress listening)
    {
        if (!IsAny(listening)) return listening;

        try
        {
            // No packet leaves: connecting a datagram socket only asks which address the way out would have.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(new IPAddress([192, 0, 2, 1]), 9));
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return IPAddress.Loopback;
        }
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
