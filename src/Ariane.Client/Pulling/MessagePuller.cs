using Ariane.Client.Connections;
using Ariane.Client.Consuming;
using Ariane.Client.Messages;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;

namespace Ariane.Client.Pulling;

/// <summary>Asks a broker for messages of one queue. Safe for concurrent use.</summary>
/// <remarks>Source: client/.../client/impl/consumer/PullAPIWrapper.java.</remarks>
internal sealed class MessagePuller(RemoteCalls calls, RouteTable routes)
{
    /// <summary>How much later than promised a broker may answer: it looks after parked requests every 5 s.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>Upstream's push consumer asks for so much; today's brokers go by their own limit.</summary>
    private const int MaxBytes = 256 * 1024;

    // Bits of the pull's own sysFlag. Source: common/.../common/sysflag/PullSysFlag.java.
    private const int CommitBit = 1;
    private const int SuspendBit = 2;
    private const int FilterBit = 4;

    /// <exception cref="BrokerException">The broker refused.</exception>
    /// <exception cref="TransportException">No usable answer came.</exception>
    /// <exception cref="RouteException">No broker of that name has the topic.</exception>
    public async ValueTask<PullResult> PullAsync(PullTask task, CancellationToken cancellationToken)
    {
        (string address, bool isMaster) = await FindBrokerAsync(task, cancellationToken).ConfigureAwait(false);
        RemotingResponse response = await calls
            .InvokeAsync(address, ToRequest(task, isMaster), default, task.Wait + Grace, cancellationToken)
            .ConfigureAwait(false);
        PullStatus status = response.Code switch
        {
            ResponseCode.Success => PullStatus.Found,
            ResponseCode.PullNotFound => PullStatus.NoNewMessage,
            ResponseCode.PullRetryImmediately => PullStatus.NoMatchedMessage,
            ResponseCode.PullOffsetMoved => PullStatus.OffsetIllegal,
            _ => throw BrokerException.From(RequestCode.PullMessage, address, response),
        };
        return ToResult(status, task, address, response);
    }

    private static PullMessageRequest ToRequest(in PullTask task, bool isMaster)
    {
        // A replica cannot commit: its offsets come from the master.
        bool commits = task.CommitOffset is > 0 && isMaster;
        int flags = (commits ? CommitBit : 0)
            | (task.Wait > TimeSpan.Zero ? SuspendBit : 0)
            | (task.SendsFilter ? FilterBit : 0);
        return new PullMessageRequest(
            task.Group,
            task.Queue.Topic,
            task.Queue.QueueId,
            task.Offset,
            task.MaxMessages,
            flags,
            task.CommitOffset ?? 0,
            (long)task.Wait.TotalMilliseconds,
            task.SendsFilter ? task.Filter.Expression : null,
            task.SubscriptionVersion,
            task.Filter.ExpressionType,
            MaxBytes,
            BrokerName: task.Queue.BrokerName);
    }

    private static PullResult ToResult(PullStatus status, in PullTask task, string address, RemotingResponse response)
    {
        var header = RemoteCalls.DecodeHeader<PullMessageResponse>(address, response);
        if (header is not { NextBeginOffset: { } next, MinOffset: { } min, MaxOffset: { } max })
        {
            throw new TransportException(
                RemotingFailure.MalformedResponse,
                $"{address} answered a pull without saying where the next one starts.")
            {
                Address = address,
            };
        }

        List<ReceivedMessage> messages = [];
        if (status == PullStatus.Found)
        {
            next = Decode(task, address, response, header.OffsetDelta ?? 0, messages) ?? next;
        }

        return new PullResult(status, messages)
        {
            NextOffset = next,
            MinOffset = min,
            MaxOffset = max,
            SuggestedBrokerId = header.SuggestWhichBrokerId ?? 0,
        };
    }

    // Returns where to go on when the bytes stop being messages half way; null when all of them could be read.
    private static long? Decode(
        in PullTask task, string address, RemotingResponse response, long offsetDelta, List<ReceivedMessage> messages)
    {
        messages.EnsureCapacity(task.MaxMessages);
        bool complete = RecordDecoder.TryDecode(task.Queue, response.Body, offsetDelta, messages);
        if (!complete && messages.Count == 0)
        {
            throw new TransportException(
                RemotingFailure.MalformedResponse,
                $"{address} answered a pull of queue {task.Queue.QueueId} of '{task.Queue.Topic}' at offset " +
                $"{task.Offset} with bytes that are no message. Look for a corrupt log on the broker.")
            {
                Address = address,
            };
        }

        long? continueAt = complete ? null : messages[^1].QueueOffset + 1;
        Subscription filter = task.Filter;
        if (filter.Tags.Count > 0) messages.RemoveAll(message => !filter.Accepts(message));
        return continueAt;
    }

    private async ValueTask<(string Address, bool IsMaster)> FindBrokerAsync(
        PullTask task, CancellationToken cancellationToken)
    {
        TopicRouteView? route = routes.TryGet(task.Queue.Topic)
            ?? await routes.FindAsync(task.Queue.Topic, cancellationToken).ConfigureAwait(false);
        if (route?.FindReplica(task.Queue.BrokerName, task.BrokerId) is not { } address)
        {
            route = await routes.RefreshAsync(task.Queue.Topic, cancellationToken).ConfigureAwait(false);
            address = route?.FindReplica(task.Queue.BrokerName, task.BrokerId) ?? throw new RouteException(
                $"No broker '{task.Queue.BrokerName}' has the topic '{task.Queue.Topic}'. Check that it runs and is " +
                "registered.");
        }

        return (address, address == route!.FindMaster(task.Queue.BrokerName));
    }
}
