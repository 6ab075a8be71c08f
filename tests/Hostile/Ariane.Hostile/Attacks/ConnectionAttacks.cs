using System.Net.Sockets;
using Ariane.Hostile.Wire;

namespace Ariane.Hostile.Attacks;

/// <summary>Connections without use.</summary>
internal static class ConnectionAttacks
{
    /// <summary>10,000 connections that say nothing.</summary>
    public static async Task<string> IdleAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        List<WireClient> clients = await target.ConnectAsync(target.Count(10_000), target.Broker, cancellationToken);
        await UntilCancelledAsync(cancellationToken);
        return $"{clients.Count} connections open";
    }

    /// <summary>2,000 silent connections, 2,000 with half a frame, 2,000 that closed their sending half.</summary>
    public static async Task<string> HalfOpenAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        List<WireClient> silent = await target.ConnectAsync(target.Count(2000), target.Broker, cancellationToken);
        List<WireClient> begun = await target.ConnectAsync(target.Count(2000), target.Broker, cancellationToken);
        List<WireClient> closed = await target.ConnectAsync(target.Count(2000), target.Broker, cancellationToken);
        byte[] frame = Requests.MaxOffset("half").Encode(1);
        foreach (WireClient client in begun) await client.TrySendAsync(frame.AsMemory(0, 9), cancellationToken);
        foreach (WireClient client in closed)
        {
            await client.TrySendAsync(frame, cancellationToken);
            await client.EndSendingAsync();
        }

        await UntilCancelledAsync(cancellationToken);
        return $"{silent.Count} silent, {begun.Count} with half a frame, {closed.Count} half-closed";
    }

    /// <summary>Connections that are reset as soon as they are open, from 4 tasks without a pause.</summary>
    public static async Task<string> FloodAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        int count = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    socket.LingerState = new LingerOption(true, 0);
                    try
                    {
                        await socket.ConnectAsync(target.Broker, cancellationToken);
                        Interlocked.Increment(ref count);
                    }
                    catch (Exception exception) when (exception is SocketException or OperationCanceledException)
                    {
                        // The server takes no more for now, or the attack is over.
                    }
                }
            },
            CancellationToken.None)));
        return $"{count} connections";
    }

    internal static Task UntilCancelledAsync(CancellationToken cancellationToken) =>
        Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
}
