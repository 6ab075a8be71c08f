namespace Ariane.Broker.Offsets;

/// <summary>What became of an offset that a group committed.</summary>
internal enum CommitOutcome
{
    Committed,

    /// <summary>The broker is stopping.</summary>
    Closed,

    /// <summary>There are as many offsets as may be, and this one is new.</summary>
    Full,
}
