using System.Buffers;
using Ariane.Client.Messages;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Producing;

/// <summary>
/// Messages of one topic as the body of SEND_BATCH_MESSAGE. Immutable. Layout: <see cref="BatchEntryReader"/>.
/// </summary>
internal sealed class BatchBody
{
    private BatchBody(string[] messageIds, ReadOnlyMemory<byte> bytes, bool waitForStore)
    {
        MessageIds = messageIds;
        Bytes = bytes;
        WaitForStore = waitForStore;
    }

    public string[] MessageIds { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public bool WaitForStore { get; }

    /// <exception cref="InvalidMessageException">The messages cannot be sent, or not together.</exception>
    public static BatchBody Of(IReadOnlyList<Message> messages, ProducerOptions options, UniqueIdGenerator ids)
    {
        CheckTogether(messages);
        var texts = new PropertyText[messages.Count];
        var messageIds = new string[messages.Count];
        try
        {
            long total = 0;
            for (int index = 0; index < texts.Length; index++)
            {
                MessageRules.Check(messages[index], options.MaxMessageBytes);
                texts[index] = OutgoingProperties.Encode(messages[index], ids, out messageIds[index]);
                total += BatchEncoder.EntryBytes(messages[index].Body.Length, texts[index].Written.Length);
            }

            if (total > options.MaxMessageBytes)
            {
                throw new InvalidMessageException(
                    $"The batch takes {total} bytes; at most {options.MaxMessageBytes} are allowed " +
                    "(MaxMessageBytes). Split it.");
            }

            var body = new ArrayBufferWriter<byte>((int)total);
            for (int index = 0; index < texts.Length; index++)
            {
                BatchEncoder.WriteEntry(
                    body, messages[index].Flag, messages[index].Body.Span, texts[index].Written.Span);
            }

            return new BatchBody(messageIds, body.WrittenMemory, messages[0].WaitForStore);
        }
        finally
        {
            foreach (PropertyText text in texts) text.Dispose();
        }
    }

    private static void CheckTogether(IReadOnlyList<Message> messages)
    {
        if (messages.Count == 0) throw new InvalidMessageException("The batch is empty. Send at least one message.");
        Message first = messages[0];
        foreach (Message message in messages)
        {
            if (message.Topic != first.Topic || message.WaitForStore != first.WaitForStore)
            {
                throw new InvalidMessageException(
                    "The messages of a batch must have the same topic and the same WaitForStore. Send several " +
                    "batches.");
            }

            if (message.DelayLevel > 0 || message.Delay is not null || message.DeliverAt is not null)
            {
                throw new InvalidMessageException("A batch cannot contain delayed messages. Send them one by one.");
            }
        }

        if (first.Topic.StartsWith(NameRules.RetryPrefix, StringComparison.Ordinal))
        {
            throw new InvalidMessageException("A batch cannot go to a retry topic. Send the messages one by one.");
        }
    }
}
