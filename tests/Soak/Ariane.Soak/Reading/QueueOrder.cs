using Ariane.Client.Messages;
using Ariane.Protocol.Bodies;

namespace Ariane.Soak.Reading;

/// <summary>Where one consumer is in each queue. Safe for concurrent use.</summary>
internal sealed class QueueOrder
{
    private readonly Lock _gate = new();
    private readonly Dictionary<MessageQueue, long> _last = [];   // Guarded by _gate.

    /// <summary>Is the message behind the last one of its queue? It is the last one from now on.</summary>
    public bool Follows(ReceivedMessage message)
    {
        lock (_gate)
        {
            bool follows = !_last.TryGetValue(message.Queue, out long last) || message.QueueOffset > last;
            _last[message.Queue] = message.QueueOffset;
            return follows;
        }
    }
}
