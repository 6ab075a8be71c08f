using System.Buffers;

namespace Ariane.Remoting.Requests;

/// <summary>A response body that is written straight into the connection's output.</summary>
public interface IReplyBody
{
    /// <summary>Exactly how many bytes <see cref="WriteTo"/> writes.</summary>
    int Bytes { get; }

    /// <summary>Writes the body, under the lock of the connection's output: it does nothing that may wait.</summary>
    void WriteTo(IBufferWriter<byte> output);
}
