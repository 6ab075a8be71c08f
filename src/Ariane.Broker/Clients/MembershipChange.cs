namespace Ariane.Broker.Clients;

/// <summary>What a heartbeat changed in a consumer group.</summary>
/// <param name="Rebalances">A member or a topic came or went: the others must share the queues anew.</param>
/// <param name="MustResend">
/// Another client of the group subscribes to something else than this one, or nothing is known of what it left out.
/// </param>
internal readonly record struct MembershipChange(bool Rebalances, bool MustResend);
