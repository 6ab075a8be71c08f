using System.Diagnostics;
using System.Net;
using Ariane.Hostile.Attacks;
using Ariane.Hostile.Wire;
using Ariane.Protocol.Codes;

namespace Ariane.Hostile.Measuring;

/// <summary>A client that keeps to the rules: sends a message, pulls it, at a fixed pace. Used by one caller.</summary>
/// <remarks>
/// A step that takes longer than the pace stands for those that were due meanwhile: a server that stalls is not
/// measured less often. How exactly the timer keeps its pace does not matter.
/// </remarks>
public sealed class WellBehaved : IAsyncDisposable
{
    public const string Topic = "well-behaved";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WireClient _client;
    private readonly byte[] _body = new byte[1024];
    private long _offset;
    private int _opaque;

    private WellBehaved(WireClient client) => _client = client;

    public static async Task<WellBehaved> ConnectAsync(IPEndPoint broker)
    {
        var client = new WellBehaved(await WireClient.ConnectAsync(broker));
        await client.CallAsync(Requests.CreateTopic(Topic, 1));
        return client;
    }

    /// <summary>Stores what the attacks read, once.</summary>
    public async Task PrepareAsync(double scale)
    {
        await CallAsync(Requests.CreateTopic(AttackTarget.BigTopic, 1));
        await CallAsync(Requests.CreateTopic(AttackTarget.EmptyTopic, 64));
        byte[] big = new byte[16 * 1024];
        for (int i = 0; i < Math.Max(64, 1000 * scale); i++)
            await CallAsync(Requests.Send(AttackTarget.BigTopic, 0, big));
    }

    /// <summary>One message there and back.</summary>
    /// <exception cref="InvalidDataException">The server did not do what it was asked.</exception>
    public async Task RoundTripAsync()
    {
        WireAnswer sent = await CallAsync(Requests.Send(Topic, 0, _body));

        // Waiting, as consumers do: what was just stored may be readable a moment later. Who may not wait asks again.
        WireAnswer pulled;
        do pulled = await CallAsync(Requests.Pull(Topic, 0, _offset, "well-behaved", suspendMilliseconds: 10_000));
        while (pulled.Code == ResponseCode.PullNotFound);
        _offset++;
        if (sent.Code != ResponseCode.Success || pulled.Code != ResponseCode.Success || pulled.BodyBytes < _body.Length)
            throw new InvalidDataException(
                $"send was answered with {sent.Code} {sent.Remark}, pull with {pulled.Code} {pulled.Remark}");
    }

    /// <summary>Times of steps until the end, in order of length.</summary>
    public async Task<TimeSpan[]> MeasureAsync(TimeSpan duration)
    {
        var times = new List<TimeSpan>();
        long start = Stopwatch.GetTimestamp();
        using var pace = new PeriodicTimer(Pace);
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            await pace.WaitForNextTickAsync();
            long begun = Stopwatch.GetTimestamp();
            await RoundTripAsync();

            // And of the steps that were due meanwhile and would have waited for this one.
            for (TimeSpan time = Stopwatch.GetElapsedTime(begun); time > TimeSpan.Zero; time -= Pace) times.Add(time);
        }

        times.Sort();
        return [.. times];
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<WireAnswer> CallAsync(HostileRequest request)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _client.CallAsync(request, ++_opaque, patience.Token)
            ?? throw new InvalidDataException("the server closed the connection of a well-behaved client");
    }
}
