using System.Net;
using Ariane.NameServer.Settings;
using Ariane.Server.Listening;
using Microsoft.Extensions.Logging;

namespace Ariane.Server.Hosting;

/// <summary>A name server and the port it is served on.</summary>
internal sealed class NameServerHost : IAsyncDisposable
{
    private readonly NameServer.NameServer _server;
    private readonly RemotingListener _listener;

    private NameServerHost(NameServer.NameServer server, RemotingListener listener)
    {
        _server = server;
        _listener = listener;
    }

    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <exception cref="ServerStartException">The port or the files cannot be used.</exception>
    public static async Task<NameServerHost> StartAsync(
        NameServerOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (!IPAddress.TryParse(options.BindAddress, out var address))
        {
            throw new ServerStartException($"bindAddress must be an IP address, not '{options.BindAddress}'.");
        }

        var listenerOptions = new ListenerOptions
        {
            Backlog = options.SocketBacklog,
            IdleTimeout = options.ConnectionIdleTimeout,
        };
        var listener = await RemotingListener
            .BindAsync(new IPEndPoint(address, options.ListenPort), listenerOptions, time, loggers, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            var server = NameServer.NameServer.Create(options, time, loggers);
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            listener.Serve(server.Requests);
            return new NameServerHost(server, listener);
        }
        catch (Exception exception)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            if (exception is not (IOException or InvalidDataException or UnauthorizedAccessException)) throw;
            throw new ServerStartException($"The name server cannot start. {exception.Message}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }
}
