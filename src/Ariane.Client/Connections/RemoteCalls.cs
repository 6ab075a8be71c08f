using System.Buffers;
using System.Runtime.CompilerServices;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Clients;

namespace Ariane.Client.Connections;

/// <summary>Calls servers and turns what goes wrong into the client's exceptions. Safe for concurrent use.</summary>
internal sealed class RemoteCalls(RemotingClient remoting, TimeSpan defaultTimeout)
{
    /// <summary>How long a call may take unless its caller says otherwise.</summary>
    public TimeSpan DefaultTimeout { get; } = defaultTimeout;

    /// <summary>Calls and returns whatever the server answers.</summary>
    /// <exception cref="TransportException">No answer came.</exception>
    public ValueTask<RemotingResponse> InvokeAsync<TRequest>(
        string address,
        TRequest request,
        ReadOnlyMemory<byte> body,
        TimeSpan timeout,
        CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest> =>
        InvokeAsync(address, TRequest.Code, request, body, timeout, cancellationToken);

    /// <summary>As the other, with a code that shares its header with another request.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RemotingResponse> InvokeAsync<TRequest>(
        string address,
        RequestCode code,
        TRequest request,
        ReadOnlyMemory<byte> body,
        TimeSpan timeout,
        CancellationToken cancellationToken)
        where TRequest : IHeader<TRequest>
    {
        try
        {
            return await remoting.InvokeAsync(address, code, request, body, timeout, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RemotingException exception)
        {
            throw TransportException.From(code, address, exception);
        }
    }

    /// <summary>Calls and returns the answer if it is SUCCESS.</summary>
    /// <exception cref="BrokerException">The server answered another code.</exception>
    /// <exception cref="TransportException">No answer came.</exception>
    public async ValueTask<RemotingResponse> CallAsync<TRequest>(
        string address, TRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest>
    {
        RemotingResponse response =
            await InvokeAsync(address, request, body, DefaultTimeout, cancellationToken).ConfigureAwait(false);
        return response.Code == ResponseCode.Success
            ? response
            : throw BrokerException.From(TRequest.Code, address, response);
    }

    /// <summary>As the other, without a body.</summary>
    public ValueTask<RemotingResponse> CallAsync<TRequest>(
        string address, TRequest request, CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest> =>
        CallAsync(address, request, ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <summary>Sends a request that is never answered.</summary>
    public async ValueTask SendOnewayAsync<TRequest>(
        string address, TRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest>
    {
        try
        {
            await remoting.SendOnewayAsync(address, request, body, cancellationToken).ConfigureAwait(false);
        }
        catch (RemotingException exception)
        {
            throw TransportException.From(TRequest.Code, address, exception);
        }
    }

    /// <summary>The JSON of a body, as a request carries it.</summary>
    public static ReadOnlyMemory<byte> Encode<TBody>(TBody body)
        where TBody : IJsonBody<TBody>
    {
        var output = new ArrayBufferWriter<byte>();
        body.Write(output);
        return output.WrittenMemory;
    }

    /// <summary>The body of an answer from <paramref name="address"/>.</summary>
    /// <exception cref="TransportException">It is not what the request is answered with.</exception>
    public static TBody Decode<TBody>(string address, RemotingResponse response)
        where TBody : IJsonBody<TBody> =>
        TBody.TryParse(response.Body.Span, out TBody? body, out string? error)
            ? body
            : throw new TransportException(
                RemotingFailure.MalformedResponse, $"{address} answered with a body that cannot be read: {error}")
            {
                Address = address,
            };

    /// <summary>The ext fields of an answer from <paramref name="address"/>.</summary>
    /// <exception cref="TransportException">A field is missing or malformed.</exception>
    public static THeader DecodeHeader<THeader>(string address, RemotingResponse response)
        where THeader : IHeader<THeader>
    {
        try
        {
            return response.ReadHeader<THeader>();
        }
        catch (RemotingException exception)
        {
            throw new TransportException(
                RemotingFailure.MalformedResponse,
                $"{address} answered with fields that cannot be read: {exception.Message}",
                exception)
            {
                Address = address,
            };
        }
    }
}
