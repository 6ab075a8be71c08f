namespace Ariane.Broker.Sending;

/// <summary>What a message says of itself in its properties, as far as the broker must act on it.</summary>
internal struct MessageTraits
{
    /// <summary>Where the value of UNIQ_KEY is in the rewritten properties; 0 bytes when it is missing.</summary>
    public int UniqueKeyStart;

    public int UniqueKeyBytes;

    /// <summary>It has KEYS.</summary>
    public bool HasKeys;

    /// <summary>DELAY is above 0, or no number.</summary>
    public bool IsDelayed;

    /// <summary>It is to be delivered at a time, or takes such a message back.</summary>
    public bool IsTimed;

    /// <summary>TRAN_MSG is true: the first half of a transaction.</summary>
    public bool IsTransactional;

    /// <summary>INNER_NUM: the body is a batch of its own.</summary>
    public bool IsInnerBatch;

    /// <summary>WAIT is false: the sender does not want to wait for the disk.</summary>
    public bool SkipsDisk;
}
