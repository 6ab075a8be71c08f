using Ariane.Broker.Topics;
using Ariane.Remoting.Clients;
using Ariane.Remoting.Connections;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Registration;

/// <summary>Makes the broker and its topics known to all name servers. Thread-safe.</summary>
internal sealed class NameServerRegistration : ITopicListener, ITopicAnnouncer, IAsyncDisposable
{
    private readonly RemotingClient _client;
    private readonly RegistrationOptions _options;
    private readonly TimeProvider _time;
    private readonly NameServerLink[] _links;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public NameServerRegistration(
        RemotingClient client,
        BrokerIdentity identity,
        TopicTable topics,
        RegistrationOptions options,
        TimeProvider time,
        ILogger<NameServerRegistration> logger)
    {
        _client = client;
        _options = options;
        _time = time;
        _links =
        [
            .. options.NameServers.Distinct(StringComparer.Ordinal)
                .Select(address => new NameServerLink(address, client, identity, topics, options, time, logger)),
        ];
        client.ConnectionClosed += OnConnectionClosed;
    }

    /// <summary>Registers for the first time, in the background, and keeps the registration up. Called once.</summary>
    public void Start() => _running = Task.WhenAll(_links.Select(link => link.RunAsync(_stopping.Token)));

    /// <inheritdoc/>
    public void OnTopicChanged(string topic)
    {
        foreach (NameServerLink link in _links) link.Announce(topic);
    }

    /// <inheritdoc/>
    public async Task WhenAnnouncedAsync()
    {
        if (_running.IsCompleted) return;
        Task told = Task.WhenAll(_links.Select(static link => link.WhenTold()));
        using var wait = new CancellationTokenSource();
        await Task.WhenAny(told, Task.Delay(_options.AnnounceTimeout, _time, wait.Token)).ConfigureAwait(false);
        await wait.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Takes the broker out of all name servers, in a bounded time, and stops.</summary>
    public async Task StopAsync()
    {
        _client.ConnectionClosed -= OnConnectionClosed;
        bool wasStarted = !ReferenceEquals(_running, Task.CompletedTask);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (!wasStarted) return;
        await Task.WhenAll(_links.Select(static link => link.UnregisterAsync(CancellationToken.None)))
            .ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync().ConfigureAwait(false);
        foreach (NameServerLink link in _links) link.Dispose();
        _stopping.Dispose();
    }

    private void OnConnectionClosed(string address, RemotingConnection connection)
    {
        foreach (NameServerLink link in _links)
        {
            if (link.Address == address) link.ForgetState();
        }
    }
}
