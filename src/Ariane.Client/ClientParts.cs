using Ariane.Client.Connections;
using Ariane.Client.Groups;
using Ariane.Client.Routes;
using Ariane.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace Ariane.Client;

/// <summary>
/// What producers and consumers of one client share. Each takes out of it, once, exactly what it uses.
/// </summary>
internal sealed record ClientParts(
    ClientIdentity Identity,
    RemoteCalls Calls,
    NameServers NameServers,
    RouteTable Routes,
    GroupTable Groups,
    Heartbeats Heartbeats,
    UniqueIdGenerator Ids,
    TimeProvider Time,
    ILogger Logger);
