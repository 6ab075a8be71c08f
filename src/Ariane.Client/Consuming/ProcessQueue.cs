using System.Diagnostics;
using Ariane.Client.Messages;

namespace Ariane.Client.Consuming;

/// <summary>
/// What was fetched from one queue and is not handled yet, in order. Knows how far everything is handled: messages may
/// finish in any order, but the offset to commit never passes one that is not finished. Safe for concurrent use.
/// </summary>
/// <remarks>Every message has a number, counted from the first one fetched; a ring holds those not finished.</remarks>
internal sealed class ProcessQueue(long startOffset)
{
    private const int InitialSlots = 64;

    private readonly Lock _gate = new();

    // All below is guarded by _gate.
    private Slot[] _slots = new Slot[InitialSlots];
    private long _oldest;
    private long _nextToHandle;
    private long _end;
    private long _bytes;
    private long _nextOffset = startOffset;

    /// <summary>The offset of the next message that is not known to be handled.</summary>
    public long CommitOffset
    {
        get
        {
            lock (_gate) return _oldest == _end ? _nextOffset : At(_oldest).Offset;
        }
    }

    /// <summary>Takes in what a fetch brought.</summary>
    /// <param name="messages">In the order of the queue; may be empty.</param>
    /// <param name="nextOffset">Where the next fetch starts: nothing before it remains to be fetched.</param>
    public void Add(IReadOnlyList<ReceivedMessage> messages, long nextOffset)
    {
        lock (_gate)
        {
            for (int index = 0; index < messages.Count; index++)
            {
                if (_end - _oldest == _slots.Length) Grow();
                At(_end++) = new Slot { Message = messages[index], Offset = messages[index].QueueOffset };
                _bytes += messages[index].Body.Length;
            }

            _nextOffset = nextOffset;
        }
    }

    /// <summary>Takes out the next messages to handle; false when there is none.</summary>
    /// <param name="first">The number of the first one; the others follow it.</param>
    public bool TryTake(int most, out ReceivedMessage[] messages, out long first)
    {
        lock (_gate)
        {
            first = _nextToHandle;
            messages = [];
            int count = (int)Math.Min(most, _end - _nextToHandle);
            if (count == 0) return false;

            messages = new ReceivedMessage[count];
            // What was not taken yet is not finished either, so the message is there.
            for (int index = 0; index < count; index++) messages[index] = At(_nextToHandle++).Message!;
            return true;
        }
    }

    /// <summary>A message that was taken is finished.</summary>
    public void Finish(long number)
    {
        lock (_gate)
        {
            Debug.Assert(number >= _oldest && number < _nextToHandle && !At(number).IsFinished);
            ref Slot slot = ref At(number);
            _bytes -= slot.Message!.Body.Length; // Not finished until now: set.
            slot = new Slot { Offset = slot.Offset, IsFinished = true };
            while (_oldest < _nextToHandle && At(_oldest).IsFinished) _oldest++;
        }
    }

    /// <summary>Has it so much that fetching should pause?</summary>
    public bool IsFull(PushConsumerOptions options)
    {
        lock (_gate)
        {
            return _end - _oldest > 0
                && (_end - _oldest >= options.MaxBufferedMessages
                    || _bytes >= options.MaxBufferedBytes
                    || At(_end - 1).Offset - At(_oldest).Offset > options.MaxOffsetSpan);
        }
    }

    private ref Slot At(long number) => ref _slots[number & (_slots.Length - 1)];

    private void Grow()
    {
        var larger = new Slot[_slots.Length * 2];
        for (long number = _oldest; number < _end; number++) larger[number & (larger.Length - 1)] = At(number);
        _slots = larger;
    }

    private struct Slot
    {
        public ReceivedMessage? Message;
        public long Offset;
        public bool IsFinished;
    }
}
