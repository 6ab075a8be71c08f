namespace Ariane.Protocol.Frames;

/// <summary>What a header to be written has besides its ext fields; language and version are always ours.</summary>
internal readonly record struct CommandStart(int Code, int Opaque, CommandFlags Flags, string? Remark);
