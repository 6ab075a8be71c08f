using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;

namespace Ariane.Remoting.Requests;

/// <summary>The header of an ordinary reply, which knows its own type.</summary>
internal abstract class ReplyFields
{
    /// <summary>Writes <paramref name="reply"/> with these fields as a response.</summary>
    public abstract void Write(ConnectionOutput output, HeaderCodec codec, int opaque, in Reply reply);
}

/// <inheritdoc/>
internal sealed class ReplyFields<THeader>(THeader header) : ReplyFields
    where THeader : IHeader<THeader>
{
    public override void Write(ConnectionOutput output, HeaderCodec codec, int opaque, in Reply reply) =>
        output.WriteResponse(codec, reply.Code, opaque, reply.Remark, header, new MemoryBody(reply.Body));
}
