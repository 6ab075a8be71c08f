using System.Text;
using Ariane.Protocol.Bodies;

namespace Ariane.Protocol.Tests.Bodies;

/// <summary>No body, however damaged, makes a decoder throw.</summary>
public class BodyRobustnessTests
{
    public static TheoryData<string> Samples() =>
    [
        "route-quoted.json", "route-static-topic.json", "cluster-info.json", "member-group.json",
        "system-topic-list.json", "kv-list.json", "register-bare-wrapper.json", "topic-config.json",
        "heartbeat-v2.json", "lock-request.json", "lock-response.json", "consumer-list.json",
        "check-client-config.json", "query-data-version.json",
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void TryParse_CutAnywhere_IsAnError(string name)
    {
        byte[] golden = GoldenBodies.Load(name);
        for (int length = 0; length < golden.Length; length++)
            Assert.DoesNotContain(true, ParseAsEverything(golden.AsSpan(0, length)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void TryParse_ByteReplaced_NeverThrows(string name)
    {
        byte[] golden = GoldenBodies.Load(name);
        var random = new Random(7);
        byte[] values = Encoding.ASCII.GetBytes("\"{}[]:,0n\\'\0x\u007F");
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = [.. golden];
            damaged[random.Next(damaged.Length)] = values[random.Next(values.Length)];
            _ = ParseAsEverything(damaged);
        }
    }

    private static bool[] ParseAsEverything(ReadOnlySpan<byte> json) =>
    [
        Parse<TopicRoute>(json), Parse<ClusterInfo>(json), Parse<BrokerMemberGroup>(json), Parse<TopicList>(json),
        Parse<KeyValueTable>(json), Parse<KeyValueConfig>(json), Parse<TopicConfigTable>(json),
        Parse<TopicConfig>(json),
        Parse<RegisterBrokerBody>(json), Parse<SubscriptionGroupConfig>(json), Parse<SubscriptionGroupTable>(json),
        Parse<ConsumerOffsetTable>(json), Parse<QueueLockRequest>(json), Parse<QueueLockResponse>(json),
        Parse<HeartbeatData>(json), Parse<SubscriptionData>(json), Parse<ConsumerList>(json),
        Parse<CheckClientConfig>(json), Parse<DataVersion>(json),
    ];

    private static bool Parse<T>(ReadOnlySpan<byte> json)
        where T : IJsonBody<T>
    {
        bool parsed = T.TryParse(json, out T? body, out string? error);
        Assert.Equal(parsed, error is null);
        if (parsed) _ = BodyText.Write(body!);
        return parsed;
    }
}
