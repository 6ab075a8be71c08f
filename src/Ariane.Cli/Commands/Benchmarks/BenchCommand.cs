using System.CommandLine;
using Ariane.Client;
using Ariane.Client.Consuming;
using Ariane.Client.Messages;
using Ariane.Client.Producing;

namespace Ariane.Cli.Commands.Benchmarks;

/// <summary><c>ariane bench</c>: how fast a cluster takes and delivers messages.</summary>
internal static class BenchCommand
{
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(10);

    private static readonly Argument<string> Topic = new("topic")
    {
        Description = "The topic to use; created by the broker if it may.",
        DefaultValueFactory = _ => "BenchmarkTest",
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "How long.",
        DefaultValueFactory = _ => (int)DefaultDuration.TotalSeconds,
    };

    private static readonly Option<int> Size = new("--size")
    {
        Description = "Bytes of each body.",
        DefaultValueFactory = _ => 1024,
        HelpName = "BYTES",
    };

    private static readonly Option<int> Concurrency = new("--concurrency")
    {
        Description = "Sends under way at the same time.",
        DefaultValueFactory = _ => 64,
        HelpName = "COUNT",
    };

    public static Command Create() => new("bench", "Measure how fast a cluster takes and delivers messages.")
    {
        Produce(), Consume(),
    };

    private static Command Produce()
    {
        var cluster = new ClusterOptions();
        var command = new Command("produce", "Send as fast as answers come.") { Topic, Seconds, Size, Concurrency };
        cluster.AddTo(command);
        command.SetAction((parsed, cancellationToken) => cluster.RunAsync(parsed, async (client, stop) =>
        {
            string topic = parsed.GetValue(Topic)!;
            var producer = await client.StartProducerAsync(
                new ProducerOptions { Group = "ariane-bench", Retries = 0, CompressionThresholdBytes = int.MaxValue },
                cancellationToken: stop);
            var message = new Message(topic, new byte[parsed.GetValue(Size)]);

            // Not measured: creates the topic if need be, and connects.
            await producer.SendAsync(message, stop);
            var run = new BenchRun("produce", parsed.GetValue(cluster.Json), TimeProvider.System);
            await ForAsync(parsed, run, over => SendAllAsync(parsed, producer, message, run, over), stop);
            return await run.FinishAsync();
        }, cancellationToken));
        return command;
    }

    private static Command Consume()
    {
        var group = new Option<string>("--group", "-g")
        {
            Description = "The consumer group.",
            DefaultValueFactory = _ => "ariane-bench",
        };
        var cluster = new ClusterOptions();
        var command = new Command("consume", "Consume, and measure how old messages are when they arrive.")
        {
            Topic, Seconds, group,
        };
        cluster.AddTo(command);
        command.SetAction((parsed, cancellationToken) => cluster.RunAsync(parsed, async (client, stop) =>
        {
            var run = new BenchRun("consume", parsed.GetValue(cluster.Json), TimeProvider.System);
            await client.StartBatchPushConsumerAsync(
                new PushConsumerOptions
                {
                    Group = parsed.GetValue(group)!,
                    Subscriptions = [new Subscription(parsed.GetValue(Topic)!)],
                    ConsumeFrom = ConsumeFrom.FirstOffset,
                    BatchSize = 32,
                },
                (messages, _) =>
                {
                    foreach (var message in messages) run.AddReceived(message.BornAt, message.Body.Length);
                    return new(ConsumeResult.Success);
                },
                stop);
            await ForAsync(parsed, run, over => Task.Delay(Timeout.InfiniteTimeSpan, over), stop);
            return await run.FinishAsync();
        }, cancellationToken));
        return command;
    }

    private static Task SendAllAsync(
        ParseResult parsed, Producer producer, Message message, BenchRun run, CancellationToken over) =>
        Task.WhenAll(Enumerable.Range(0, parsed.GetValue(Concurrency))
            .Select(_ => SendUntilAsync(producer, message, run, over)));

    private static async Task SendUntilAsync(Producer producer, Message message, BenchRun run, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            long startedAt = run.Now;
            try
            {
                await producer.SendAsync(message, CancellationToken.None);
                run.AddSent(startedAt, message.Body.Length);
            }
            catch (ArianeClientException exception)
            {
                run.AddError(exception.Message);
            }
        }
    }

    /// <summary>Does something for the time asked for, with a report each second.</summary>
    private static async Task ForAsync(
        ParseResult parsed, BenchRun run, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(TimeSpan.FromSeconds(parsed.GetValue(Seconds)));
        var reports = run.ReportAsync(over.Token);
        try
        {
            await work(over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The time is over.
        }

        await reports;
    }
}
