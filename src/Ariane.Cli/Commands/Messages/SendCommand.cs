using System.CommandLine;
using System.Text;
using Ariane.Cli.Output;
using Ariane.Cli.Running;
using Ariane.Client;
using Ariane.Client.Messages;
using Ariane.Client.Producing;

namespace Ariane.Cli.Commands.Messages;

/// <summary><c>ariane send</c>: sends a message given on the command line or on standard input.</summary>
internal static class SendCommand
{
    private static readonly Argument<string> Topic = new("topic") { Description = "Where the message goes." };

    private static readonly Argument<string?> Body = new("body")
    {
        Description = "The content; standard input if left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Tag = new("--tag") { Description = "What consumers can filter by." };

    private static readonly Option<string[]> Keys = new("--key")
    {
        Description = "What the message can be looked up by. May be given more than once.",
    };

    private static readonly Option<string[]> Properties = new("--property")
    {
        Description = "A property of the application. May be given more than once.",
        HelpName = "NAME=VALUE",
    };

    private static readonly Option<string> OrderingKey = new("--ordering-key")
    {
        Description = "Messages with the same key go to the same queue.",
    };

    private static readonly Option<int> DelayLevel = new("--delay-level")
    {
        Description = "The broker's delay level, from 1 (one second by default).",
        HelpName = "LEVEL",
    };

    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var command = new Command("send", "Send a message.")
        {
            Topic, Body, Tag, Keys, Properties, OrderingKey, DelayLevel,
        };
        cluster.AddTo(command);
        command.SetAction((parsed, cancellationToken) => cluster.RunAsync(
            parsed,
            async (client, stop) =>
            {
                var message = await ReadMessageAsync(parsed, stop);
                var producer = await client.StartProducerAsync(
                    new ProducerOptions { Group = "ariane-send" }, cancellationToken: stop);
                var result = await producer.SendAsync(
                    message, new SendOptions { OrderingKey = parsed.GetValue(OrderingKey) }, stop);
                await Console.Out.WriteLineAsync(parsed.GetValue(cluster.Json) ? ToJson(result) : ToText(result));
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static async Task<Message> ReadMessageAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        new(parsed.GetValue(Topic)!, await ReadBodyAsync(parsed, cancellationToken))
        {
            Tag = parsed.GetValue(Tag),
            Keys = parsed.GetValue(Keys) ?? [],
            Properties = ReadProperties(parsed.GetValue(Properties) ?? []),
            DelayLevel = parsed.GetValue(DelayLevel),
        };

    private static async Task<byte[]> ReadBodyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Body) is { } text) return Encoding.UTF8.GetBytes(text);

        using var content = new MemoryStream();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    private static Dictionary<string, string> ReadProperties(string[] assignments)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new ArgumentException($"--property must be NAME=VALUE, not '{assignment}'.");
            properties[assignment[..equals]] = assignment[(equals + 1)..];
        }

        return properties;
    }

    private static string ToText(SendResult result) =>
        $"{result.MessageId} stored in queue {result.Queue.BrokerName}/{result.Queue.QueueId} "
        + $"at offset {result.QueueOffset}"
        + (result.Status == SendStatus.Ok ? "" : $" ({result.Status}: less safely than configured)");

    private static string ToJson(SendResult result) => JsonLine.Object(json =>
    {
        json.WriteString("messageId", result.MessageId);
        json.WriteString("status", result.Status.ToString());
        json.WriteString("topic", result.Queue.Topic);
        json.WriteString("broker", result.Queue.BrokerName);
        json.WriteNumber("queueId", result.Queue.QueueId);
        json.WriteNumber("queueOffset", result.QueueOffset);
        json.WriteString("offsetMessageId", result.OffsetMessageId);
    });
}
