using Ariane.Client;
using Ariane.Client.Messages;
using Ariane.Client.Producing;
using Ariane.Testing;

namespace Ariane.Crash.Processes;

/// <summary>Sends to a broker that is killed again and again, then checks what it kept. Runs once.</summary>
public sealed class CrashRun(CrashPlan plan, string dataDirectory, TextWriter output)
{
    private const string Topic = "crash";

    private readonly Ledger _ledger = new(plan.Messages);
    private readonly Random _random = new(plan.Seed);
    private readonly List<string> _createdTopics = [];

    /// <returns>What is wrong with the store; empty when every promise was kept.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        await using var broker = new ArianeProcess(dataDirectory, [.. plan.Settings]);
        await broker.StartAsync(cancellationToken);
        await using (ArianeClient client = Connect(broker))
        {
            await client.Topics.CreateAsync(Topic, plan.Queues, cancellationToken: cancellationToken);
            await SendAndKillAsync(client, broker, cancellationToken);
        }

        await output.WriteLineAsync($"{_ledger.Acknowledged} messages acknowledged; reading them back.");
        await using ArianeClient reader = Connect(broker);
        IReadOnlyList<string> findings = await new StoreAudit(reader, Topic, _ledger).RunAsync(cancellationToken);
        return [.. findings, .. await FindLostTopicsAsync(broker, cancellationToken)];
    }

    // Patient: a disk that is busy with other things is no crash.
    private static ArianeClient Connect(ArianeProcess broker) => new(new ArianeClientOptions
    {
        NameServers = [broker.NameServerAddress],
        RouteRefreshInterval = TimeSpan.FromSeconds(1),
        CallTimeout = TimeSpan.FromSeconds(60),
        ConnectTimeout = TimeSpan.FromSeconds(60),
    });

    private async Task SendAndKillAsync(ArianeClient client, ArianeProcess broker, CancellationToken cancellationToken)
    {
        var options = new ProducerOptions { Group = "crash", Retries = 0, CompressionThresholdBytes = int.MaxValue };
        await using Producer producer = await client.StartProducerAsync(options, cancellationToken: cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int next = -1;
        Task[] senders = [.. Enumerable.Range(0, plan.Senders).Select(_ => SendAsync())];
        Task all = Task.WhenAll(senders);
        Task creating = CreateTopicsAsync(client, all, stop.Token);

        int[] moments =
        [
            .. Enumerable.Range(0, plan.Kills)
                .Select(_ => _random.Next(plan.Messages / 20, plan.Messages * 19 / 20))
                .Order(),
        ];
        foreach (int moment in moments)
        {
            while (_ledger.Acknowledged < moment && !all.IsCompleted) await Task.Delay(1, cancellationToken);
            await Task.Delay(_random.Next(0, 20), cancellationToken);
            await broker.KillAsync();
            await output.WriteLineAsync($"Killed after {_ledger.Acknowledged} acknowledgements.");
            await broker.StartAsync(cancellationToken);
        }

        await all;
        await creating;

        async Task SendAsync()
        {
            for (int message; (message = Interlocked.Increment(ref next)) < _ledger.Count;)
            {
                await SendUntilStoredAsync(producer, message, stop.Token);
            }
        }
    }

    /// <summary>Every topic is a save of the configuration.</summary>
    private async Task CreateTopicsAsync(ArianeClient client, Task until, CancellationToken cancellationToken)
    {
        for (int number = 0; !until.IsCompleted; number++)
        {
            try
            {
                await client.Topics.CreateAsync($"saved-{number}", 1, cancellationToken: cancellationToken);
                _createdTopics.Add($"saved-{number}");
            }
            catch (ArianeClientException)
            {
                // The broker is dead for the moment; the topic may be there or not.
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>What was created is in the broker's file, which it read when it was last started.</summary>
    private async Task<IEnumerable<string>> FindLostTopicsAsync(
        ArianeProcess broker, CancellationToken cancellationToken)
    {
        string path = Path.Combine(broker.DataDirectory, "store", "config", "topics.json");
        string? found = Directory.EnumerateFiles(broker.DataDirectory, "topics.json", SearchOption.AllDirectories)
            .FirstOrDefault();
        string text = await File.ReadAllTextAsync(found ?? path, cancellationToken);
        return _createdTopics.Where(topic => !text.Contains($"\"{topic}\"", StringComparison.Ordinal))
            .Select(static topic => $"The topic {topic} was created, but is gone.");
    }

    private async Task SendUntilStoredAsync(Producer producer, int message, CancellationToken cancellationToken)
    {
        var toSend = new Message(Topic, Payload.Make(message, plan.BodyBytes));
        while (true)
        {
            try
            {
                _ledger.Attempted(message);
                SendResult result = await producer.SendAsync(toSend, cancellationToken);
                if (result.Status != SendStatus.Ok) continue;
                _ledger.Stored(message, result);
                return;
            }
            catch (ArianeClientException)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }
}
