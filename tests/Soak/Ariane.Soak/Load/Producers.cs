using System.Threading.Channels;
using Ariane.Client;
using Ariane.Client.Messages;
using Ariane.Client.Producing;
using Ariane.Soak.Judging;

namespace Ariane.Soak.Load;

/// <summary>
/// Sends the messages of the ledger at a fixed rate in all the ways there are. One that fails is sent again until it is
/// acknowledged; while the broker is away the rate is what the waiting senders leave of it. Runs once.
/// </summary>
internal sealed class Producers(SoakContext context, SoakPlan plan)
{
    private const int BatchMessages = 16;
    private const int AsyncSends = 64;
    private const int SyncSenders = 8;
    private const int MostWaiting = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<SendMode, Channel<int>> _waiting = Enum.GetValues<SendMode>().ToDictionary(
        mode => mode, _ => Channel.CreateBounded<int>(MostWaiting));

    /// <summary>Sends until all are sent or it is told to stop; what has begun is finished even then.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using ArianeClient client = context.Connect("producer");
        // No retries within: the ledger must know of every attempt.
        var options = new ProducerOptions { Group = "soak", Retries = 0, SendTimeout = TimeSpan.FromSeconds(30) };
        await using Producer producer = await client.StartProducerAsync(options, cancellationToken: stopping);
        List<Task> senders =
        [
            .. Enumerable.Range(0, SyncSenders).Select(_ => SendOneByOneAsync(producer, SendMode.Sync)),
            .. Enumerable.Range(0, AsyncSends).Select(_ => SendOneByOneAsync(producer, SendMode.Async)),
            SendOnewayAsync(producer),
            SendBatchesAsync(producer),
        ];
        await PaceAsync(stopping);
        foreach (Channel<int> channel in _waiting.Values) channel.Writer.Complete();
        await Task.WhenAll(senders);
    }

    private async Task PaceAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Tick, context.Time);
        long started = context.Time.GetTimestamp();
        double issued = 0;
        try
        {
            while (context.Ledger.Issued < context.Ledger.Capacity && await timer.WaitForNextTickAsync(stopping))
            {
                double due = context.Time.GetElapsedTime(started).TotalSeconds * plan.Rate;
                // What could not be sent in time is not made up for: that would be a burst after each restart.
                if (due - issued > plan.Rate) issued = due - plan.Rate;
                for (; issued < due && context.Ledger.Issued < context.Ledger.Capacity; issued++)
                {
                    int number = context.Ledger.Issue(context.Time.GetTimestamp());
                    await _waiting[Traffic.ModeOf(number)].Writer.WriteAsync(number, CancellationToken.None);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Enough.
        }
    }

    private async Task SendOneByOneAsync(Producer producer, SendMode mode)
    {
        await foreach (int number in _waiting[mode].Reader.ReadAllAsync())
        {
            Message message = Traffic.MessageOf(number);
            await RepeatAsync([number], async () => [await producer.SendAsync(message)]);
        }
    }

    private async Task SendBatchesAsync(Producer producer)
    {
        ChannelReader<int> waiting = _waiting[SendMode.Batch].Reader;
        while (await waiting.WaitToReadAsync())
        {
            List<int> numbers = [];
            while (numbers.Count < BatchMessages && waiting.TryRead(out int number)) numbers.Add(number);
            Message[] messages = [.. numbers.Select(Traffic.MessageOf)];
            await RepeatAsync(numbers, async () => await producer.SendBatchAsync(messages));
        }
    }

    private async Task SendOnewayAsync(Producer producer)
    {
        await foreach (int number in _waiting[SendMode.Oneway].Reader.ReadAllAsync())
        {
            try
            {
                await producer.SendOnewayAsync(Traffic.MessageOf(number));
            }
            catch (ArianeClientException exception)
            {
                Judge(exception);
            }

            context.Ledger.LeftOpen(number);
        }
    }

    private async Task RepeatAsync(List<int> numbers, Func<Task<IReadOnlyList<SendResult>>> send)
    {
        while (true)
        {
            try
            {
                IReadOnlyList<SendResult> results = await send();
                for (int index = 0; index < numbers.Count; index++) Note(numbers[index], results[index]);
                return;
            }
            catch (ArianeClientException exception)
            {
                Judge(exception);
                foreach (int number in numbers) context.Ledger.Repeated(number);
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private void Note(int number, SendResult result)
    {
        if (result.Status != SendStatus.Ok && !context.Restarts.IsOpen)
        {
            context.Findings.Add(FindingKinds.Error, $"A send was answered {result.Status}.");
        }

        context.Ledger.Stored(number, result);
        context.Recent.Add(number, result);
    }

    private void Judge(ArianeClientException exception)
    {
        if (context.Restarts.IsOpen) return;
        context.Findings.Add(FindingKinds.Error, $"A send failed: {exception.Message}");
    }
}
