using System.Net.Sockets;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Clients;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Remoting.Tests.Transports;

/// <summary>Sockets and the loopback behave alike.</summary>
public sealed class TransportTests
{
    private static readonly TimeSpan Timeout = Patience.Limit;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_AnyBodySize_BringsItBack(bool sockets)
    {
        await using Setup setup = Setup.Create(sockets, TableExtensions.Echo());

        foreach (int bytes in new[] { 0, 1, 4095, 4096, 65_536, 1_000_000, 10_000_000 })
        {
            byte[] body = new byte[bytes];
            new Random(bytes).NextBytes(body);
            RemotingResponse response = await setup.Client.InvokeAsync(
                setup.Address, Sample.MaxOffset(7), body, Timeout, CancellationToken.None);
            Assert.Equal(7, response.ReadHeader<OffsetResponse>().Offset);
            Assert.True(response.Body.Span.SequenceEqual(body));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_ManyAtOnce_ShareOneConnection(bool sockets)
    {
        await using Setup setup = Setup.Create(sockets, TableExtensions.Echo());

        await Parallel.ForAsync(0, 5000, async (i, cancellationToken) =>
        {
            RemotingResponse response = await setup.Client.InvokeAsync(
                setup.Address, Sample.MaxOffset(i), new byte[i % 300], Timeout, cancellationToken);
            Assert.Equal((i, i % 300), (response.ReadHeader<OffsetResponse>().Offset, response.Body.Length));
        });

        Assert.Equal(0, setup.ConnectionsClosed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_CallsItsClient_OverTheSameConnection(bool sockets)
    {
        await using Setup setup = Setup.Create(
            sockets,
            new RequestTableBuilder().Map<GetMaxOffsetRequest>(async (request, context) =>
            {
                var question = new GetMinOffsetRequest(request.Topic, request.QueueId);
                RemotingResponse asked = await context.Connection.InvokeAsync(
                    question, default, Timeout, context.Connection.Closed);
                return Reply.Of(new OffsetResponse(asked.ReadHeader<OffsetResponse>().Offset + 1));
            }).Build(),
            new RequestTableBuilder().Map<GetMinOffsetRequest>((request, _) =>
                Reply.Of(new OffsetResponse(request.QueueId * 100))).Build());

        RemotingResponse response = await setup.Client.InvokeAsync(
            setup.Address, Sample.MaxOffset(3), default, Timeout, CancellationToken.None);

        Assert.Equal(301, response.ReadHeader<OffsetResponse>().Offset);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_Closes_FailsTheCallsAndTheNextOneReconnects(bool sockets)
    {
        RequestTable table = new RequestTableBuilder().Map<GetMaxOffsetRequest>((request, context) =>
        {
            if (request.QueueId == 0) context.Connection.Close("test");
            return Reply.Of(new OffsetResponse(request.QueueId));
        }).Build();
        await using Setup setup = Setup.Create(sockets, table);

        var failure = await Assert.ThrowsAsync<RemotingException>(async () => await setup.Client.InvokeAsync(
            setup.Address, Sample.MaxOffset(0), default, Timeout, CancellationToken.None));
        Assert.Equal(RemotingFailure.ConnectionClosed, failure.Failure);
        RemotingResponse response = await setup.Client.InvokeAsync(
            setup.Address, Sample.MaxOffset(1), default, Timeout, CancellationToken.None);

        Assert.Equal(ResponseCode.Success, response.Code);
        await setup.WaitForClosedAsync(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_ClosesGracefully_ServerSeesTheEnd(bool sockets)
    {
        var serverClosed = new TaskCompletionSource();
        RequestTable table = new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, context) =>
        {
            context.Connection.Closed.Register(() => serverClosed.TrySetResult());
            return Reply.Of(new OffsetResponse(1)).WithBody(new byte[3_000_000]);
        }).Build();
        await using Setup setup = Setup.Create(sockets, table);
        RemotingConnection connection = await setup.Client.ConnectAsync(setup.Address, CancellationToken.None);
        await connection.InvokeAsync(Sample.MaxOffset(), default, Timeout, CancellationToken.None);

        await connection.CloseGracefullyAsync(CancellationToken.None).WaitAsync(Patience.Limit);

        await serverClosed.Task.WaitAsync(Patience.Limit);
    }

    [Theory]
    [InlineData(false, "nowhere:1")]
    [InlineData(true, "not an address")]
    public async Task Connect_NobodyThere_FailsSayingSo(bool sockets, string address)
    {
        await using Setup setup = Setup.Create(sockets, RequestTable.Empty);

        var failure = await Assert.ThrowsAsync<RemotingException>(async () =>
            await setup.Client.ConnectAsync(address, CancellationToken.None));

        Assert.Equal(RemotingFailure.ConnectFailed, failure.Failure);
        Assert.Contains(address, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_PortClosed_FailsSayingSo()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));    // bound, and not listening
        var connector = new SocketConnector(Timeout);

        var failure = await Assert.ThrowsAsync<RemotingException>(async () =>
            await connector.ConnectAsync(unused.LocalEndPoint!.ToString()!, CancellationToken.None));

        Assert.Equal(RemotingFailure.ConnectFailed, failure.Failure);
        Assert.IsType<SocketException>(failure.InnerException);
    }

    [Fact]
    public async Task Connect_Cancelled_IsCancelled()
    {
        var connector = new SocketConnector(Timeout);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await connector.ConnectAsync("127.0.0.1:9876", new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Listen_AddressTwice_IsRefusedUntilTheFirstIsDisposed()
    {
        var network = new LoopbackNetwork();
        IAsyncDisposable first = network.Listen("here:1", RequestTable.Empty, new RemotingOptions());

        Assert.Throws<ArgumentException>(() => network.Listen("here:1", RequestTable.Empty, new RemotingOptions()));
        await first.DisposeAsync();
        await network.Listen("here:1", RequestTable.Empty, new RemotingOptions()).DisposeAsync();
    }

    private sealed class Setup(RemotingClient client, string address, IAsyncDisposable server) : IAsyncDisposable
    {
        private readonly SemaphoreSlim _closed = new(0);

        public RemotingClient Client => client;

        public string Address => address;

        public int ConnectionsClosed => _closed.CurrentCount;

        public static Setup Create(bool sockets, RequestTable served, RequestTable? table = null)
        {
            var network = new LoopbackNetwork();
            SocketServer? socketServer = sockets ? new SocketServer(served) : null;
            IConnector connector = sockets ? new SocketConnector(Timeout) : network;
            var client = new RemotingClient(
                connector,
                table ?? RequestTable.Empty,
                new RemotingOptions(),
                TimeProvider.System,
                NullLogger.Instance);
            var setup = new Setup(
                client,
                socketServer?.Address ?? "here:9876",
                socketServer ?? network.Listen("here:9876", served, new RemotingOptions()));
            client.ConnectionClosed += (_, _) => setup._closed.Release();
            return setup;
        }

        public async Task WaitForClosedAsync(int connections)
        {
            for (int i = 0; i < connections; i++) Assert.True(await _closed.WaitAsync(Patience.Limit));
        }

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync().AsTask().WaitAsync(Patience.Limit);
            await server.DisposeAsync().AsTask().WaitAsync(Patience.Limit);
        }
    }
}
