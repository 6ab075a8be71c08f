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
    private static readonly BufferPool Buffers = new();

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
        });
        return services.BuildServiceProvider().GetRequiredService<IConnectionListenerFactory>();
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
