namespace Ariane.Storage.ConsumeQueues;

/// <summary>A queue that a crash, or damage, has cut.</summary>
/// <param name="Queue">With its end before the cut.</param>
/// <param name="LogOffset">
/// Of a message that had a unit behind it; -1 where it is not known whether there was one.
/// </param>
internal readonly record struct DoubtfulEnd(ConsumeQueue Queue, long LogOffset);
