using Ariane.Broker.Pulling;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker;

/// <summary>One broker: stores messages, serves them, and knows who consumes them. Thread-safe.</summary>
/// <remarks>
/// Open it, serve connections with <see cref="Requests"/> and <see cref="VipRequests"/>, start it, and dispose it when
/// no more is wanted. It opens no port itself.
/// </remarks>
public sealed class Broker : IAsyncDisposable
{
    private readonly BrokerParts _parts;
    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;
    private int _isDisposed;

    private Broker(BrokerParts parts)
    {
        _parts = parts;
        Requests = parts.Table.Build();
        VipRequests = parts.Table.BuildWithout(PullRequests.Codes);
    }

    /// <summary>What clients may ask on the broker's port.</summary>
    public RequestTable Requests { get; }

    /// <summary>What they may ask on the second one, two below: everything but reading queues.</summary>
    public RequestTable VipRequests { get; }

    /// <summary>The messages.</summary>
    public MessageStore Store => _parts.Store;

    /// <summary>How many pulls wait for a message now.</summary>
    public int ParkedPulls => _parts.ParkedPulls.Count;

    /// <summary>How many queues are remembered because somebody waits for them, or did.</summary>
    internal int ParkedQueues => _parts.ParkedPulls.QueueCount;

    /// <summary>Opens store and tables. The broker then answers requests but is unknown to name servers.</summary>
    /// <exception cref="StoreException">Store or table cannot be opened: which, why and where.</exception>
    public static async Task<Broker> OpenAsync(
        BrokerOptions options, BrokerServices services, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        return new Broker(await BrokerParts.OpenAsync(options, services, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Starts what runs by itself: registration, checkpoints, expiry. Call it once, when connections are served.
    /// </summary>
    /// <remarks>
    /// Ends when the name servers know the broker, so that clients find it; a silent one is not waited for long.
    /// </remarks>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _parts.Registration.Start();
        _loops = Task.WhenAll(
            _parts.Checkpoints.RunAsync(_stopping.Token), _parts.ClientExpiry.RunAsync(_stopping.Token));
        await _parts.Registration.WhenAnnouncedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops without losing anything: what was acknowledged is on disk afterwards, offsets included.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;

        // Producers and consumers leave as soon as the name servers stop naming this broker.
        await _parts.Registration.StopAsync().ConfigureAwait(false);
        _parts.ParkedPulls.Close();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        await _parts.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }
}
