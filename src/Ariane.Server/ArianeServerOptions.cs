using System.Net;
using Ariane.Broker;
using Ariane.NameServer.Settings;
using Ariane.Server.Configuration;
using Ariane.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Server;

/// <summary>What one process hosts: a name server, a broker, or both.</summary>
public sealed record ArianeServerOptions
{
    /// <summary>The name server; null for none.</summary>
    public NameServerOptions? NameServer { get; init; }

    /// <summary>
    /// The broker; null for none. Without addresses of name servers it registers with the one in this process, if any.
    /// </summary>
    public BrokerHostOptions? Broker { get; init; }

    /// <summary>The source of all time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where everything logs; nowhere by default.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>A name server and a broker on this machine alone, with all files in one directory.</summary>
    /// <param name="directory">The root of the store; the name server's files are in <c>namesrv/</c> below it.</param>
    /// <param name="address">
    /// Where to listen, and what the broker tells clients to connect to; 127.0.0.1 by default.
    /// </param>
    /// <param name="port">The broker's port; 0 lets the system choose.</param>
    /// <param name="nameServerPort">The name server's port; 0 lets the system choose.</param>
    public static ArianeServerOptions AllInOne(
        string directory, IPAddress? address = null, int port = 10911, int nameServerPort = 9876)
    {
        address ??= IPAddress.Loopback;
        return new ArianeServerOptions
        {
            NameServer = NameServerOptions.In(Path.Combine(directory, "namesrv")) with
            {
                BindAddress = address.ToString(),
                ListenPort = nameServerPort,
            },
            Broker = new BrokerHostOptions
            {
                BindAddress = address,
                Broker = new BrokerOptions
                {
                    BrokerName = "ariane",
                    Address = address,
                    Port = port,
                    Store = new StoreOptions { RootDirectory = directory },
                },
            },
        };
    }
}
