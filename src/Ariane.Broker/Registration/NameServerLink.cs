using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Clients;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Registration;

/// <summary>Keeps one name server informed: all topics from time to time, changed ones at once.</summary>
/// <remarks>
/// Each name server has its own loop, so that one that is down delays no other. Changes may be handed in from any
/// thread; those that come while a registration is under way go together with the next.
/// </remarks>
internal sealed class NameServerLink(
    string address,
    RemotingClient client,
    BrokerIdentity identity,
    TopicTable topics,
    RegistrationOptions options,
    TimeProvider time,
    ILogger logger) : IDisposable
{
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0, 1);
    private PendingChanges _pending = new();  // Guarded by _gate.
    private PendingChanges _underWay = PendingChanges.None;  // Guarded by _gate: what the loop took last.
    private bool _isKnown;  // Used by the loop alone: the last full registration succeeded.
    private long _knownSince;  // Used by the loop alone.
    private volatile bool _mustIntroduce;

    public string Address => address;

    /// <summary>Hands a changed topic in, to be told as soon as possible.</summary>
    public void Announce(string topic)
    {
        lock (_gate) _pending.Topics.Add(topic);
        Wake();
    }

    /// <summary>Ends when the name server was told all that was handed in, or could not be.</summary>
    public Task WhenTold()
    {
        lock (_gate) return _pending.Topics.Count > 0 ? _pending.Told : _underWay.Told;
    }

    /// <summary>The connection broke: the name server may have forgotten everything.</summary>
    public void ForgetState()
    {
        _mustIntroduce = true;
        Wake();
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await TellOnceAsync(stoppingToken).ConfigureAwait(false);
                await WaitForWorkAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The broker stops; whoever waits for an announcement is let go.
            TakePending().End();
        }
    }

    /// <summary>Says goodbye. Failing is logged: the name server forgets the broker by itself.</summary>
    public async Task UnregisterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.InvokeAsync(
                address, identity.Farewell, default, options.UnregisterTimeout, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            RegistrationLog.UnregisterFailed(logger, address, exception);
        }
    }

    public void Dispose() => _work.Dispose();

    private TimeSpan Period => TimeSpan.FromTicks(
        Math.Clamp(options.Period.Ticks, ShortestPeriod.Ticks, LongestPeriod.Ticks));

    private TimeSpan UntilNext => _isKnown ? Period - time.GetElapsedTime(_knownSince) : options.RetryInterval;

    private async Task TellOnceAsync(CancellationToken stoppingToken)
    {
        PendingChanges changes = TakePending();
        try
        {
            bool isPartEnough = _isKnown && !_mustIntroduce && UntilNext > TimeSpan.Zero;
            if (!isPartEnough) await RegisterAsync(null, stoppingToken).ConfigureAwait(false);
            else if (changes.Topics.Count > 0) await RegisterAsync(changes.Topics, stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            changes.End();
        }
    }

    private async Task RegisterAsync(HashSet<string>? names, CancellationToken stoppingToken)
    {
        if (names is null) _mustIntroduce = false;
        var (request, body) = identity.Introduce(names);
        bool wasKnown = _isKnown;
        _isKnown = false;
        try
        {
            RemotingResponse response = await client.InvokeAsync(
                address, request, body, options.Timeout, stoppingToken).ConfigureAwait(false);
            if (response.Code != ResponseCode.Success)
            {
                RegistrationLog.Refused(logger, address, response.Code, response.Remark);
                return;
            }

            _isKnown = true;
            if (names is null) _knownSince = time.GetTimestamp();
            if (!wasKnown) RegistrationLog.Registered(logger, address);
            AdoptOrder(response);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The outer edge of this loop: whatever the reason, the next attempt may succeed.
            if (wasKnown) RegistrationLog.Lost(logger, address, exception);
            else RegistrationLog.Failed(logger, address, exception.Message);
        }
    }

    // The order topics that an operator told the name server.
    private void AdoptOrder(RemotingResponse response)
    {
        if (!response.HasBody) return;
        if (KeyValueTable.TryParse(response.Body.Span, out KeyValueTable? table, out string? error))
            topics.MarkOrdered(table.Table.Keys);
        else
            RegistrationLog.BadAnswer(logger, address, error);
    }

    private PendingChanges TakePending()
    {
        lock (_gate)
        {
            _underWay = _pending;
            _pending = new PendingChanges();
            return _underWay;
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_work.CurrentCount == 0) _work.Release();
        }
    }

    private async Task WaitForWorkAsync(CancellationToken stoppingToken)
    {
        TimeSpan most = UntilNext;
        if (most <= TimeSpan.Zero) return;
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(_work.WaitAsync(wait.Token), Task.Delay(most, time, wait.Token)).ConfigureAwait(false);
        await wait.CancelAsync().ConfigureAwait(false);
        stoppingToken.ThrowIfCancellationRequested();
    }

    private sealed class PendingChanges
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static PendingChanges None
        {
            get
            {
                var none = new PendingChanges();
                none.End();
                return none;
            }
        }

        public HashSet<string> Topics { get; } = new(StringComparer.Ordinal);

        public Task Told => _told.Task;

        public void End() => _told.TrySetResult();
    }
}
