using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Clients;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Micro;

/// <summary>A whole call, client and server in one process: one after the other, and 256 in flight.</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "The benchmark's cleanup disposes it.")]
public class CallBenchmarks
{
    private const int InFlight = 256;

    private static readonly SendMessageRequest Request =
        new("Producers", "Orders", "TBW102", 4, 1, 0, 1_700_000_000_000, 0, "TAGS\u0001a\u0002"u8.ToArray());

    private readonly byte[] _body = new byte[1024];
    private readonly Task[] _calls = new Task[InFlight];
    private RemotingClient _client = null!;    // set by Start
    private string _address = "";

    /// <summary>Whether the bytes go through the system's TCP or through the loopback.</summary>
    [Params(false, true)]
    public bool Sockets { get; set; }

    [GlobalSetup]
    public void Start()
    {
        RequestTable table = new RequestTableBuilder().Map(new EchoHandler()).Build();
        var network = new LoopbackNetwork();
        _address = Sockets ? Listen(table) : "here:10911";
        if (!Sockets) network.Listen(_address, table, new RemotingOptions());
        _client = new RemotingClient(
            Sockets ? new SocketConnector(TimeSpan.FromSeconds(3)) : network,
            RequestTable.Empty,
            new RemotingOptions(),
            TimeProvider.System,
            NullLogger.Instance);
    }

    [GlobalCleanup]
    public Task StopAsync() => _client.DisposeAsync().AsTask();

    [Benchmark]
    public async Task OneByOne() => await CallAsync().ConfigureAwait(false);

    [Benchmark(OperationsPerInvoke = InFlight * 100)]
    public Task Pipelined()
    {
        for (int i = 0; i < InFlight; i++) _calls[i] = CallManyAsync(100);
        return Task.WhenAll(_calls);
    }

    private async Task CallManyAsync(int count)
    {
        for (int i = 0; i < count; i++) await CallAsync().ConfigureAwait(false);
    }

    private ValueTask<RemotingResponse> CallAsync() =>
        _client.InvokeAsync(_address, Request, _body, TimeSpan.FromSeconds(3), CancellationToken.None);

    private static string Listen(RequestTable table)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = AcceptAsync(listener, table);
        return listener.LocalEndpoint.ToString()!;
    }

    private static async Task AcceptAsync(TcpListener listener, RequestTable table)
    {
        Socket socket = await listener.AcceptSocketAsync().ConfigureAwait(false);
        socket.NoDelay = true;
        var connection = new RemotingConnection(
            new SocketTransport(socket, TimeProvider.System),
            socket.RemoteEndPoint,
            socket.LocalEndPoint,
            table,
            new RemotingOptions(),
            TimeProvider.System,
            NullLogger.Instance);
        await connection.RunAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private sealed class EchoHandler : IRequestHandler<SendMessageRequest>
    {
        private readonly byte[] _messageId = "7F00000100002A9F0000000000000001"u8.ToArray();

        public ValueTask<Reply> HandleAsync(SendMessageRequest request, RequestContext context) =>
            new(context.Write(ResponseCode.Success, new SendMessageResponse(_messageId, request.QueueId, 1)));
    }
}
