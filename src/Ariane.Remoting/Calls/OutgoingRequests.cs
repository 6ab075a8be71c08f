using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;

namespace Ariane.Remoting.Calls;

/// <summary>Sends this side's own requests over a connection. Safe for concurrent use.</summary>
internal sealed class OutgoingRequests(
    FrameHandler frames, ConnectionOutput output, PendingCalls calls, RemotingOptions options, TimeProvider time)
{
    /// <summary>
    /// Sends a request and waits for its response; while the output is congested it waits before sending.
    /// </summary>
    public ValueTask<RemotingResponse> InvokeAsync<TRequest>(
        int code, in TRequest request, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IHeader<TRequest>
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<RemotingResponse>(cancellationToken);
        }

        if (output.IsCongested) return InvokeWhenDrainedAsync(code, request, body, timeout, cancellationToken);
        try
        {
            return Invoke(code, request, body, timeout, cancellationToken);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<RemotingResponse>(exception);
        }
    }

    /// <summary>Sends a request that has no response.</summary>
    public async ValueTask SendOnewayAsync<TRequest>(
        int code, TRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
        where TRequest : IHeader<TRequest>
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfTooLong(body.Length);
        while (output.IsCongested && !output.IsClosed)
        {
            await output.WhenDrainedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!output.TryWriteRequest(CodecFor(code), code, calls.NextOpaque(), CommandFlags.Oneway, request, body.Span))
        {
            throw new RemotingException(
                RemotingFailure.ConnectionClosed, $"Request {code} was not sent: the connection is closed.");
        }
    }

    private ValueTask<RemotingResponse> Invoke<TRequest>(
        int code, in TRequest request, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IHeader<TRequest>
    {
        ThrowIfTooLong(body.Length);
        PendingCall call = calls.Add(code, timeout);
        try
        {
            call.CancelWith(cancellationToken);
            // False means that it closes just now, and then the call fails with all the others.
            output.TryWriteRequest(CodecFor(code), code, call.Opaque, CommandFlags.None, request, body.Span);
        }
        catch (Exception exception)
        {
            if (calls.TryTake(call)) call.Fail(exception);
        }

        return call.Task;
    }

    private async ValueTask<RemotingResponse> InvokeWhenDrainedAsync<TRequest>(
        int code, TRequest request, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IHeader<TRequest>
    {
        var deadline = new CallDeadline(timeout, time);
        try
        {
            await output.WhenDrainedAsync().WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new RemotingException(
                RemotingFailure.Timeout,
                $"Request {code} was not sent within {timeout.TotalMilliseconds:0} ms: "
                + "the peer does not take what was sent before.");
        }

        return await Invoke(code, request, body, deadline.Remaining, cancellationToken).ConfigureAwait(false);
    }

    // Codec 1 has 16 bits for the code, and upstream does not put back what it cuts off.
    private HeaderCodec CodecFor(int code) =>
        (frames.HasSeenBinary || options.RequestCodec == HeaderCodec.Binary) && code <= short.MaxValue
            ? HeaderCodec.Binary
            : HeaderCodec.Json;

    private void ThrowIfTooLong(int bodyBytes)
    {
        if (bodyBytes > options.MaxFrameBytes - RemotingFrame.PrefixBytes) Throw(bodyBytes, options.MaxFrameBytes);

        [DoesNotReturn]
        static void Throw(int bodyBytes, int maxFrameBytes) => throw new ArgumentException(
            $"A body of {bodyBytes} bytes does not fit into a frame, which has at most {maxFrameBytes}.",
            nameof(bodyBytes));
    }
}
