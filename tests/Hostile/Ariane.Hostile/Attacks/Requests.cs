using System.Text;
using Ariane.Hostile.Wire;

namespace Ariane.Hostile.Attacks;

/// <summary>Well-formed requests that attacks, and the well-behaved client, make use of. Pure functions.</summary>
internal static class Requests
{
    public static HostileRequest MaxOffset(string topic) => Of(30, [new("topic", topic), new("queueId", "0")]);

    public static HostileRequest Pull(
        string topic, int queueId, long offset, string group, int suspendMilliseconds = 0) => Of(11,
    [
        new("consumerGroup", group), new("topic", topic), new("queueId", $"{queueId}"), new("queueOffset", $"{offset}"),
        new("maxMsgNums", "32"), new("sysFlag", suspendMilliseconds > 0 ? "6" : "4"), new("commitOffset", "0"),
        new("suspendTimeoutMillis", $"{suspendMilliseconds}"), new("subscription", "*"), new("subVersion", "0"),
    ]);

    public static HostileRequest Send(string topic, int queueId, byte[] body) => Of(310,
    [
        new("a", "hostile-producer"), new("b", topic), new("c", "TBW102"), new("d", "4"), new("e", $"{queueId}"),
        new("f", "0"), new("g", "1700000000000"), new("h", "0"), new("i", ""), new("j", "0"), new("k", "false"),
    ], body);

    public static HostileRequest CreateTopic(string topic, int queues) => Of(17,
    [
        new("topic", topic), new("defaultTopic", "TBW102"), new("readQueueNums", $"{queues}"),
        new("writeQueueNums", $"{queues}"), new("perm", "6"), new("topicFilterType", "SINGLE_TAG"),
        new("topicSysFlag", "0"),
    ]);

    public static HostileRequest Register(
        string broker, string address, byte[] body, bool isCompressed = false) => Of(103,
    [
        new("brokerName", broker), new("brokerAddr", address), new("clusterName", "hostile"), new("haServerAddr", "h"),
        new("brokerId", "0"), new("compressed", isCompressed ? "true" : "false"),
    ], body);

    public static HostileRequest Of(
        int code, IReadOnlyList<KeyValuePair<string, string>> fields, byte[]? body = null) =>
        new(code, fields, body ?? []);

    public static HostileRequest Of(int code, string json) => Of(code, [], Encoding.UTF8.GetBytes(json));

    /// <summary>Many frames in one piece, with opaque ids from <paramref name="firstOpaque"/> on.</summary>
    public static byte[] Together(int count, Func<int, HostileRequest> request, int firstOpaque = 0)
    {
        using var all = new MemoryStream();
        for (int i = 0; i < count; i++) all.Write(request(i).Encode(firstOpaque + i));
        return all.ToArray();
    }
}
