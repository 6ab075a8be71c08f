using System.Collections.Concurrent;
using Ariane.Client.Connections;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Routes;

/// <summary>
/// The routes of all topics in use: fetched when first needed, then again in every round. Safe for concurrent use.
/// </summary>
/// <remarks>Lookups of one topic that overlap share one request.</remarks>
internal sealed class RouteTable(NameServers nameServers, ILogger logger)
{
    /// <summary>
    /// Stands for topics that a broker creates on the first send. Source: common/.../topic/TopicValidator.java.
    /// </summary>
    public const string DefaultTopic = "TBW102";

    private readonly ConcurrentDictionary<string, TopicRouteView> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<TopicRouteView?>>> _lookups = new(StringComparer.Ordinal);

    /// <summary>The route as last fetched; null when it never was.</summary>
    public TopicRouteView? TryGet(string topic) => _routes.GetValueOrDefault(topic);

    /// <summary>The route of a topic, fetched if need be; null when the name servers know none.</summary>
    public ValueTask<TopicRouteView?> FindAsync(string topic, CancellationToken cancellationToken) =>
        _routes.TryGetValue(topic, out TopicRouteView? known) && !known.FromDefaultTopic
            ? new(known)
            : new(RefreshAsync(topic, cancellationToken));

    /// <summary>The route to send by: of a topic that does not exist, the one it gets by being sent to.</summary>
    /// <exception cref="RouteException">There is none, and brokers do not create topics.</exception>
    public async ValueTask<TopicRouteView> FindForSendingAsync(
        string topic, int newTopicQueues, CancellationToken cancellationToken)
    {
        if (TryGet(topic) is { } known) return known;
        if (await RefreshAsync(topic, cancellationToken).ConfigureAwait(false) is { } found) return found;

        TopicRoute? model = await FetchAsync(DefaultTopic, cancellationToken).ConfigureAwait(false);
        if (model is null)
        {
            throw new RouteException(
                $"The name servers know no topic '{topic}', and the brokers do not create topics by themselves. " +
                "Create the topic, or check its name.");
        }

        var future = new TopicRouteView(topic, LimitQueues(model, newTopicQueues), fromDefaultTopic: true);
        return _routes.GetOrAdd(topic, future);
    }

    /// <summary>
    /// Fetches the route of a topic now; null when the name servers know none (what was known before stays).
    /// </summary>
    public async Task<TopicRouteView?> RefreshAsync(string topic, CancellationToken cancellationToken)
    {
        Lazy<Task<TopicRouteView?>> lookup = _lookups.GetOrAdd(
            topic, static (key, table) => new Lazy<Task<TopicRouteView?>>(() => table.LookUpAsync(key)), this);
        // Shared with others, so the caller's cancellation ends its own waiting only.
        return await lookup.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches the routes of all topics in use; one that fails stays as it is until the next round.</summary>
    public async Task RefreshAllAsync(CancellationToken cancellationToken)
    {
        foreach (string topic in _routes.Keys)
        {
            try
            {
                await RefreshAsync(topic, cancellationToken).ConfigureAwait(false);
            }
            catch (ArianeClientException exception)
            {
                RouteLog.RefreshFailed(logger, topic, exception);
            }
        }
    }

    /// <summary>The addresses of all brokers of all topics in use, each once.</summary>
    public HashSet<string> ListBrokers(bool mastersOnly)
    {
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        foreach (TopicRouteView view in _routes.Values)
        {
            foreach (BrokerData broker in view.Route.Brokers)
            {
                foreach ((long id, string address) in broker.Addresses)
                {
                    if (id == 0 || !mastersOnly) addresses.Add(address);
                }
            }
        }

        return addresses;
    }

    private async Task<TopicRouteView?> LookUpAsync(string topic)
    {
        try
        {
            TopicRoute? route = await FetchAsync(topic, CancellationToken.None).ConfigureAwait(false);
            return route is null ? null : Store(topic, route);
        }
        finally
        {
            _lookups.TryRemove(topic, out _);
        }
    }

    private TopicRouteView Store(string topic, TopicRoute route)
    {
        // The same view stays while nothing changes, and with it the cursor that spreads messages over queues.
        if (TryGet(topic) is { FromDefaultTopic: false } known && known.SaysTheSameAs(route)) return known;

        var view = new TopicRouteView(topic, route);
        _routes[topic] = view;
        RouteLog.RouteChanged(logger, topic, view.SendQueues.Length, view.ReadQueues.Length);
        return view;
    }

    private async Task<TopicRoute?> FetchAsync(string topic, CancellationToken cancellationToken)
    {
        (string address, RemotingResponse response) = await nameServers
            .AskAsync(new GetRouteRequest(topic, AcceptStandardJsonOnly: true), cancellationToken)
                .ConfigureAwait(false);
        return response.Code switch
        {
            ResponseCode.Success => RemoteCalls.Decode<TopicRoute>(address, response),
            ResponseCode.TopicNotExist => null,
            _ => throw BrokerException.From(RequestCode.GetRouteinfoByTopic, address, response),
        };
    }

    private static TopicRoute LimitQueues(TopicRoute model, int newTopicQueues) => model with
    {
        Queues =
        [
            .. model.Queues.Select(data => data with
            {
                ReadQueueNums = Math.Min(newTopicQueues, data.ReadQueueNums),
                WriteQueueNums = Math.Min(newTopicQueues, data.ReadQueueNums),
            }),
        ],
    };
}
