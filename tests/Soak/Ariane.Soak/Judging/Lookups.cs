using Ariane.Client;
using Ariane.Client.Messages;
using Ariane.Client.Producing;
using Ariane.Soak.Load;

namespace Ariane.Soak.Judging;

/// <summary>Looks up messages that were acknowledged, by key, by both ids and by time.</summary>
internal sealed class Lookups(SoakContext context, int seed)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Random _random = new(seed);

    /// <summary>How many messages were found in all the ways.</summary>
    public int Found { get; private set; }

    /// <summary>Runs until it is told to stop; never throws for that.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using ArianeClient client = context.Connect("lookups");
        using var timer = new PeriodicTimer(Pause, context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                if (context.Recent.Pick(_random) is var (number, result)) await TryFindAsync(client, number, result);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Enough.
        }
    }

    private async Task TryFindAsync(ArianeClient client, int number, SendResult result)
    {
        try
        {
            await FindAsync(client, number, result);
        }
        catch (ArianeClientException exception)
        {
            if (context.Restarts.IsOpen) return;
            context.Findings.Add(FindingKinds.Error, $"A lookup failed: {exception.Message}");
        }
    }

    private async Task FindAsync(ArianeClient client, int number, SendResult result)
    {
        string topic = Traffic.TopicOf(number);
        ReceivedMessage? byKey = (await client.Messages.FindByKeyAsync(topic, Traffic.KeyOf(number)))
            .FirstOrDefault(message => message.OffsetMessageId == result.OffsetMessageId);
        if (!IsIt(byKey, "key")) return;
        if (!IsIt(await client.Messages.FindByIdAsync(topic, result.MessageId), "id")) return;
        if (!IsIt(await client.Messages.FindByOffsetIdAsync(topic, result.OffsetMessageId), "offset id")) return;

        // At this time the queue has this message, and perhaps others before it.
        long byTime = await client.Offsets.FindAsync(result.Queue, byKey!.StoredAt);    // IsIt: not null.
        long after = await client.Offsets.FindAsync(result.Queue, byKey.StoredAt.AddMilliseconds(1));
        if (byTime <= result.QueueOffset && after > result.QueueOffset) Found++;
        else Report($"time: offset {byTime} to {after}, not {result.QueueOffset}");

        bool IsIt(ReceivedMessage? message, string how)
        {
            if (message is not null && Traffic.Read(message) == number) return true;
            Report(how);
            return false;
        }

        void Report(string how) => context.Findings.Add(
            FindingKinds.Query, $"Message {number} ({result.OffsetMessageId}) of {topic} is not found by its {how}.");
    }
}
