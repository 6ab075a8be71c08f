using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;

namespace Ariane.Remoting.Requests;

/// <summary>
/// Where the response to one request goes, and how. A oneway request has none: whatever is written is dropped.
/// </summary>
internal readonly struct ReplyTarget(ConnectionOutput output, HeaderCodec codec, int opaque, bool isOneway)
{
    public void Write<THeader, TBody>(ResponseCode code, in THeader header, in TBody body, string? remark)
        where THeader : IHeader<THeader>
        where TBody : IReplyBody
    {
        if (!isOneway) output.WriteResponse(codec, code, opaque, remark, header, body);
    }

    public void Write(in Reply reply)
    {
        if (isOneway || reply.Kind != ReplyKind.Ordinary) return;
        if (reply.Fields is { } fields)
        {
            fields.Write(output, codec, opaque, reply);
        }
        else
        {
            var body = new MemoryBody(reply.Body);
            output.WriteResponse(codec, reply.Code, opaque, reply.Remark, default(NoFields), body);
        }
    }
}
