using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Sending;

/// <summary>
/// Sends of one read from a connection that wait for the disk together, and are then answered together.
/// </summary>
/// <remarks>Filled by one thread, then completed by the flushing one, then used again.</remarks>
internal sealed class DurableSends(DurabilityGate owner) : IDurabilityWaiter
{
    private const int KeptTextBytes = 256 * 1024;

    private readonly List<Entry> _entries = [];

    // The ids of all entries; they outlive the buffers they were made in.
    private byte[] _text = new byte[4096];
    private int _textBytes;

    /// <summary>Where the log must be on disk.</summary>
    public long EndOffset { get; private set; }

    public void Add(DeferredReply reply, in SendMessageResponse response, long endOffset)
    {
        _entries.Add(new Entry(
            reply,
            response.QueueId.GetValueOrDefault(),
            response.QueueOffset.GetValueOrDefault(),
            endOffset,
            Keep(response.MsgId),
            Keep(response.TransactionId)));
        EndOffset = Math.Max(EndOffset, endOffset);
    }

    /// <inheritdoc/>
    public void OnDurable(DurabilityOutcome outcome)
    {
        long durable = owner.DurableOffset;
        using (FlushScope.Begin())
        {
            foreach (Entry entry in _entries)
                Complete(entry, entry.EndOffset <= durable ? DurabilityOutcome.Durable : outcome);
        }

        Clear();
        owner.Return(this);
    }

    private void Complete(in Entry entry, DurabilityOutcome outcome)
    {
        ResponseCode code = outcome switch
        {
            DurabilityOutcome.Durable => ResponseCode.Success,
            DurabilityOutcome.TimedOut => ResponseCode.FlushDiskTimeout,
            _ => ResponseCode.ServiceNotAvailable,
        };
        string? remark = code == ResponseCode.ServiceNotAvailable ? owner.Replies.Unavailable() : null;
        SendMessageResponse response = owner.Replies.Accepted(
            Text(entry.MessageId), entry.QueueId, entry.QueueOffset, Text(entry.TransactionId));
        entry.Reply.Complete(code, response, remark);
    }

    private Range Keep(ReadOnlyMemory<byte> text)
    {
        if (text.Length > _text.Length - _textBytes)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _textBytes + text.Length));
        text.CopyTo(_text.AsMemory(_textBytes));
        var place = new Range(_textBytes, _textBytes + text.Length);
        _textBytes += text.Length;
        return place;
    }

    private ReadOnlyMemory<byte> Text(Range place) => _text.AsMemory(place);

    private void Clear()
    {
        _entries.Clear();
        _textBytes = 0;
        EndOffset = 0;
        if (_text.Length > KeptTextBytes) _text = new byte[4096];
    }

    private readonly record struct Entry(
        DeferredReply Reply, int QueueId, long QueueOffset, long EndOffset, Range MessageId, Range TransactionId);
}
