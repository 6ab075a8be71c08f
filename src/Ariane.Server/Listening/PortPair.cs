using System.Net;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging;

namespace Ariane.Server.Listening;

/// <summary>A broker's port and the one two below it, which clients derive from the first.</summary>
internal sealed class PortPair : IAsyncDisposable
{
    /// <summary>Source: common/.../common/MixAll.java, brokerVIPChannel.</summary>
    private const int VipDistance = 2;

    private const int Attempts = 20;

    private PortPair(RemotingListener main, RemotingListener vip)
    {
        Main = main;
        Vip = vip;
    }

    public RemotingListener Main { get; }

    public RemotingListener Vip { get; }

    /// <summary>Takes both ports; of port 0, a pair that is free.</summary>
    /// <exception cref="ServerStartException">A port cannot be had.</exception>
    public static async Task<PortPair> BindAsync(
        IPAddress address,
        int port,
        ListenerOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        if (port is > 0 and <= VipDistance)
        {
            throw new ServerStartException(
                $"listenPort must be above {VipDistance}, as the port {VipDistance} below it is used as well, or 0.");
        }

        for (int attempt = 1; ; attempt++)
        {
            var main = await BindAsync(port).ConfigureAwait(false);
            try
            {
                return new PortPair(main, await BindAsync(main.EndPoint.Port - VipDistance).ConfigureAwait(false));
            }
            catch (ServerStartException) when (port == 0 && attempt < Attempts)
            {
                // The system's choice has no free neighbour; it chooses again.
                await main.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                await main.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }

        Task<RemotingListener> BindAsync(int number) => RemotingListener.BindAsync(
            new IPEndPoint(address, number), options, time, loggers, cancellationToken);
    }

    public void Serve(RequestTable requests, RequestTable vipRequests)
    {
        Main.Serve(requests);
        Vip.Serve(vipRequests);
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(Main.DisposeAsync().AsTask(), Vip.DisposeAsync().AsTask()).ConfigureAwait(false);
}
