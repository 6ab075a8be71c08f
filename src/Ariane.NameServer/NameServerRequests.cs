using Ariane.NameServer.Brokers;
using Ariane.NameServer.KeyValues;
using Ariane.NameServer.Routes;
using Ariane.NameServer.Settings;
using Ariane.NameServer.Topics;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging;

namespace Ariane.NameServer;

/// <summary>Every request a name server answers. All others are refused with REQUEST_CODE_NOT_SUPPORTED.</summary>
internal static class NameServerRequests
{
    public static RequestTableBuilder Map(RequestTableBuilder table, NameServerState state) => table
        .Map(new GetRouteHandler(state.Routes, state.KeyValues, state.Settings, state.Time))

        .Map(new RegisterBrokerHandler(
            state.Routes,
            state.Liveness,
            state.Notifier,
            state.KeyValues,
            state.Settings,
            state.Loggers.CreateLogger<RegisterBrokerHandler>()))
        .Map(new UnregisterBrokerHandler(state.Unregistrations))
        .Map(new BrokerHeartbeatHandler(state.Live))
        .Map(new QueryDataVersionHandler(state.Live))
        .Map(new GetClusterInfoHandler(state.Routes))
        .Map(new GetBrokerMemberGroupHandler(state.Routes))
        .Map(new WipeWritePermHandler(state.Routes))
        .Map(new AddWritePermHandler(state.Routes))

        .Map(new GetAllTopicListHandler(state.Routes, state.Settings))
        .Map(new GetTopicsByClusterHandler(state.Routes, state.Settings))
        .Map(new GetSystemTopicListHandler(state.Routes))
        .Map(new GetUnitTopicListHandler(state.Routes, state.Settings))
        .Map(new GetUnitSubTopicListHandler(state.Routes, state.Settings))
        .Map(new GetUnitSubNotUnitTopicListHandler(state.Routes, state.Settings))
        .Map(new RegisterTopicHandler(state.Routes))
        .Map(new DeleteTopicHandler(state.Routes))

        .Map(new PutKvConfigHandler(state.KeyValues))
        .Map(new GetKvConfigHandler(state.KeyValues))
        .Map(new DeleteKvConfigHandler(state.KeyValues))
        .Map(new GetKvListHandler(state.KeyValues))

        .Map(new UpdateNameServerConfigHandler(state.Settings))
        .Map(new GetNameServerConfigHandler(state.Settings));
}
