using System.Buffers;

namespace Ariane.Remoting.Requests;

/// <summary>A body that lies in memory, or none.</summary>
internal readonly struct MemoryBody(ReadOnlyMemory<byte> memory) : IReplyBody
{
    public static MemoryBody None => default;

    public int Bytes => memory.Length;

    public void WriteTo(IBufferWriter<byte> output) => output.Write(memory.Span);
}
