using Ariane.Client.Connections;
using Ariane.Client.Messages;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Calls;

namespace Ariane.Client.Administration;

/// <summary>Finds stored messages. Safe for concurrent use.</summary>
/// <remarks>
/// Every method throws an <see cref="ArianeClientException"/> when a server cannot be found, refuses, or is silent.
/// </remarks>
public sealed class MessageQueries
{
    /// <summary>Brokers return no more for a unique id.</summary>
    private const int MaxUniqueIdHits = 32;

    private readonly RemoteCalls _calls;
    private readonly RouteTable _routes;

    internal MessageQueries(RemoteCalls calls, RouteTable routes)
    {
        _calls = calls;
        _routes = routes;
    }

    /// <summary>The messages of a topic that have a key, oldest first.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="key">One of the keys of the messages.</param>
    /// <param name="from">Stored at or after this time; null for no limit.</param>
    /// <param name="to">Stored at or before this time; null for no limit.</param>
    /// <param name="max">The most messages of each broker, which have limits of their own.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RouteException">The topic does not exist.</exception>
    public async Task<IReadOnlyList<ReceivedMessage>> FindByKeyAsync(
        string topic,
        string key,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        int max = 32,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var request = new QueryMessageRequest(topic, key, max, Milliseconds(from, 0), Milliseconds(to, long.MaxValue));
        List<ReceivedMessage> found = await AskAllAsync(request, cancellationToken).ConfigureAwait(false);
        // The index holds hashes only, so brokers may return messages with other keys.
        found.RemoveAll(message => !message.Keys.Contains(key));
        return found;
    }

    /// <summary>The message with the id that its producer gave it; null when there is none (any more).</summary>
    /// <exception cref="RouteException">The topic does not exist.</exception>
    public async Task<ReceivedMessage?> FindByIdAsync(
        string topic, string messageId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        var request = new QueryMessageRequest(topic, messageId, MaxUniqueIdHits, 0, long.MaxValue, UniqueKey: true);
        List<ReceivedMessage> found = await AskAllAsync(request, cancellationToken).ConfigureAwait(false);
        return found.Find(message => message.MessageId == messageId);
    }

    /// <summary>The message stored at the place that an offset id names; null when there is none (any more).</summary>
    /// <exception cref="ArgumentException">
    /// It is not an offset id: 32 hex digits, or 56 of a broker with an IPv6 address.
    /// </exception>
    public async Task<ReceivedMessage?> FindByOffsetIdAsync(
        string topic, string offsetMessageId, CancellationToken cancellationToken = default)
    {
        if (!MessageId.TryParseOffsetId(offsetMessageId, out HostAddress host, out long logOffset))
        {
            throw new ArgumentException($"'{offsetMessageId}' is not an offset id.", nameof(offsetMessageId));
        }

        string address = host.ToString();
        var request = new ViewMessageRequest(logOffset, topic);
        RemotingResponse response = await _calls
            .InvokeAsync(address, request, default, _calls.DefaultTimeout, cancellationToken)
            .ConfigureAwait(false);
        return response.Code switch
        {
            ResponseCode.Success => RecordDecoder.DecodeAll(response.Body, brokerName: string.Empty).FirstOrDefault(),
            // What upstream answers for an offset at which no message begins.
            ResponseCode.SystemError => null,
            _ => throw BrokerException.From(RequestCode.ViewMessageById, address, response),
        };
    }

    private async Task<List<ReceivedMessage>> AskAllAsync(
        QueryMessageRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request.Topic);
        TopicRouteView route = await _routes.FindAsync(request.Topic, cancellationToken).ConfigureAwait(false)
            ?? throw new RouteException($"The name servers know no topic '{request.Topic}'. Check its name.");
        var found = new List<ReceivedMessage>();
        foreach ((string brokerName, string address) in route.OneAddressEach())
        {
            await AskAsync(brokerName, address, request, found, cancellationToken).ConfigureAwait(false);
        }

        found.Sort(static (left, right) => left.StoredAt.CompareTo(right.StoredAt));
        return found;
    }

    private async Task AskAsync(
        string brokerName,
        string address,
        QueryMessageRequest request,
        List<ReceivedMessage> found,
        CancellationToken cancellationToken)
    {
        RemotingResponse response = await _calls
            .InvokeAsync(address, request, default, _calls.DefaultTimeout, cancellationToken).ConfigureAwait(false);
        if (response.Code == ResponseCode.QueryNotFound) return;
        if (response.Code != ResponseCode.Success)
        {
            throw BrokerException.From(RequestCode.QueryMessage, address, response);
        }

        foreach (ReceivedMessage message in RecordDecoder.DecodeAll(response.Body, brokerName))
        {
            if (message.Topic == request.Topic) found.Add(message);
        }
    }

    private static long Milliseconds(
        DateTimeOffset? time, long otherwise) => time?.ToUnixTimeMilliseconds() ?? otherwise;
}
