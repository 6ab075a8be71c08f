using System.Buffers.Binary;
using System.Net;
using Ariane.Hostile.Wire;

namespace Ariane.Hostile.Attacks;

/// <summary>Too many frames, too large ones, and ones that take for ever.</summary>
internal static class FrameAttacks
{
    private const int MaxFrameBytes = 16 * 1024 * 1024;

    /// <summary>8 connections that send requests without reading, 2 that send as fast as they read.</summary>
    public static async Task RequestFloodAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        byte[] batch = Requests.Together(500, static _ => Requests.MaxOffset("flood"));
        await RepeatAsync(target, target.Count(10), target.Broker, async (client, number, _) =>
        {
            if (!await client.TrySendAsync(batch, cancellationToken)) return false;
            target.Report.Add("requests", 500);
            for (int i = 0; number < 2 && i < 500; i++)
            {
                if (await client.ReceiveAsync(cancellationToken) is null) return false;
            }

            return true;
        }, cancellationToken);
    }

    /// <summary>5,000 connections that each send a thousand requests and read the answers, again and again.</summary>
    public static async Task BusyConnectionsAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        const int RequestsOfOne = 1000;
        byte[] batch = Requests.Together(RequestsOfOne, static _ => Requests.MaxOffset("busy"));
        List<WireClient> clients = await target.ConnectAsync(target.Count(5000), target.Broker, cancellationToken);
        target.Report.Add("connections", clients.Count);
        await Task.WhenAll(clients.Select(client => Task.Run(
            async () =>
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    await target.PaceAsync(cancellationToken);
                    if (!await client.TrySendAsync(batch, cancellationToken)) return;
                    target.Report.Add("requests", RequestsOfOne);
                    for (int i = 0; i < RequestsOfOne; i++)
                    {
                        if (await client.ReceiveAsync(cancellationToken) is null) return;
                    }
                }
            },
            cancellationToken)));
    }

    /// <summary>Headers just below the limit, which are answered, and above it, which close the connection.</summary>
    public static async Task GiantHeadersAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        byte[] below = Requests.MaxOffset(new string('x', 255 * 1024)).Encode(1);
        byte[] above = Requests.MaxOffset(new string('x', 1024 * 1024)).Encode(1);
        await RepeatAsync(target, target.Count(8), target.Broker, async (client, _, round) =>
        {
            byte[] frame = round % 4 == 3 ? above : below;
            await client.TrySendAsync(frame, cancellationToken);
            bool isAnswered = await client.ReceiveAsync(cancellationToken) is not null;
            target.Report.Add(isAnswered ? "answered" : "closed");
            return isAnswered;
        }, cancellationToken);
    }

    /// <summary>
    /// 100 frames of 16 MiB that never end, 1,000 that come byte by byte, and 100 that announce more than may be.
    /// </summary>
    public static async Task TrickledFramesAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        byte[] announced = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(announced, MaxFrameBytes - 4);
        byte[] tooMuch = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(tooMuch, MaxFrameBytes);
        foreach (WireClient client in await target.ConnectAsync(target.Count(100), target.Broker, cancellationToken))
        {
            await client.TrySendAsync(tooMuch, cancellationToken);
            if (await client.ReceiveAsync(cancellationToken) is null) target.Report.Add("refused at once");
        }

        List<WireClient> giants = await target.ConnectAsync(target.Count(100), target.Broker, cancellationToken);
        byte[] rest = new byte[MaxFrameBytes - 5];
        Task sending = Task.WhenAll(giants.Select(async client =>
        {
            bool isTaken = await client.TrySendAsync(announced, cancellationToken)
                && await client.TrySendAsync(rest, cancellationToken);
            target.Report.Add(isTaken ? "giants taken but a byte" : "giants cut");
        }));
        List<WireClient> tricklers = await target.ConnectAsync(target.Count(1000), target.Broker, cancellationToken);
        target.Report.Add("byte by byte", tricklers.Count);
        byte[] frame = Requests.MaxOffset("trickle").Encode(1);
        for (int i = 0; i < frame.Length && !cancellationToken.IsCancellationRequested; i++)
        {
            await target.PaceAsync(cancellationToken);
            foreach (WireClient client in tricklers) await client.TrySendAsync(frame.AsMemory(i, 1), cancellationToken);
            target.Report.Add("bytes of them", tricklers.Count);
            await Task.Delay(50, cancellationToken);
        }

        await sending;
        await ConnectionAttacks.UntilCancelledAsync(cancellationToken);
    }

    /// <summary>Duplicate, descending and negative opaque ids, and answers to what nobody asked.</summary>
    public static async Task OddOpaquesAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        const int ResponseFlag = 1;
        const string Wrong = "of another request";
        await RepeatAsync(target, target.Count(8), target.Broker, async (client, _, _) =>
        {
            List<int> wanted =
            [
                .. Enumerable.Repeat(7, 50), .. Enumerable.Range(0, 50).Select(static i => -i), int.MinValue,
                int.MaxValue,
            ];
            using var frames = new MemoryStream();
            foreach (int opaque in wanted)
            {
                frames.Write((Requests.MaxOffset("odd") with { Flag = ResponseFlag }).Encode(opaque));
                frames.Write(Requests.MaxOffset("odd").Encode(opaque));
            }

            if (!await client.TrySendAsync(frames.ToArray(), cancellationToken)) return false;
            foreach (int opaque in wanted)
            {
                if (await client.ReceiveAsync(cancellationToken) is not { } answer) return false;
                target.Report.Add("answers");
                if (answer.Opaque != opaque) target.Report.Add(Wrong);
            }

            return true;
        }, cancellationToken);
        if (target.Report[Wrong] > 0) throw new InvalidDataException(target.Report.ToString());
    }

    /// <summary>Repeats something on each of some connections, on a new one when it says that one has ended.</summary>
    internal static Task RepeatAsync(
        AttackTarget target,
        int connections,
        IPEndPoint endPoint,
        Func<WireClient, int, int, Task<bool>> act,
        CancellationToken cancellationToken) => Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(
        async () =>
        {
            WireClient? client = null;
            for (int round = 0; !cancellationToken.IsCancellationRequested; round++)
            {
                try
                {
                    await target.PaceAsync(cancellationToken);
                    client ??= await target.ConnectAsync(endPoint, cancellationToken);
                    if (client is not null && await act(client, number, round)) continue;
                    if (client is not null) await client.DisposeAsync();
                    client = null;
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    // The attack is over.
                }
            }
        },
        CancellationToken.None)));
}
