using Ariane.Client;
using Ariane.Client.Pulling;
using Ariane.Protocol.Bodies;
using Ariane.Soak.Judging;

namespace Ariane.Soak.Reading;

/// <summary>
/// Pulls all queues of a reader's topics, commits, and begins anew with another client every now and then.
/// </summary>
internal sealed class PullLoop(SoakContext context, Reader reader)
{
    private const int PullsPerCommit = 50;

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs until it is told to stop; never throws for that.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await using ArianeClient client = context.Connect(reader.Name);
            using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            life.CancelAfter(Life);
            await LiveAsync(client.CreatePullConsumer(reader.Group), life.Token);
        }
    }

    private async Task LiveAsync(PullConsumer consumer, CancellationToken dying)
    {
        try
        {
            List<MessageQueue> queues = [];
            foreach (string topic in reader.Subscriptions.Select(subscription => subscription.Topic))
            {
                queues.AddRange(await consumer.GetQueuesAsync(topic, dying));
            }

            await Task.WhenAll(queues.Select(queue => PullAsync(consumer, queue, dying)));
        }
        catch (ArianeClientException exception)
        {
            Judge(exception);
        }
        catch (OperationCanceledException) when (dying.IsCancellationRequested)
        {
            // The next life begins where this one committed.
        }
    }

    private async Task PullAsync(PullConsumer consumer, MessageQueue queue, CancellationToken dying)
    {
        long? next = null;
        for (int pulls = 1; !dying.IsCancellationRequested; pulls++)
        {
            try
            {
                next ??= await consumer.GetCommittedAsync(queue, dying) ?? 0;
                next = await PullAsync(consumer, queue, next.Value, dying);
                if (pulls % PullsPerCommit == 0) await consumer.CommitAsync(queue, next.Value, dying);
            }
            catch (OperationCanceledException) when (dying.IsCancellationRequested)
            {
                break;
            }
            catch (ArianeClientException exception)
            {
                Judge(exception);
                await Task.Delay(Pause, CancellationToken.None);
            }
        }

        if (next is { } reached) await CommitLastAsync(consumer, queue, reached);
    }

    private async Task<long> PullAsync(PullConsumer consumer, MessageQueue queue, long next, CancellationToken dying)
    {
        PullResult pulled = await consumer.PullAsync(queue, next, new PullOptions { Wait = Wait }, dying);
        if (pulled.Status == PullStatus.OffsetIllegal)
        {
            context.Findings.Add(
                FindingKinds.Lost,
                $"{reader.Name}: offset {next} of {queue} is not there, but {pulled.NextOffset} is.");
        }

        foreach (var message in pulled.Messages)
        {
            if (message.QueueOffset != next)
            {
                context.Findings.Add(
                    FindingKinds.Order, $"{reader.Name}: offset {message.QueueOffset} of {queue} follows {next - 1}.");
            }

            context.Arrivals.Received(reader, message, order: null);
            next = message.QueueOffset + 1;
        }

        return pulled.NextOffset;
    }

    // Without it the next life would get messages again.
    private async Task CommitLastAsync(PullConsumer consumer, MessageQueue queue, long reached)
    {
        try
        {
            await consumer.CommitAsync(queue, reached, CancellationToken.None);
        }
        catch (ArianeClientException exception)
        {
            Judge(exception);
            reader.Churn.Begin();
            reader.Churn.End();
        }
    }

    private void Judge(ArianeClientException exception)
    {
        if (context.Restarts.IsOpen) return;
        context.Findings.Add(FindingKinds.Error, $"{reader.Name}: {exception.Message}");
    }
}
