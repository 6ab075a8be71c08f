using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Ariane.Hostile.Wire;

namespace Ariane.Hostile.Attacks;

/// <summary>Whom an attack is for, and how large it is. Keeps the attack's connections open. Thread-safe.</summary>
/// <param name="scale">1 is the size that the tables name; tests take a small part of it.</param>
/// <param name="processors">How much of the machine the attacker may use itself; infinite in tests.</param>
public sealed class AttackTarget(
    IPEndPoint broker, IPEndPoint nameServer, double scale, double processors) : IAsyncDisposable
{
    public const string BigTopic = "hostile-big";
    public const string EmptyTopic = "hostile-empty";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentBag<WireClient> _clients = [];
    private readonly TimeSpan _usedBefore = Environment.CpuUsage.TotalTime;
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>What was done to it.</summary>
    public AttackReport Report { get; } = new();

    public IPEndPoint Broker => broker;

    public IPEndPoint NameServer => nameServer;

    /// <summary>So many at this scale, at least one.</summary>
    public int Count(int atFullScale) => Math.Max(1, (int)(atFullScale * scale));

    /// <summary>
    /// Waits while the attacker has used more than its share of the processors: what a machine does that attackers keep
    /// busy themselves says nothing about the server.
    /// </summary>
    public async ValueTask PaceAsync(CancellationToken cancellationToken)
    {
        while ((Environment.CpuUsage.TotalTime - _usedBefore) / processors > TimeProvider.System.GetElapsedTime(_start))
        {
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>A connection that stays open until the attack ends; null when the server does not take it.</summary>
    public async Task<WireClient?> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            WireClient client = await WireClient.ConnectAsync(endPoint, cancellationToken);
            _clients.Add(client);
            return client;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Many connections, opened twenty at a time; those that the server refused are missing.</summary>
    public async Task<List<WireClient>> ConnectAsync(
        int count, IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var open = new List<WireClient>(count);
        while (open.Count < count)
        {
            await PaceAsync(cancellationToken);
            WireClient?[] some = await Task.WhenAll(
                Enumerable.Range(0, Math.Min(20, count - open.Count))
                    .Select(_ => ConnectAsync(endPoint, cancellationToken)));
            open.AddRange(some.OfType<WireClient>());
            if (some.All(static client => client is null)) break;
        }

        return open;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WireClient client in _clients) await client.DisposeAsync();
    }
}
