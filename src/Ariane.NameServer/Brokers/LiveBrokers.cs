using System.Collections.Concurrent;
using Ariane.Remoting.Connections;

namespace Ariane.NameServer.Brokers;

/// <summary>The broker processes that are registered, and when each was last heard of.</summary>
/// <remarks>
/// Safe for concurrent use. Entries come and go under the route table's lock only; heartbeats and lookups need none.
/// Time is the provider's monotonic timestamp, so that a corrected wall clock expires nobody.
/// </remarks>
internal sealed class LiveBrokers(TimeProvider time)
{
    private readonly ConcurrentDictionary<BrokerKey, LiveBroker> _brokers = new();

    public int Count => _brokers.Count;

    public long Now => time.GetTimestamp();

    public LiveBroker? Find(BrokerKey key) => _brokers.GetValueOrDefault(key);

    public void Put(LiveBroker broker) => _brokers[broker.Key] = broker;

    public void Remove(BrokerKey key) => _brokers.TryRemove(key, out _);

    /// <summary>Records a sign of life; unknown brokers are ignored.</summary>
    /// <returns>The broker, or null when it is not registered.</returns>
    public LiveBroker? Renew(BrokerKey key)
    {
        var broker = Find(key);
        broker?.Renew(time.GetTimestamp());
        return broker;
    }

    public bool IsExpired(LiveBroker broker) => time.GetElapsedTime(broker.HeardAt) > broker.HeartbeatTimeout;

    public IEnumerable<LiveBroker> Expired()
    {
        foreach (var (_, broker) in _brokers)
        {
            if (IsExpired(broker)) yield return broker;
        }
    }

    public IEnumerable<LiveBroker> RegisteredOver(RemotingConnection connection)
    {
        foreach (var (_, broker) in _brokers)
        {
            if (ReferenceEquals(broker.Connection, connection)) yield return broker;
        }
    }
}
