using Ariane.Client.Connections;
using Ariane.Client.Messages;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;

namespace Ariane.Client.Administration;

/// <summary>Creates, deletes and lists topics. Safe for concurrent use.</summary>
/// <remarks>
/// Every method throws an <see cref="ArianeClientException"/> when a server cannot be found, refuses, or is silent.
/// </remarks>
public sealed class TopicAdministration
{
    private readonly RemoteCalls _calls;
    private readonly NameServers _nameServers;
    private readonly RouteTable _routes;

    internal TopicAdministration(RemoteCalls calls, NameServers nameServers, RouteTable routes)
    {
        _calls = calls;
        _nameServers = nameServers;
        _routes = routes;
    }

    /// <summary>Creates a topic on the masters of a cluster, or changes it where it exists.</summary>
    /// <param name="topic">The topic; its queues are created on every master.</param>
    /// <param name="cluster">Null means all clusters that the name servers know.</param>
    /// <param name="cancellationToken">Ends the waiting; masters reached before have the topic.</param>
    public async Task CreateAsync(
        TopicConfig topic, string? cluster = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        if (NameRules.CheckTopic(topic.TopicName) is { } problem) throw new ArgumentException(problem, nameof(topic));
        CreateTopicRequest request = ToRequest(topic);
        foreach (string master in await ClusterMasters.ListAsync(_nameServers, cluster, cancellationToken)
            .ConfigureAwait(false))
        {
            await _calls.CallAsync(master, request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Creates a topic with so many queues for reading and writing on every master.</summary>
    /// <inheritdoc cref="CreateAsync(TopicConfig, string?, CancellationToken)"/>
    public Task CreateAsync(string topic, int queues = 8, CancellationToken cancellationToken = default)
    {
        var configuration = new TopicConfig(topic) { ReadQueueNums = queues, WriteQueueNums = queues };
        return CreateAsync(configuration, cluster: null, cancellationToken);
    }

    /// <summary>Deletes a topic and its messages from the masters of a cluster, and from the name servers.</summary>
    public async Task DeleteAsync(string topic, string? cluster = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        foreach (string master in await ClusterMasters.ListAsync(_nameServers, cluster, cancellationToken)
            .ConfigureAwait(false))
        {
            await _calls.CallAsync(master, new DeleteTopicRequest(topic), cancellationToken).ConfigureAwait(false);
        }

        // Brokers do not tell the name servers what is gone.
        await _nameServers.TellAllAsync(new DeleteTopicFromNameServerRequest(topic, cluster), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The names of all topics, retry and dead-letter topics included.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default)
    {
        (string address, RemotingResponse response) = await _nameServers
            .AskAsync(new GetAllTopicListRequest(), cancellationToken).ConfigureAwait(false);
        return response.Code == ResponseCode.Success
            ? RemoteCalls.Decode<TopicList>(address, response).Topics
            : throw BrokerException.From(RequestCode.GetAllTopicListFromNameserver, address, response);
    }

    /// <summary>
    /// Where the queues of a topic are, asked for now; null when the name servers know no such topic.
    /// </summary>
    public async Task<TopicRoute?> GetRouteAsync(string topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        TopicRouteView? route = await _routes.RefreshAsync(topic, cancellationToken).ConfigureAwait(false);
        return route?.Route;
    }

    private static CreateTopicRequest ToRequest(TopicConfig topic) => new(
        topic.TopicName,
        RouteTable.DefaultTopic,
        topic.ReadQueueNums,
        topic.WriteQueueNums,
        (int)topic.Perm,
        topic.TopicFilterType,
        topic.TopicSysFlag,
        topic.Order,
        topic.Attributes.Count == 0
            ? null
            : string.Join(',', topic.Attributes.Select(static pair => $"+{pair.Key}={pair.Value}")));
}
