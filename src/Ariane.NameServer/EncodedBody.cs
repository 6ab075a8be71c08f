using System.Buffers;
using Ariane.Protocol.Bodies;

namespace Ariane.NameServer;

/// <summary>Bodies as the bytes that a reply carries.</summary>
internal static class EncodedBody
{
    public static byte[] Of<TBody>(TBody body)
        where TBody : IJsonBody<TBody>
    {
        var output = new ArrayBufferWriter<byte>();
        body.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
