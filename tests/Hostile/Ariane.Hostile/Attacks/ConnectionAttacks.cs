using System.Net.Sockets;
using System.Security.Cryptography;
using Ariane.Hostile.Wire;

namespace Ariane.Hostile.Attacks;

/// <summary>Connections without use.</summary>
internal static class ConnectionAttacks
{
    /// <summary>
    /// None at all, but the attacker's share of the processors is used: what the others' figures contain.
    /// </summary>
    public static async Task BusyNeighbourAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        // Without a limit it never waits, and would keep its caller.
        await Task.Yield();
        byte[] work = new byte[64 * 1024];
        while (!cancellationToken.IsCancellationRequested)
        {
            await target.PaceAsync(cancellationToken);
            SHA256.HashData(work, work);
            target.Report.Add("hashes of 64 KiB");
        }
    }

    /// <summary>10,000 connections that say nothing.</summary>
    public static async Task IdleAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        List<WireClient> clients = await target.ConnectAsync(target.Count(10_000), target.Broker, cancellationToken);
        target.Report.Add("connections open", clients.Count);
        await UntilCancelledAsync(cancellationToken);
    }

    /// <summary>2,000 silent connections, 2,000 with half a frame, 2,000 that closed their sending half.</summary>
    public static async Task HalfOpenAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        List<WireClient> silent = await target.ConnectAsync(target.Count(2000), target.Broker, cancellationToken);
        target.Report.Add("silent", silent.Count);
        List<WireClient> begun = await target.ConnectAsync(target.Count(2000), target.Broker, cancellationToken);
        List<WireClient> closed = await target.ConnectAsync(target.Count(2000), target.Broker, cancellationToken);
        byte[] frame = Requests.MaxOffset("half").Encode(1);
        foreach (WireClient client in begun) await client.TrySendAsync(frame.AsMemory(0, 9), cancellationToken);
        target.Report.Add("with half a frame", begun.Count);
        foreach (WireClient client in closed)
        {
            await client.TrySendAsync(frame, cancellationToken);
            await client.EndSendingAsync();
        }

        target.Report.Add("half-closed", closed.Count);
        await UntilCancelledAsync(cancellationToken);
    }

    /// <summary>Connections that are reset as soon as they are open, from 4 tasks without a pause.</summary>
    public static Task FloodAsync(AttackTarget target, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    socket.LingerState = new LingerOption(true, 0);
                    try
                    {
                        await target.PaceAsync(cancellationToken);
                        await socket.ConnectAsync(target.Broker, cancellationToken);
                        target.Report.Add("connections");
                    }
                    catch (Exception exception) when (exception is SocketException or OperationCanceledException)
                    {
                        // The server takes no more for now, or the attack is over.
                    }
                }
            },
            CancellationToken.None)));

    internal static Task UntilCancelledAsync(CancellationToken cancellationToken) =>
        Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
}
