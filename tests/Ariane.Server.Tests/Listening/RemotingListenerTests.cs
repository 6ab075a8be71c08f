using System.Net;
using System.Net.Sockets;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Clients;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using Ariane.Server.Listening;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Server.Tests.Listening;

public sealed class RemotingListenerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Serve_Request_IsAnsweredOnTheChosenPort()
    {
        await using var listener = await ListenAsync(new ListenerOptions());
        await using var client = NewClient();

        Assert.NotEqual(0, listener.EndPoint.Port);
        Assert.Equal(ResponseCode.RequestCodeNotSupported, (await CallAsync(client, listener)).Code);
    }

    [Fact]
    public async Task BindAsync_PortInUse_SaysSoInOneSentence()
    {
        await using var first = await ListenAsync(new ListenerOptions());
        var exception = await Assert.ThrowsAsync<ServerStartException>(
            () => BindAsync(first.EndPoint, new ListenerOptions()));

        Assert.StartsWith(
            $"Port {first.EndPoint.Port} at 127.0.0.1 is in use", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BindAsync_AddressOfAnotherMachine_SaysSo()
    {
        var elsewhere = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0);
        var exception = await Assert.ThrowsAsync<ServerStartException>(
            () => BindAsync(elsewhere, new ListenerOptions()));

        Assert.Contains("no address of this machine", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_MoreConnectionsThanAllowed_RefusesOnlyTheNewOne()
    {
        await using var listener = await ListenAsync(new ListenerOptions { MaxConnections = 1 });
        await using var client = NewClient();
        await CallAsync(client, listener);

        using var second = new TcpClient();
        Assert.True(await IsRefusedAsync(second, listener.EndPoint));
        Assert.Equal(ResponseCode.RequestCodeNotSupported, (await CallAsync(client, listener)).Code);
        Assert.Equal(1, listener.ConnectionCount);
    }

    [Fact]
    public async Task DisposeAsync_OpenConnections_AreClosedAndThePortIsFree()
    {
        var listener = await ListenAsync(new ListenerOptions());
        using var idle = new TcpClient();
        await idle.ConnectAsync(listener.EndPoint);
        await using var client = NewClient();
        await CallAsync(client, listener);
        await listener.DisposeAsync();
        await listener.DisposeAsync();

        Assert.True(await IsClosedByPeerAsync(idle));
        Assert.Equal(0, listener.ConnectionCount);
        await using var again = await BindAsync(listener.EndPoint, new ListenerOptions());
    }

    [Fact]
    public async Task PortPair_AnyPort_IsTwoApart()
    {
        await using var pair = await PortPair.BindAsync(
            IPAddress.Loopback, 0, new ListenerOptions(), TimeProvider.System, NullLoggerFactory.Instance, default);

        Assert.Equal(pair.Main.EndPoint.Port - 2, pair.Vip.EndPoint.Port);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task PortPair_NoRoomBelow_IsRefused(int port) =>
        await Assert.ThrowsAsync<ServerStartException>(() => PortPair.BindAsync(
            IPAddress.Loopback, port, new ListenerOptions(), TimeProvider.System, NullLoggerFactory.Instance, default));

    private static RemotingClient NewClient() => new(
        new SocketConnector(Patience), RequestTable.Empty, new RemotingOptions(), TimeProvider.System,
        NullLogger.Instance);

    private static async Task<RemotingResponse> CallAsync(RemotingClient client, RemotingListener listener) =>
        await client.InvokeAsync(
            listener.EndPoint.ToString(), new GetClusterInfoRequest(), default, Patience, CancellationToken.None);

    private static async Task<RemotingListener> ListenAsync(ListenerOptions options)
    {
        var listener = await BindAsync(AnyPort, options);
        listener.Serve(RequestTable.Empty);
        return listener;
    }

    private static Task<RemotingListener> BindAsync(IPEndPoint endPoint, ListenerOptions options) =>
        RemotingListener.BindAsync(endPoint, options, TimeProvider.System, NullLoggerFactory.Instance, default);

    /// <summary>The reset may arrive while the client still connects, or after.</summary>
    private static async Task<bool> IsRefusedAsync(TcpClient client, IPEndPoint endPoint)
    {
        try
        {
            await client.ConnectAsync(endPoint);
            return await IsClosedByPeerAsync(client);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    private static async Task<bool> IsClosedByPeerAsync(TcpClient client)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], patience.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
