namespace Ariane.NameServer.Brokers;

/// <summary>Which broker process: addresses are unique within a cluster only.</summary>
internal readonly record struct BrokerKey(string Cluster, string Address);
