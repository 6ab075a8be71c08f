using System.Buffers;
using System.Net;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;

namespace Ariane.Client.Tests.Fakes;

/// <summary>The records of one queue, and the pulls that wait for more. Guarded by the broker that owns it.</summary>
internal sealed class FakeQueue
{
    private readonly List<byte[]> _records = [];
    private readonly List<(PullMessageRequest Request, DeferredReply Reply)> _parked = [];

    /// <summary>Messages before it are not stored any more.</summary>
    public long MinOffset { get; set; }

    public long MaxOffset => MinOffset + _records.Count;

    public void Append(
        string topic, int queueId, ReadOnlyMemory<byte> body, string properties, MessageSysFlag flags, long logOffset)
    {
        var message = new MessageToEncode
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            QueueId = queueId,
            Body = new ReadOnlySequence<byte>(body),
            BodyCrc = Crc32.ComputeBody(body.Span),
            Properties = Encoding.UTF8.GetBytes(properties),
            SysFlag = flags,
            BornTimestamp = 1_000,
            BornHost = HostAddress.From(new IPEndPoint(IPAddress.Loopback, 1)),
            StoreHost = HostAddress.From(new IPEndPoint(IPAddress.Loopback, 10911)),
        };
        byte[] record = new byte[message.EncodedBytes];
        message.Encode(record, MaxOffset, logOffset, storeTimestamp: 2_000);
        _records.Add(record);
        foreach ((PullMessageRequest request, DeferredReply reply) in _parked) reply.Complete(Read(request));
        _parked.Clear();
    }

    /// <summary>Answers a pull, or parks it if it may wait and there is nothing for it.</summary>
    public Reply Pull(in PullMessageRequest request, RequestContext context)
    {
        const int SuspendBit = 2;
        if (request.QueueOffset != MaxOffset || (request.SysFlag & SuspendBit) == 0) return Read(request);
        DeferredReply reply = context.Defer();
        _parked.Add((request, reply));
        return reply.AsReply;
    }

    private Reply Read(in PullMessageRequest request)
    {
        long offset = request.QueueOffset;
        if (offset < MinOffset || offset > MaxOffset)
        {
            long corrected = offset < MinOffset ? MinOffset : MaxOffset;
            return Answer(ResponseCode.PullOffsetMoved, corrected, []);
        }

        byte[][] found = [.. _records.Skip((int)(offset - MinOffset)).Take(request.MaxMsgNums)];
        return found.Length == 0
            ? Answer(ResponseCode.PullNotFound, offset, [])
            : Answer(ResponseCode.Success, offset + found.Length, [.. found.SelectMany(record => record)]);
    }

    private Reply Answer(ResponseCode code, long next, byte[] body)
    {
        Reply reply = Reply.Of(new PullMessageResponse(0, next, MinOffset, MaxOffset)).WithCode(code);
        return body.Length == 0 ? reply : reply.WithBody(body);
    }
}
