using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;

namespace Ariane.Broker.Tests.Registration;

/// <summary>A name server that writes down who comes and goes.</summary>
internal sealed class FakeNameServer : IRequestHandler<RegisterBrokerRequest>, IRequestHandler<UnregisterBrokerRequest>
{
    private readonly ConcurrentQueue<(RegisterBrokerRequest Header, RegisterBrokerBody Body)> _registrations = new();
    private readonly ConcurrentQueue<UnregisterBrokerRequest> _farewells = new();

    /// <summary>Refuses this many registrations first.</summary>
    public int Refusals { get; set; }

    /// <summary>The body of every answer.</summary>
    public string OrderTopics { get; init; } = "";

    public IReadOnlyList<(RegisterBrokerRequest Header, RegisterBrokerBody Body)> Registrations => [.. _registrations];

    public IReadOnlyList<UnregisterBrokerRequest> Farewells => [.. _farewells];

    public IAsyncDisposable Serve(LoopbackNetwork network, string address) => network.Listen(
        address,
        new RequestTableBuilder().Map<RegisterBrokerRequest>(this).Map<UnregisterBrokerRequest>(this).Build(),
        new RemotingOptions());

    public ValueTask<Reply> HandleAsync(RegisterBrokerRequest request, RequestContext context)
    {
        byte[] body = context.Body.ToArray();
        Assert.Equal(Crc32.ComputeBody(body), request.BodyCrc32);
        Assert.True(RegisterBrokerBody.TryParse(body, out RegisterBrokerBody? parsed, out string? error), error);
        if (Refusals > 0)
        {
            Refusals--;
            return new(Reply.Error(ResponseCode.SystemError, "register broker failed"));
        }

        _registrations.Enqueue((request, parsed));
        return new(Reply.Of(new RegisterBrokerResponse()).WithBody(Encoding.UTF8.GetBytes(OrderTopics)));
    }

    public ValueTask<Reply> HandleAsync(UnregisterBrokerRequest request, RequestContext context)
    {
        _farewells.Enqueue(request);
        return new(Reply.Ok);
    }
}
