namespace Ariane.Client.Producing;

/// <summary>
/// How safely a message is stored. All but the first mean: stored, but less safely than the broker was told to.
/// </summary>
public enum SendStatus
{
    /// <summary>As safely as the broker is configured to.</summary>
    Ok = 0,

    /// <summary>In the broker's memory; writing it to disk took too long.</summary>
    FlushDiskTimeout = 10,

    /// <summary>On the master; there is no replica that keeps up.</summary>
    ReplicaNotAvailable = 11,

    /// <summary>On the master; the replicas took too long.</summary>
    FlushReplicaTimeout = 12,
}
