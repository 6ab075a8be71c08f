using Ariane.Protocol.Codes;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Clients;

/// <summary>Who sent a heartbeat: the connection, and what the client says of itself.</summary>
internal readonly record struct ClientIdentity(
    RemotingConnection Connection, string ClientId, LanguageCode Language, int Version);
