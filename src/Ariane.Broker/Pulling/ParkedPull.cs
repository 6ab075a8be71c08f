using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Storage.Reading;

namespace Ariane.Broker.Pulling;

/// <summary>
/// A pull that waits. All fields belong to <see cref="ParkedPulls"/> and are guarded by its lock while it waits.
/// </summary>
/// <remarks>
/// Pooled: an instance stands for one pull after the other. Linked into its queue's list and into one deadline's.
/// </remarks>
internal sealed class ParkedPull(ParkedPulls owner)
{
    public readonly ParkedPulls Owner = owner;

    /// <summary>Counts what this instance stood for, so that a late look at it can tell.</summary>
    public long Ticket;

    public PullMessageRequest Request;
    public bool IsLite;
    public IMessageFilter? Filter;
    public DeferredReply? Reply;
    public CancellationTokenRegistration WhenClosed;

    /// <summary>It is in both lists; whoever takes it out answers it.</summary>
    public bool IsParked;

    public ParkedQueue? Queue;
    public ParkedPull? PreviousInQueue;
    public ParkedPull? NextInQueue;

    public int Slot;
    public ParkedPull? PreviousInSlot;
    public ParkedPull? NextInSlot;

    public RemotingConnection Connection => Reply!.Connection;

    /// <summary>Lets go of everything before the instance goes back to the pool.</summary>
    public void Clear()
    {
        Request = default;
        Filter = null;
        Reply = null;
        WhenClosed = default;
        Queue = null;
    }
}

/// <summary>
/// The pulls that wait for one queue. Guarded by the lock of <see cref="ParkedPulls"/>, except <see cref="IsEmpty"/>.
/// </summary>
internal sealed class ParkedQueue
{
    private ParkedPull? _first;

    public ParkedPull? First => _first;

    /// <summary>May be read without the lock.</summary>
    public bool IsEmpty => Volatile.Read(ref _first) is null;

    public void Add(ParkedPull pull)
    {
        pull.Queue = this;
        pull.PreviousInQueue = null;
        pull.NextInQueue = _first;
        if (_first is not null) _first.PreviousInQueue = pull;
        Volatile.Write(ref _first, pull);
    }

    public void Remove(ParkedPull pull)
    {
        if (pull.NextInQueue is { } next) next.PreviousInQueue = pull.PreviousInQueue;
        if (pull.PreviousInQueue is { } previous) previous.NextInQueue = pull.NextInQueue;
        else Volatile.Write(ref _first, pull.NextInQueue);
        pull.PreviousInQueue = pull.NextInQueue = null;
    }
}
