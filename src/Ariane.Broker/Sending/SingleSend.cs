using System.Buffers;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Sending;

/// <summary>Appends one message and answers its sender. Called concurrently; allocates nothing per message.</summary>
/// <remarks>Source: broker/.../broker/processor/SendMessageProcessor.java (sendMessage).</remarks>
internal sealed class SingleSend(
    BrokerOptions options,
    MessageStore store,
    PropertyStamp stamp,
    UniqueIdGenerator ids,
    DurabilityGate gate,
    SendReplies replies)
{
    private static readonly PropertyNameSet DelayOnly = new(PropertyNames.Delay);

    private readonly HostAddress _storeHost = HostAddress.From(options.Address, options.Port);

    public Reply Append(in IncomingSend send, in SendRoute route)
    {
        ReadOnlySpan<byte> received = send.Request.Properties.Span;
        int propertyRoom = stamp.MaxBytes(received.Length) + DeadLetterRoom;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(propertyRoom + MessageId.MaxOffsetIdBytes);
        try
        {
            var properties = new PropertyWriter(buffer.AsSpan(0, propertyRoom));
            MessageTraits traits = stamp.Rewrite(received, route.IsDeadLetter ? DelayOnly : null, ref properties);
            if (route.IsDeadLetter) properties.Append("DELAY"u8, -1);
            if (traits.UniqueKeyBytes == 0) AppendUniqueKey(ref traits, ref properties);
            if (SendRefusals.Find(traits, send, route, options) is var (code, remark))
                return replies.Refuse(send, code, remark);

            AppendResult result = Store(send, route, properties.Written);
            if (result.Status != AppendStatus.Appended) return replies.Refuse(send, result.Status);
            if (send.IsLate) store.Write();

            int idBytes = MessageId.WriteOffsetId(buffer.AsSpan(propertyRoom), _storeHost, result.LogOffset);
            SendMessageResponse response = replies.Accepted(
                buffer.AsMemory(propertyRoom, idBytes),
                route.ReportedQueueId,
                result.QueueOffset,
                buffer.AsMemory(traits.UniqueKeyStart, traits.UniqueKeyBytes));
            return gate.Answer(send, response, traits.SkipsDisk, result.EndOffset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int DeadLetterRoom => PropertyWriter.MaxPairBytes("DELAY"u8.Length, "-1"u8.Length);

    private AppendResult Store(in IncomingSend send, in SendRoute route, ReadOnlySpan<byte> properties)
    {
        // Before the checksum: what is refused anyhow is not worth reading.
        if (send.Body.Length > store.Options.MaxMessageBytes) return new AppendResult(AppendStatus.MessageTooLarge);
        var message = new MessageToEncode
        {
            Topic = route.Topic.Utf8Name.Span,
            QueueId = route.StoredQueueId,
            Body = send.Body,
            BodyCrc = Crc32.ComputeBody(send.Body),
            Properties = properties,
            SysFlag = (MessageSysFlag)send.Request.SysFlag,
            Flag = send.Request.Flag,
            BornTimestamp = send.Request.BornTimestamp,
            BornHost = send.Sender,
            StoreHost = _storeHost,
            ReconsumeTimes = send.Request.ReconsumeTimes,
        };
        return store.Append(route.Topic.Name, message);
    }

    private void AppendUniqueKey(ref MessageTraits traits, ref PropertyWriter properties)
    {
        Span<byte> id = stackalloc byte[UniqueIdGenerator.MaxIdBytes];
        int length = ids.WriteNext(id);
        traits.UniqueKeyStart = properties.WrittenBytes + "UNIQ_KEY"u8.Length + 1;
        traits.UniqueKeyBytes = length;
        properties.Append("UNIQ_KEY"u8, id[..length]);
    }
}
