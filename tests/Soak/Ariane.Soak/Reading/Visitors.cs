using System.Globalization;
using Ariane.Client;
using Ariane.Client.Consuming;
using Ariane.Client.Messages;
using Ariane.Client.Producing;
using Ariane.Soak.Judging;

namespace Ariane.Soak.Reading;

/// <summary>
/// Applications that come with a topic and a group of their own, use them and delete them: whatever is kept for each
/// topic, group or client that ever was becomes a leak. Runs once.
/// </summary>
internal sealed class Visitors(SoakContext context)
{
    private const int Messages = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestVisit = TimeSpan.FromSeconds(30);

    // What could not be deleted because the broker was away.
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private int _visits;

    /// <summary>How many got all their messages.</summary>
    public int Served { get; private set; }

    /// <summary>Runs until it is told to stop; never throws for that.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) await VisitAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Enough.
        }
    }

    private async Task VisitAsync()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"visit-{_visits++}");
        await using ArianeClient client = context.Connect(name);
        _left.Add(name);
        try
        {
            await ExchangeAsync(client, name);
            foreach (string left in _left.ToArray()) await DeleteAsync(client, left);
        }
        catch (Exception exception) when (exception is ArianeClientException or TimeoutException)
        {
            if (context.Restarts.IsOpen) return;
            context.Findings.Add(FindingKinds.Error, $"{name}: {exception.Message}");
        }
    }

    private async Task ExchangeAsync(ArianeClient client, string name)
    {
        await client.Topics.CreateAsync(name, queues: 4);
        var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int waiting = Messages;
        var reading = new PushConsumerOptions
        {
            Group = name,
            Subscriptions = [new Subscription(name)],
            ConsumeFrom = ConsumeFrom.FirstOffset,
        };
        await using PushConsumer consumer = await client.StartPushConsumerAsync(reading, (_, _) =>
        {
            if (Interlocked.Decrement(ref waiting) == 0) received.TrySetResult();
            return new(ConsumeResult.Success);
        });
        await using Producer producer = await client.StartProducerAsync(new ProducerOptions { Group = name });
        for (int number = 0; number < Messages; number++) await producer.SendAsync(new Message(name, new byte[100]));
        await received.Task.WaitAsync(LongestVisit, context.Time);
        Served++;
    }

    private async Task DeleteAsync(ArianeClient client, string name)
    {
        await client.Topics.DeleteAsync(name);
        await client.Topics.DeleteAsync($"%RETRY%{name}");
        await client.Groups.DeleteAsync(name, forgetOffsets: true);
        _left.Remove(name);
    }
}
