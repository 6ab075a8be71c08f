namespace Ariane.Client.Consuming;

/// <summary>How the members of a group share messages.</summary>
public enum ConsumeMode
{
    /// <summary>Every message goes to one member; the broker keeps how far the group is.</summary>
    Clustering = 0,

    /// <summary>
    /// Every message goes to every member; each keeps in a local file how far it is, and nothing is redelivered.
    /// </summary>
    Broadcasting = 1,
}
