using System.Buffers;
using Ariane.Protocol.Bodies;

namespace Ariane.Broker.Persistence;

/// <summary>Makes the bytes of a reply's body. Not for hot paths.</summary>
internal static class JsonBodyBytes
{
    public static ReadOnlyMemory<byte> ToBytes<TBody>(this TBody body)
        where TBody : IJsonBody<TBody>
    {
        var content = new ArrayBufferWriter<byte>();
        body.Write(content);
        return content.WrittenMemory;
    }
}
