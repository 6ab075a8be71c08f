using System.CommandLine;
using System.Globalization;
using System.Text;
using Ariane.Cli.Output;
using Ariane.Cli.Running;
using Ariane.Client;
using Ariane.Client.Consuming;
using Ariane.Client.Messages;

namespace Ariane.Cli.Commands.Messages;

/// <summary><c>ariane consume</c>: prints the messages of a topic as they come.</summary>
internal static class ConsumeCommand
{
    private static readonly Argument<string> Topic = new("topic") { Description = "What to consume." };

    private static readonly Option<string> Group = new("--group", "-g")
    {
        Description = "The consumer group; what it has consumed does not come again.",
        DefaultValueFactory = _ => "ariane-consume",
    };

    private static readonly Option<string> Tags = new("--tags")
    {
        Description = "Only messages with one of these tags, such as 'A || B'.",
    };

    private static readonly Option<string> Sql = new("--sql")
    {
        Description = "Only messages whose properties fulfil this condition, such as 'a > 5'.",
        HelpName = "CONDITION",
    };

    private static readonly Option<bool> FromLast = new("--from-last")
    {
        Description = "A new group begins with what arrives from now on, not with the first message stored.",
    };

    private static readonly Option<long> Count = new("--count")
    {
        Description = "Stop after so many messages.",
        DefaultValueFactory = _ => long.MaxValue,
    };

    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var command = new Command("consume", "Print the messages of a topic as they come; Ctrl+C stops.")
        {
            Topic, Group, Tags, Sql, FromLast, Count,
        };
        cluster.AddTo(command);
        command.SetAction((parsed, cancellationToken) => cluster.RunAsync(
            parsed,
            (client, stop) => ConsumeAsync(client, parsed, parsed.GetValue(cluster.Json), stop),
            cancellationToken));
        return command;
    }

    private static async Task<int> ConsumeAsync(
        ArianeClient client, ParseResult parsed, bool isJson, CancellationToken cancellationToken)
    {
        long left = parsed.GetValue(Count);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = TextWriter.Synchronized(Console.Out);
        await client.StartPushConsumerAsync(
            Options(parsed),
            async (message, stopping) =>
            {
                // What is not printed is left for the next member of the group.
                if (Interlocked.Decrement(ref left) < 0) return ConsumeResult.RetryLater;

                await output.WriteLineAsync((isJson ? ToJson(message) : ToText(message)).AsMemory(), stopping);
                if (Volatile.Read(ref left) <= 0) enough.TrySetResult();
                return ConsumeResult.Success;
            },
            cancellationToken);
        try
        {
            await enough.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping is how this command usually ends.
        }

        return ExitCode.Success;
    }

    private static PushConsumerOptions Options(ParseResult parsed)
    {
        string topic = parsed.GetValue(Topic)!;
        return new PushConsumerOptions
        {
            Group = parsed.GetValue(Group)!,
            Subscriptions =
            [
                parsed.GetValue(Sql) is { } condition
                    ? Subscription.BySql(topic, condition)
                    : new Subscription(topic, parsed.GetValue(Tags)),
            ],
            ConsumeFrom = parsed.GetValue(FromLast) ? ConsumeFrom.LastOffset : ConsumeFrom.FirstOffset,
            Concurrency = 1,
        };
    }

    private static string ToText(ReceivedMessage message) => string.Create(
        CultureInfo.InvariantCulture,
        $"{message.StoredAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} "
        + $"{message.Queue.BrokerName}/{message.Queue.QueueId}@{message.QueueOffset}")
        + (message.Tag is { } tag ? $" [{tag}]" : "")
        + $" {Encoding.UTF8.GetString(message.Body.Span)}";

    private static string ToJson(ReceivedMessage message) => JsonLine.Object(json =>
    {
        json.WriteString("messageId", message.MessageId);
        json.WriteString("topic", message.Topic);
        json.WriteString("broker", message.Queue.BrokerName);
        json.WriteNumber("queueId", message.Queue.QueueId);
        json.WriteNumber("queueOffset", message.QueueOffset);
        json.WriteString("storedAt", message.StoredAt);
        json.WriteNumber("reconsumeTimes", message.ReconsumeTimes);
        json.WriteStartObject("properties");
        foreach (var (name, value) in message.Properties) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteString("body", Encoding.UTF8.GetString(message.Body.Span));
    });
}
