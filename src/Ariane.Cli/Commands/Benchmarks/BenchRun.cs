using System.Globalization;
using Ariane.Cli.Output;
using Ariane.Cli.Running;

namespace Ariane.Cli.Commands.Benchmarks;

/// <summary>Counts what a benchmark does, says every second how it goes, and sums up.</summary>
internal sealed class BenchRun(string name, bool isJson, TimeProvider time)
{
    private readonly LatencyHistogram _latencies = new();

    // Timestamps of when the first measured message began and of when the last one ended; 0 before there is one.
    private long _beganAt;
    private long _endedAt;
    private long _bytes;
    private long _errors;
    private string? _firstError;

    public long Messages => _latencies.Count;

    public long Now => time.GetTimestamp();

    /// <summary>Counts a message whose sending began at a timestamp and ends now.</summary>
    public void AddSent(long startedAt, int bytes) => Add(startedAt, time.GetElapsedTime(startedAt), bytes);

    /// <summary>Counts a message that arrives now.</summary>
    public void AddReceived(DateTimeOffset bornAt, int bytes) => Add(Now, time.GetUtcNow() - bornAt, bytes);

    public void AddError(string message)
    {
        Interlocked.CompareExchange(ref _firstError, message, null);
        Interlocked.Increment(ref _errors);
    }

    /// <summary>Reports on standard error each second until cancelled.</summary>
    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        long before = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                long now = Messages;
                await Console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{now - before,10:N0} msg/s  {Volatile.Read(ref _errors):N0} errors"));
                before = now;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The benchmark is over.
        }
    }

    public async Task<int> FinishAsync()
    {
        // At least a millisecond, so that rates of next to nothing stay finite.
        double seconds = Math.Max(0.001, time.GetElapsedTime(_beganAt, _endedAt).TotalSeconds);
        await Console.Out.WriteLineAsync(isJson ? ToJson(seconds) : ToText(seconds));
        if (_firstError is null) return ExitCode.Success;

        await Console.Error.WriteLineAsync($"{_errors} failed, the first with: {_firstError}");
        return ExitCode.Failure;
    }

    private void Add(long beganAt, TimeSpan latency, int bytes)
    {
        Interlocked.CompareExchange(ref _beganAt, beganAt, 0);
        Volatile.Write(ref _endedAt, Now);
        _latencies.Add(latency);
        Interlocked.Add(ref _bytes, bytes);
    }

    private string ToText(double seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {name}: {Messages:N0} messages in {seconds:0.00} s
          rate     {Messages / seconds:N0} msg/s, {_bytes / seconds / 1_000_000:0.0} MB/s
          latency  p50 {Milliseconds(0.5):0.00} ms  p99 {Milliseconds(0.99):0.00} ms  p99.9 {Milliseconds(0.999):0.00} ms  max {Milliseconds(1):0.00} ms
          errors   {_errors:N0}
        """);

    private string ToJson(double seconds) => JsonLine.Object(json =>
    {
        json.WriteString("benchmark", name);
        json.WriteNumber("messages", Messages);
        json.WriteNumber("errors", _errors);
        json.WriteNumber("seconds", Math.Round(seconds, 3));
        json.WriteNumber("messagesPerSecond", Math.Round(Messages / seconds, 1));
        json.WriteNumber("bytesPerSecond", Math.Round(_bytes / seconds, 1));
        json.WriteNumber("p50Milliseconds", Milliseconds(0.5));
        json.WriteNumber("p99Milliseconds", Milliseconds(0.99));
        json.WriteNumber("p999Milliseconds", Milliseconds(0.999));
        json.WriteNumber("maxMilliseconds", Milliseconds(1));
    });

    private double Milliseconds(double share) => _latencies.Microseconds(share) / 1000;
}
