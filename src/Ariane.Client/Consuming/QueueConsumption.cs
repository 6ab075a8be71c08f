using Ariane.Client.Connections;
using Ariane.Client.Messages;
using Ariane.Client.Offsets;
using Ariane.Client.Pulling;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Consuming;

/// <summary>Fetches the messages of one queue and hands them to the handlers, until it is stopped.</summary>
/// <remarks>
/// One loop fetches, another one hands out; neither waits for handlers. Stopped by the rebalance loop alone.
/// </remarks>
internal sealed class QueueConsumption : IAsyncDisposable
{
    private static readonly TimeSpan FlowControlPause = TimeSpan.FromMilliseconds(20);

    private readonly ConsumerParts _parts;
    private readonly SubscribedTopic _topic;
    private readonly ProcessQueue _process;
    private readonly Signal _arrived = new();
    private readonly Signal _progressed = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _fetching;
    private readonly Task _handingOut;
    private long _nextFetch;
    private long _brokerId;
    private long _restartAt = -1;

    public QueueConsumption(MessageQueue queue, long startOffset, SubscribedTopic topic, ConsumerParts parts)
    {
        Queue = queue;
        Stopping = _stopping.Token;
        _topic = topic;
        _parts = parts;
        _nextFetch = startOffset;
        _process = new ProcessQueue(startOffset);
        _fetching = FetchLoopAsync();
        _handingOut = HandOutLoopAsync();
    }

    public MessageQueue Queue { get; }

    /// <summary>Cancelled when the queue is not to be consumed any more.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>How far all messages are handled.</summary>
    public QueueOffset Progress => new(Queue, _process.CommitOffset);

    /// <summary>The offset that is stored; used by the one who commits. Null before the first commit.</summary>
    public long? Committed { get; set; }

    /// <summary>
    /// Not null once the broker said that this queue must be consumed from another offset: start it anew there.
    /// </summary>
    public long? RestartAt => Volatile.Read(ref _restartAt) is >= 0 and var offset ? offset : null;

    /// <summary>A message that was handed out needs nothing more.</summary>
    public void Finish(long number)
    {
        _process.Finish(number);
        _progressed.Set();
    }

    /// <summary>Fetches and hands out nothing more. Handlers that are running go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_fetching, _handingOut).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task FetchLoopAsync()
    {
        try
        {
            while (RestartAt is null)
            {
                while (_process.IsFull(_parts.Options)) await _progressed.WaitAsync(Stopping).ConfigureAwait(false);
                TimeSpan pause = await FetchAsync().ConfigureAwait(false);
                if (pause > TimeSpan.Zero) await Task.Delay(pause, _parts.Time, Stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // Stopped: nothing more is wanted.
        }
    }

    // Fetches once; returns how long to wait before the next time.
    private async ValueTask<TimeSpan> FetchAsync()
    {
        try
        {
            Accept(await _parts.Puller.PullAsync(NextTask(), Stopping).ConfigureAwait(false));
            return TimeSpan.Zero;
        }
        catch (BrokerException exception) when (exception.Code == ResponseCode.FlowControl)
        {
            return FlowControlPause;
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // Also what nobody expected: a queue that silently stopped would be worse. When the queue is being stopped
            // as well, the pause ends at once, and with it the loop.
            ConsumerLog.FetchFailed(_parts.Logger, _parts.Options.Group, Queue, exception);
            _brokerId = 0;
            if (IsSubscriptionUnknown(exception)) _parts.Announce();
            return _parts.Options.FetchRetryDelay;
        }
    }

    private PullTask NextTask() => new(_parts.Options.Group, Queue, _nextFetch, _parts.Options.FetchSize)
    {
        Wait = _parts.Options.FetchWait,
        Filter = _topic.Subscription,
        SubscriptionVersion = _topic.Version,
        CommitOffset = _parts.Options.Mode == ConsumeMode.Clustering ? _process.CommitOffset : null,
        BrokerId = _brokerId,
    };

    private void Accept(PullResult result)
    {
        _brokerId = result.SuggestedBrokerId;
        if (result.Status == PullStatus.OffsetIllegal)
        {
            ConsumerLog.OffsetIllegal(_parts.Logger, _parts.Options.Group, Queue, _nextFetch, result.NextOffset);
            Volatile.Write(ref _restartAt, result.NextOffset);
            _parts.Rebalance();
            return;
        }

        if (_topic.IsRetry) RestoreTopics(result.Messages);
        _nextFetch = result.NextOffset;
        _process.Add(result.Messages, result.NextOffset);
        if (result.Messages.Count > 0) _arrived.Set();
    }

    private static void RestoreTopics(IReadOnlyList<ReceivedMessage> messages)
    {
        foreach (ReceivedMessage message in messages)
        {
            message.Topic = message.FindProperty("RETRY_TOPIC"u8) ?? message.Topic;
        }
    }

    private async Task HandOutLoopAsync()
    {
        try
        {
            while (true)
            {
                while (_process.TryTake(_parts.Options.BatchSize, out ReceivedMessage[] messages, out long first))
                {
                    var batch = new ConsumeBatch(this, messages, first, _parts.Runner);
                    await _parts.Runner.StartAsync(batch, Stopping).ConfigureAwait(false);
                }

                await _arrived.WaitAsync(Stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // Stopped: what was not handed out is fetched again by whoever gets the queue next.
        }
    }

    private static bool IsSubscriptionUnknown(Exception exception) => exception is BrokerException
    {
        Code: ResponseCode.SubscriptionNotExist or ResponseCode.SubscriptionNotLatest
            or ResponseCode.FilterDataNotExist or ResponseCode.FilterDataNotLatest,
    };
}
