using Ariane.NameServer.Settings;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging;

namespace Ariane.NameServer;

/// <summary>
/// The registry of who serves which topic: brokers tell it, clients ask it. Knows no sockets: whoever listens serves
/// <see cref="Requests"/>.
/// </summary>
/// <remarks>
/// Name servers do not know of each other; brokers register with each. But for the key-value configuration all state is
/// in memory and comes back with the brokers' next registrations, within half a minute of a restart.
/// </remarks>
public sealed class NameServer : IAsyncDisposable
{
    private static readonly TimeSpan NoticeConnectTimeout = TimeSpan.FromMilliseconds(300);

    private readonly NameServerState _state;
    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;

    private NameServer(NameServerState state)
    {
        _state = state;
        Requests = NameServerRequests.Map(new RequestTableBuilder(), state).Build();
    }

    /// <summary>Everything this name server answers. Valid before <see cref="StartAsync"/> already.</summary>
    public RequestTable Requests { get; }

    /// <summary>The settings in force.</summary>
    public NameServerOptions Options => _state.Settings.Current;

    /// <summary>Puts a name server together and reads its key-value configuration.</summary>
    /// <param name="connector">How to reach brokers that have to be told something; over TCP when left out.</param>
    /// <exception cref="InvalidDataException">
    /// The key-value configuration cannot be read; says which file and why.
    /// </exception>
    public static NameServer Create(
        NameServerOptions options, TimeProvider time, ILoggerFactory loggers, IConnector? connector = null) =>
        new(new NameServerState(options, connector ?? new SocketConnector(NoticeConnectTimeout), time, loggers));

    /// <summary>Starts to look for brokers that are gone. Call once.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stopping = _stopping.Token;
        _loops = Task.WhenAll(
            _state.Unregistrations.RunAsync(stopping),
            _state.Liveness.RunAsync(stopping),
            _state.Notifier.RunAsync(stopping));
        return Task.CompletedTask;
    }

    /// <summary>Stops. Connections are the listener's to close, before.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        await _state.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }
}
