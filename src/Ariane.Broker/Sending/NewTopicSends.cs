using System.Buffers;
using Ariane.Broker.Topics;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Storage;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Sending;

/// <summary>Stores messages that brought their topic into being, once the topic is on disk.</summary>
/// <remarks>
/// Otherwise a crash could leave acknowledged messages in a topic that nobody knows. Many new topics share one save,
/// and no thread waits for it. Called concurrently.
/// </remarks>
internal sealed class NewTopicSends(
    TopicTable topics,
    SendReplies replies,
    DurabilityGate gate,
    MessageStore store,
    SendOptions options,
    ILogger<NewTopicSends> logger)
{
    // Of the sends that one save lets go on: those to topics that exist must not wait for all of them.
    private readonly TurnQueue _turns = new(mostWorkers: 1);
    private long _waitingBytes;

    public Reply SendOnceSaved(
        in SendMessageRequest request, RequestContext context, in SendRoute route, SendMessageHandler sends)
    {
        int bytes = IncomingSend.CopiedBytes(request, context);

        // Who floods new topics faster than the disk takes them must wait itself.
        if (Interlocked.Add(ref _waitingBytes, bytes) > options.MaxNewTopicBytes)
        {
            Interlocked.Add(ref _waitingBytes, -bytes);
            return replies.Refuse(
                IncomingSend.Borrow(request, context),
                ResponseCode.SystemBusy,
                "[PCBUSY_CLEAN_QUEUE]broker busy, start flow control for a while, too many new topics are being saved");
        }

        TopicLog.CreatedBySend(logger, route.Topic.Name, context.Connection.RemoteHost.ToString());
        DeferredReply? later = context.IsOneway ? null : context.Defer();
        Reply promise = later?.AsReply ?? Reply.Nothing;

        // Rented: arrays of this size, allocated anew for each, keep the garbage collector busy and everybody waiting.
        byte[] room = ArrayPool<byte>.Shared.Rent(bytes);
        IncomingSend send = IncomingSend.Copy(request, context, later, room);
        _ = RunAsync(send, route, sends, bytes, room);
        return promise;
    }

    private async Task RunAsync(IncomingSend send, SendRoute route, SendMessageHandler sends, int bytes, byte[] room)
    {
        bool isSaved = await topics.SaveAsync().ConfigureAwait(false);
        await _turns.NextAsync();
        try
        {
            Run(send, route, sends, isSaved);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
            Interlocked.Add(ref _waitingBytes, -bytes);
        }
    }

    private void Run(in IncomingSend send, in SendRoute route, SendMessageHandler sends, bool isSaved)
    {
        using FlushScope scope = FlushScope.Begin();
        if (!isSaved)
        {
            replies.Refuse(
                send, ResponseCode.ServiceNotAvailable, "the new topic could not be saved: " + replies.Unavailable());
            return;
        }

        try
        {
            sends.Append(send, route);
        }
        catch (Exception exception)
        {
            // The outer edge of this request: its connection's read loop has moved on.
            TopicLog.FirstSendFailed(logger, route.Topic.Name, exception);
            replies.Refuse(send, ResponseCode.SystemError, $"{exception.GetType().Name}: {exception.Message}");
        }

        store.Dispatch();
        gate.SubmitBatch();
    }
}
