using System.Buffers;
using Ariane.Remoting.Requests;
using Ariane.Storage.Reading;

namespace Ariane.Broker.Reading;

/// <summary>Stored messages as the body of a reply: copied once, from the log into the connection's output.</summary>
internal readonly struct StoredMessages(ReadResult result) : IReplyBody
{
    public int Bytes => result.Bytes;

    public void WriteTo(IBufferWriter<byte> output) => result.WriteTo(output);
}
