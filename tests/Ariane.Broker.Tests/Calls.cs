using System.Buffers;
using System.Text;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests;

/// <summary>What clients say, said shortly.</summary>
internal static class Calls
{
    /// <summary>Long, as the clock of the tests stands still anyhow.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromHours(1);

    public static async Task<RemotingResponse> CallAsync<TRequest>(
        this RemotingConnection connection, TRequest request, byte[]? body = null)
        where TRequest : IRequestHeader<TRequest> =>
        await connection.InvokeAsync(request, body, Timeout, CancellationToken.None).AsTask().WaitAsync(Patience.Limit);

    public static async Task<RemotingResponse> CallAsync<TRequest, TBody>(
        this RemotingConnection connection, TRequest request, TBody body)
        where TRequest : IRequestHeader<TRequest>
        where TBody : IJsonBody<TBody> => await connection.CallAsync(request, Bytes(body));

    public static async Task<RemotingResponse> CallAsync<TRequest>(
        this RemotingConnection connection, RequestCode code, TRequest request, byte[]? body = null)
        where TRequest : IHeader<TRequest> =>
        await connection.InvokeAsync(code, request, body, Timeout, CancellationToken.None)
            .AsTask().WaitAsync(Patience.Limit);

    public static Task<RemotingResponse> SendAsync(
        this RemotingConnection connection, string topic, string body, string properties = "", int queueId = 0) =>
        connection.CallAsync(Send(topic, properties, queueId), Encoding.UTF8.GetBytes(body));

    public static SendMessageRequest Send(string topic, string properties = "", int queueId = 0) => new(
        "PG", topic, "TBW102", 4, queueId, 0, 1_700_000_000_000, 0, Encoding.UTF8.GetBytes(Separate(properties)));

    public static PullMessageRequest Pull(
        string topic,
        long offset,
        int queueId = 0,
        string subscription = "*",
        int suspendMilliseconds = 0,
        string group = "CG") =>
        new(group, topic, queueId, offset, 32, suspendMilliseconds > 0 ? 6 : 4, 0, suspendMilliseconds, subscription);

    public static async Task CreateTopicAsync(
        this RemotingConnection connection, string topic, int queues = 2, int perm = 6)
    {
        RemotingResponse response = await connection.CallAsync(new CreateTopicRequest(
            topic, "TBW102", queues, queues, perm, "SINGLE_TAG", 0));
        Assert.Equal(ResponseCode.Success, response.Code);
    }

    public static HeartbeatData Heartbeat(
        string clientId, string group, params SubscriptionData[] subscriptions) => new(clientId)
    {
        Consumers = [new ConsumerData(group) { Subscriptions = subscriptions }],
    };

    public static SubscriptionData Subscribe(
        string topic, string expression = "*", long version = 1, params string[] tags) =>
        new(topic, expression)
        {
            Tags = tags,
            TagCodes = [.. tags.Select(static tag => JavaStringHash.Compute(tag))],
            Version = version,
        };

    public static byte[] Bytes<TBody>(TBody body)
        where TBody : IJsonBody<TBody>
    {
        var output = new ArrayBufferWriter<byte>();
        body.Write(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The messages of a pull body, as text.</summary>
    public static List<string> Bodies(RemotingResponse response) =>
        Records(response, static (in MessageRecord record) => Encoding.UTF8.GetString(record.Body));

    public static List<string> Properties(RemotingResponse response) =>
        Records(response, static (in MessageRecord record) => Encoding.UTF8.GetString(record.Properties));

    public static List<T> Records<T>(RemotingResponse response, RecordReader<T> read)
    {
        var found = new List<T>();
        ReadOnlySpan<byte> rest = response.Body.Span;
        while (!rest.IsEmpty)
        {
            Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(rest, out MessageRecord record));
            found.Add(read(record));
            rest = rest[record.TotalBytes..];
        }

        return found;
    }

    /// <summary><c>A=1;B=2</c> in the form of message properties.</summary>
    public static string Separate(string properties) => properties.Replace('=', '\u0001').Replace(';', '\u0002');

    public delegate T RecordReader<out T>(in MessageRecord record);
}
