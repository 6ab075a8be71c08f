using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Clients;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Tests.Fixtures;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Remoting.Tests.Clients;

public sealed class RemotingClientTests
{
    private static readonly TimeSpan Timeout = Patience.Limit;

    [Fact]
    public async Task Connect_Concurrently_OpensOneConnection()
    {
        var connector = new SlowConnector(TableExtensions.Echo());
        await using RemotingClient client = NewClient(connector);

        Task<RemotingConnection>[] callers =
            [.. Enumerable.Range(0, 10).Select(_ => client.ConnectAsync("here:1", CancellationToken.None).AsTask())];
        Assert.All(callers, caller => Assert.False(caller.IsCompleted));
        connector.Go();

        RemotingConnection[] connections = await Task.WhenAll(callers).WaitAsync(Patience.Limit);
        Assert.Single(connections.Distinct());
        Assert.Equal(1, connector.Attempts);
    }

    [Fact]
    public async Task Connect_OneCallerGivesUp_TheOthersGetTheConnection()
    {
        var connector = new SlowConnector(TableExtensions.Echo());
        await using RemotingClient client = NewClient(connector);
        using var giveUp = new CancellationTokenSource();

        Task<RemotingConnection> impatient = client.ConnectAsync("here:1", giveUp.Token).AsTask();
        Task<RemotingConnection> patient = client.ConnectAsync("here:1", CancellationToken.None).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        connector.Go();

        Assert.True((await patient.WaitAsync(Patience.Limit)).IsOpen);
        Assert.Equal(1, connector.Attempts);
    }

    [Fact]
    public async Task Connect_Failed_IsTriedAgainByTheNextCall()
    {
        var network = new LoopbackNetwork();
        await using RemotingClient client = NewClient(network);
        await Assert.ThrowsAsync<RemotingException>(
            async () => await client.ConnectAsync("here:1", CancellationToken.None));

        await using IAsyncDisposable server = network.Listen("here:1", TableExtensions.Echo(), new RemotingOptions());

        Assert.True((await client.ConnectAsync("here:1", CancellationToken.None)).IsOpen);
    }

