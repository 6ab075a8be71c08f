using System.Net;
using Ariane.Server.Hosting;

namespace Ariane.Server;

/// <summary>A running name server, broker, or both, in this process. Safe for concurrent use.</summary>
/// <remarks>
/// <code>
/// await using var server = await ArianeServer.StartAsync(
///     ArianeServerOptions.AllInOne("data", port: 0, nameServerPort: 0));
/// string nameServer = server.NameServerEndPoint!.ToString();
/// </code>
/// </remarks>
public sealed class ArianeServer : IAsyncDisposable
{
    private readonly NameServerHost? _nameServer;
    private readonly BrokerHost? _broker;

    private ArianeServer(NameServerHost? nameServer, BrokerHost? broker)
    {
        _nameServer = nameServer;
        _broker = broker;
    }

    /// <summary>Where the name server listens; null when there is none.</summary>
    public IPEndPoint? NameServerEndPoint => _nameServer?.EndPoint;

    /// <summary>Where the broker listens; null when there is none.</summary>
    public IPEndPoint? BrokerEndPoint => _broker?.EndPoint;

    /// <summary>The broker's second port, two below, for all requests but reading; null when there is none.</summary>
    public IPEndPoint? BrokerVipEndPoint => _broker?.VipEndPoint;

    /// <summary>Starts everything. Sends and queries are answered when the task completes.</summary>
    /// <exception cref="ServerStartException">
    /// A port or a directory cannot be used; the message is for the operator.
    /// </exception>
    public static async Task<ArianeServer> StartAsync(
        ArianeServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        NameServerHost? nameServer = null;
        try
        {
            if (options.NameServer is { } nameServerOptions)
            {
                nameServer = await NameServerHost
                    .StartAsync(nameServerOptions, options.Time, options.Loggers, cancellationToken)
                    .ConfigureAwait(false);
            }

            var broker = options.Broker is { } brokerOptions
                ? await BrokerHost
                    .StartAsync(brokerOptions, nameServer?.EndPoint, options.Time, options.Loggers, cancellationToken)
                    .ConfigureAwait(false)
                : null;
            return new ArianeServer(nameServer, broker);
        }
        catch
        {
            if (nameServer is not null) await nameServer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops: the broker tells the name servers, answers what it has read and closes its store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync().ConfigureAwait(false);
        if (_nameServer is not null) await _nameServer.DisposeAsync().ConfigureAwait(false);
    }
}
