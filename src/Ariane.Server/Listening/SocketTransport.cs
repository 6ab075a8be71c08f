using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ariane.Server.Listening;

/// <summary>Kestrel's socket transport, with our buffers and without a web host around it.</summary>
internal static class SocketTransport
{
    // IPPROTO_TCP and TCP_NOTSENT_LOWAT of Linux, netinet/tcp.h.
    private const int TcpLevel = 6;
    private const int NotSentLowWatermark = 25;
    private const int MaxNotSentBytes = 256 * 1024;

    private static readonly BufferPool Buffers = new(TimeProvider.System);

    public static IConnectionListenerFactory Create(ListenerOptions options, ILoggerFactory loggers)
    {
        var services = new ServiceCollection();
        services.AddSingleton(loggers);
        services.AddSingleton<IMemoryPoolFactory<byte>>(Buffers);
        new TransportServices(services).UseSockets(transport =>
        {
            transport.UnsafePreferInlineScheduling = true;
            transport.NoDelay = true;

            // What a connection whose requests are held back may send ahead; frames may be larger.
            transport.MaxReadBufferSize = 64 * 1024;
            transport.Backlog = options.Backlog;
            transport.CreateBoundListenSocket = CreateListenSocket;
        });
        return services.BuildServiceProvider().GetRequiredService<IConnectionListenerFactory>();
    }

    // What is in flight may be as much as the network holds; what waits behind it would be copied into the kernel for
    // nothing when the peer does not read: 4 MiB for each of them. Accepted sockets inherit it.
    private static Socket CreateListenSocket(EndPoint endPoint)
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (!OperatingSystem.IsLinux()) return socket;
        socket.SetRawSocketOption(TcpLevel, NotSentLowWatermark, BitConverter.GetBytes(MaxNotSentBytes));
        return socket;
    }

    /// <summary>As much of a web host as the transport needs to be configured with a pool: its services.</summary>
    private sealed class TransportServices(IServiceCollection services) : IWebHostBuilder
    {
        public IWebHostBuilder ConfigureServices(Action<IServiceCollection> configureServices)
        {
            configureServices(services);
            return this;
        }

        public IWebHostBuilder ConfigureServices(Action<WebHostBuilderContext, IServiceCollection> configureServices) =>
            ConfigureServices(collection => configureServices(new WebHostBuilderContext(), collection));

        public IWebHostBuilder ConfigureAppConfiguration(
            Action<WebHostBuilderContext, IConfigurationBuilder> configureDelegate) => this;

        public string? GetSetting(string key) => null;

        public IWebHostBuilder UseSetting(string key, string? value) => this;

#pragma warning disable ASPDEPR008   // The interface asks for it.
        public IWebHost Build() => throw new NotSupportedException("There is only the transport, no web host.");
#pragma warning restore ASPDEPR008
    }
}
