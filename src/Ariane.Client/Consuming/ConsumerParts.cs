using Ariane.Client.Pulling;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Consuming;

/// <summary>What the queues of one consumer share.</summary>
/// <param name="Rebalance">Asks for another look at which queues to consume, and from where.</param>
/// <param name="Announce">Asks for a heartbeat: a broker does not know the subscription.</param>
internal sealed record ConsumerParts(
    PushConsumerOptions Options,
    MessagePuller Puller,
    HandlerRunner Runner,
    Action Rebalance,
    Action Announce,
    TimeProvider Time,
    ILogger Logger);
