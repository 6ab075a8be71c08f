using System.Buffers;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Sending;

/// <summary>Appends a batch of messages to one queue and answers its sender. Called concurrently.</summary>
/// <remarks>Source: broker/.../broker/processor/SendMessageProcessor.java (sendBatchMessage).</remarks>
internal sealed class BatchSend(
    BrokerOptions options, MessageStore store, PropertyStamp stamp, DurabilityGate gate, SendReplies replies)
{
    private static readonly PropertyNameSet UniqueKeyOnly = new(PropertyNames.UniqueKey);

    private readonly HostAddress _storeHost = HostAddress.From(options.Address, options.Port);

    public Reply Append(in IncomingSend send, in SendRoute route)
    {
        if (route.Topic.IsRetry)
        {
            return replies.Refuse(
                send, ResponseCode.MessageIllegal, $"batch request does not support retry group {route.Topic.Name}");
        }

        if (send.Body.Length > store.Options.MaxMessageBytes)
        {
            return replies.Refuse(
                send,
                ResponseCode.SystemError,
                $"message body size exceeded: the limit is {store.Options.MaxMessageBytes}B");
        }

        if (!TryInspect(send, out BatchContent content, out Reply refusal)) return refusal;
        return Append(send, route, content);
    }

    private Reply Append(in IncomingSend send, in SendRoute route, BatchContent content)
    {
        ReadOnlySpan<byte> received = send.Request.Properties.Span;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(stamp.MaxBytes(received.Length));
        byte[] messageIds = ArrayPool<byte>.Shared.Rent(content.Count * (MessageId.MaxOffsetIdBytes + 1));
        long[] logOffsets = ArrayPool<long>.Shared.Rent(content.Count);
        try
        {
            // Upstream lets the batch's own key hide those of its messages; here each message keeps its own.
            var shared = new PropertyWriter(buffer);
            MessageTraits traits = stamp.Rewrite(received, content.HasUniqueKeys ? UniqueKeyOnly : null, ref shared);
            if (SendRefusals.Find(traits with { HasKeys = content.HasKeys || traits.HasKeys }, send, route, options)
                is var (code, remark))
            {
                return replies.Refuse(send, code, remark);
            }

            Span<long> offsets = logOffsets.AsSpan(0, content.Count);
            AppendResult result = store.AppendBatch(
                route.Topic.Name, Template(send, route), send.Body, shared.Written, offsets);
            if (result.Status != AppendStatus.Appended) return replies.Refuse(send, result.Status);
            if (send.IsLate) store.Write();

            MessageProperties.TryFind(received, "UNIQ_KEY"u8, out ReadOnlySpan<byte> batchKey);
            batchKey.CopyTo(buffer);
            SendMessageResponse response = replies.Accepted(
                messageIds.AsMemory(0, WriteIds(messageIds, offsets)),
                route.ReportedQueueId,
                result.QueueOffset,
                buffer.AsMemory(0, batchKey.Length));
            return gate.Answer(send, response, traits.SkipsDisk, result.EndOffset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<byte>.Shared.Return(messageIds);
            ArrayPool<long>.Shared.Return(logOffsets);
        }
    }

    private MessageToEncode Template(in IncomingSend send, in SendRoute route) => new()
    {
        Topic = route.Topic.Utf8Name.Span,
        QueueId = route.StoredQueueId,
        Body = default,
        BodyCrc = 0,
        Properties = default,
        SysFlag = (MessageSysFlag)send.Request.SysFlag,
        Flag = send.Request.Flag,
        BornTimestamp = send.Request.BornTimestamp,
        BornHost = send.Sender,
        StoreHost = _storeHost,
        ReconsumeTimes = send.Request.ReconsumeTimes,
    };

    private int WriteIds(Span<byte> destination, ReadOnlySpan<long> logOffsets)
    {
        int written = 0;
        foreach (long logOffset in logOffsets)
        {
            if (written > 0) destination[written++] = (byte)',';
            written += MessageId.WriteOffsetId(destination[written..], _storeHost, logOffset);
        }

        return written;
    }

    private bool TryInspect(in IncomingSend send, out BatchContent content, out Reply refusal)
    {
        refusal = default;
        var entries = new BatchEntryReader(send.Body);
        content = new BatchContent(0, HasKeys: true, HasUniqueKeys: true);
        (ResponseCode Code, string Remark)? problem = null;
        while (problem is null && entries.MoveNext())
        {
            MessageTraits traits = InspectProperties(entries.Properties);
            problem = SendRefusals.FindInBatch(traits);
            content = new BatchContent(
                content.Count + 1,
                content.HasKeys && traits.HasKeys,
                content.HasUniqueKeys && traits.UniqueKeyBytes > 0);
            if (content.Count > options.Sending.MaxBatchMessages)
            {
                problem = (ResponseCode.MessageIllegal,
                    $"a batch may hold {options.Sending.MaxBatchMessages} messages; this one holds more");
            }
        }

        if (entries.IsMalformed || content.Count == 0)
            problem ??= (ResponseCode.MessageIllegal, "the body is no batch: its entries do not fit its length");
        if (problem is var (code, remark)) refusal = replies.Refuse(send, code, remark);
        return problem is null;
    }

    private static MessageTraits InspectProperties(in ReadOnlySequence<byte> properties)
    {
        if (properties.IsSingleSegment) return PropertyStamp.Inspect(properties.FirstSpan);
        byte[] joined = ArrayPool<byte>.Shared.Rent((int)properties.Length);
        properties.CopyTo(joined);
        MessageTraits traits = PropertyStamp.Inspect(joined.AsSpan(0, (int)properties.Length));
        ArrayPool<byte>.Shared.Return(joined);
        return traits;
    }

    /// <param name="Count">How many messages there are.</param>
    /// <param name="HasKeys">All of them have KEYS.</param>
    /// <param name="HasUniqueKeys">All of them have a UNIQ_KEY of their own.</param>
    private readonly record struct BatchContent(int Count, bool HasKeys, bool HasUniqueKeys);
}
