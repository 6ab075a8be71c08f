using Ariane.Protocol.Bodies;

namespace Ariane.Client.Offsets;

/// <summary>How far a group is in one queue: the offset of the next message it will handle.</summary>
internal readonly record struct QueueOffset(MessageQueue Queue, long Offset);
