namespace Ariane.NameServer.Brokers;

/// <summary>A broker process that is to be taken out.</summary>
/// <param name="Lost">
/// The registration that was lost, when its connection closed or it fell silent; a broker that has registered again or
/// was heard of since then stays. Null when the broker itself asked to go.
/// </param>
/// <param name="Silent">Lost by silence, so that a later sign of life saves it.</param>
internal sealed record Unregistration(
    BrokerKey Key, string BrokerName, long BrokerId, LiveBroker? Lost = null, bool Silent = false)
{
    public static Unregistration Closed(LiveBroker broker) =>
        new(broker.Key, broker.BrokerName, broker.BrokerId, broker);

    public static Unregistration Expired(LiveBroker broker) => Closed(broker) with { Silent = true };
}
