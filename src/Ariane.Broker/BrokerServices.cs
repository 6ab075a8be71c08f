using Ariane.Remoting.Transports;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker;

/// <summary>What a broker uses of the world around it.</summary>
/// <param name="Files">The file system of the store.</param>
/// <param name="Connector">Reaches the name servers.</param>
/// <param name="Time">The only source of time.</param>
/// <param name="Loggers">Where it logs.</param>
public sealed record BrokerServices(
    IStoreFiles Files, IConnector Connector, TimeProvider Time, ILoggerFactory Loggers);