    [Fact]
    public async Task Invoke_ConnectingTakesTooLong_TimesOut()
    {
        var time = new ManualTime();
        await using RemotingClient client = NewClient(new SlowConnector(RequestTable.Empty), time);

        Task<RemotingResponse> call = client.InvokeAsync(
            "here:1", Sample.MaxOffset(), default, Timeout, CancellationToken.None).AsTask();
        time.Advance(Timeout);

        var failure = await Assert.ThrowsAsync<RemotingException>(() => call);
        Assert.Equal(RemotingFailure.ConnectFailed, failure.Failure);
        Assert.Contains("here:1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_GoAway_IsSentOnceMoreOverANewConnection()
    {
        var connections = new List<RemotingConnection>();
        var network = new LoopbackNetwork();
        await using IAsyncDisposable server = network.Listen(
            "here:1", GoAwayTable(connections, stubborn: false), new RemotingOptions());
        await using RemotingClient client = NewClient(network);

        RemotingResponse response = await client.InvokeAsync(
            "here:1", Sample.MaxOffset(), "again"u8.ToArray(), Timeout, CancellationToken.None);

        Assert.Equal(ResponseCode.Success, response.Code);
        Assert.Equal(2, connections.Distinct().Count());
        Assert.NotSame(connections[0], connections[1]);
    }

    [Fact]
    public async Task Invoke_GoAwayTwice_IsTheAnswer()
    {
        var connections = new List<RemotingConnection>();
        var network = new LoopbackNetwork();
        await using IAsyncDisposable server = network.Listen(
            "here:1", GoAwayTable(connections, stubborn: true), new RemotingOptions());
        await using RemotingClient client = NewClient(network);

        RemotingResponse response = await client.InvokeAsync(
            "here:1", Sample.MaxOffset(), default, Timeout, CancellationToken.None);

        Assert.Equal(ResponseCode.GoAway, response.Code);
        Assert.Equal(2, connections.Count);
    }

    [Fact]
    public async Task Close_Address_RaisesTheEventAndReconnectsOnDemand()
    {
        var network = new LoopbackNetwork();
        await using IAsyncDisposable server = network.Listen("here:1", TableExtensions.Echo(), new RemotingOptions());
        await using RemotingClient client = NewClient(network);
        var closed = new TaskCompletionSource<(string, RemotingConnection)>();
        client.ConnectionClosed += (address, connection) => closed.TrySetResult((address, connection));
        RemotingConnection first = await client.ConnectAsync("here:1", CancellationToken.None);

        client.Close("here:1");
        client.Close("nowhere:1");

        Assert.Equal(("here:1", first), await closed.Task.WaitAsync(Patience.Limit));
        RemotingConnection second = await client.ConnectAsync("here:1", CancellationToken.None);
        Assert.NotSame(first, second);
        Assert.True(second.IsOpen);
    }

    [Fact]
    public async Task SendOneway_NoConnection_OpensOne()
    {
        var arrived = new TaskCompletionSource<int>();
        var network = new LoopbackNetwork();
        await using IAsyncDisposable server = network.Listen("here:1", new RequestTableBuilder()
            .Map<GetMaxOffsetRequest>((request, _) =>
            {
                arrived.SetResult(request.QueueId);
                return Reply.Ok;
            }).Build(), new RemotingOptions());
        await using RemotingClient client = NewClient(network);

        await client.SendOnewayAsync("here:1", Sample.MaxOffset(8), default, CancellationToken.None);

        Assert.Equal(8, await arrived.Task.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task Dispose_ConnectionsOpen_ClosesThemAndRefusesMore()
    {
        var network = new LoopbackNetwork();
        await using IAsyncDisposable server = network.Listen("here:1", TableExtensions.Echo(), new RemotingOptions());
        RemotingClient client = NewClient(network);
        RemotingConnection connection = await client.ConnectAsync("here:1", CancellationToken.None);

        await client.DisposeAsync();
        await client.DisposeAsync();

        Assert.False(connection.IsOpen);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await client.ConnectAsync("here:1", CancellationToken.None));
    }

    [Fact]
    public async Task Dispose_WhileConnecting_FailsTheCallers()
    {
        RemotingClient client = NewClient(new SlowConnector(RequestTable.Empty));
        Task<RemotingConnection> connecting = client.ConnectAsync("here:1", CancellationToken.None).AsTask();

        await client.DisposeAsync();

        var failure = await Assert.ThrowsAsync<RemotingException>(() => connecting.WaitAsync(Patience.Limit));
        Assert.Equal(RemotingFailure.ConnectFailed, failure.Failure);
    }

    [Fact]
    public async Task Invoke_RacingCancellation_NeverGetsAnothersResponse()
    {
        var network = new LoopbackNetwork();
        await using IAsyncDisposable server = network.Listen("here:1", TableExtensions.Echo(), new RemotingOptions());
        await using RemotingClient client = NewClient(network);
        int answered = 0;

        await Parallel.ForAsync(0, 4000, async (i, _) =>
        {
            using var cancel = new CancellationTokenSource();
            Task<RemotingResponse> call = client.InvokeAsync(
                "here:1", Sample.MaxOffset(i), default, Patience.Limit, cancel.Token).AsTask();
            if (i % 2 == 0) await cancel.CancelAsync();
            try
            {
                Assert.Equal(i, (await call).ReadHeader<OffsetResponse>().Offset);
                Interlocked.Increment(ref answered);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(0, i % 2);
            }
        });

        Assert.InRange(answered, 2000, 4000);
    }

    private static RemotingClient NewClient(IConnector connector, TimeProvider? time = null) =>
        new(connector, RequestTable.Empty, new RemotingOptions(), time ?? TimeProvider.System, NullLogger.Instance);

    // Sends its first connection away; a stubborn one every connection.
    private static RequestTable GoAwayTable(List<RemotingConnection> connections, bool stubborn) =>
        new RequestTableBuilder().Map<GetMaxOffsetRequest>((_, context) =>
        {
            lock (connections) connections.Add(context.Connection);
            return stubborn || context.Connection == connections[0]
                ? Reply.Error(ResponseCode.GoAway, "please go away")
                : Reply.Of(new OffsetResponse(context.Body.Length));
        }).Build();

    private sealed class SlowConnector(RequestTable table) : IConnector
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly LoopbackNetwork _network = new();
        private int _attempts;

        public int Attempts => _attempts;

        public void Go() => _go.SetResult();

        public async ValueTask<Transport> ConnectAsync(string address, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _attempts);
            await _go.Task.WaitAsync(cancellationToken);
            _network.Listen(address, table, new RemotingOptions());
            return await _network.ConnectAsync(address, cancellationToken);
        }
    }
}
