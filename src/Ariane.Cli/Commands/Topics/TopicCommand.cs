using System.CommandLine;
using Ariane.Cli.Output;
using Ariane.Cli.Running;

namespace Ariane.Cli.Commands.Topics;

/// <summary><c>ariane topic</c>: lists, creates, deletes and shows topics.</summary>
internal static class TopicCommand
{
    private const int DefaultQueues = 8;

    public static Command Create() => new("topic", "List, create, delete and show topics.")
    {
        List(), CreateTopic(), Delete(), Show(),
    };

    private static Command List()
    {
        var cluster = new ClusterOptions();
        var command = new Command("list", "List all topics.");
        cluster.AddTo(command);
        command.SetAction((parsed, cancellationToken) => cluster.RunAsync(parsed, async (client, stop) =>
        {
            var topics = (await client.Topics.ListAsync(stop)).Order(StringComparer.Ordinal).ToArray();
            if (parsed.GetValue(cluster.Json))
            {
                await Console.Out.WriteLineAsync(JsonLine.Object(json => json.WriteStrings("topics", topics)));
            }
            else
            {
                foreach (string topic in topics) await Console.Out.WriteLineAsync(topic);
            }

            return ExitCode.Success;
        }, cancellationToken));
        return command;
    }

    private static Command CreateTopic()
    {
        var topic = Topic();
        var queues = new Option<int>("--queues")
        {
            Description = "How many queues it has on every broker.",
            DefaultValueFactory = _ => DefaultQueues,
            HelpName = "COUNT",
        };
        var cluster = new ClusterOptions();
        var command = new Command("create", "Create a topic on every broker, or change its number of queues.")
        {
            topic, queues,
        };
        cluster.AddTo(command);
        command.SetAction((parsed, cancellationToken) => cluster.RunAsync(parsed, async (client, stop) =>
        {
            string name = parsed.GetValue(topic)!;
            await client.Topics.CreateAsync(name, parsed.GetValue(queues), stop);
            return await DoneAsync(parsed.GetValue(cluster.Json), "created", name);
        }, cancellationToken));
        return command;
    }

    private static Command Delete()
    {
        var topic = Topic();
        var cluster = new ClusterOptions();
        var command = new Command("delete", "Delete a topic and its messages from every broker.") { topic };
        cluster.AddTo(command);
        command.SetAction((parsed, cancellationToken) => cluster.RunAsync(parsed, async (client, stop) =>
        {
            string name = parsed.GetValue(topic)!;
            await client.Topics.DeleteAsync(name, cancellationToken: stop);
            return await DoneAsync(parsed.GetValue(cluster.Json), "deleted", name);
        }, cancellationToken));
        return command;
    }

    private static Command Show()
    {
        var topic = Topic();
        var cluster = new ClusterOptions();
        var command = new Command("show", "Show which brokers serve a topic, with how many queues.") { topic };
        cluster.AddTo(command);
        command.SetAction((parsed, cancellationToken) => cluster.RunAsync(parsed, async (client, stop) =>
        {
            string name = parsed.GetValue(topic)!;
            if (await client.Topics.GetRouteAsync(name, stop) is not { } route)
            {
                await Console.Error.WriteLineAsync($"There is no topic {name}. List them with: ariane topic list");
                return ExitCode.Failure;
            }

            if (parsed.GetValue(cluster.Json)) await Console.Out.WriteLineAsync(TopicRouteText.ToJson(name, route));
            else Terminal.Write(TopicRouteText.ToTable(route));
            return ExitCode.Success;
        }, cancellationToken));
        return command;
    }

    private static Argument<string> Topic() => new("topic") { Description = "The topic's name." };

    private static async Task<int> DoneAsync(bool isJson, string what, string topic)
    {
        await Console.Out.WriteLineAsync(
            isJson ? JsonLine.Object(json => json.WriteString(what, topic)) : $"{what} {topic}");
        return ExitCode.Success;
    }
}
