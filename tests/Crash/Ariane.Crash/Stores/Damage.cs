using System.Globalization;
using Ariane.Crash.Files;

namespace Ariane.Crash.Stores;

/// <summary>
/// What is wrong with one file, and what that may cost. Costs that the format makes unavoidable are listed here.
/// </summary>
internal sealed class Damage
{
    private readonly string _path;
    private readonly byte[]? _content;
    private readonly bool _isClean;

    private Damage(string path, byte[]? content, Kind what, int at, bool isClean) =>
        (_path, _content, What, At, _isClean) = (path, content, what, at, isClean);

    public enum Kind
    {
        Delete,
        Empty,
        Truncate,
        FlipBit,
    }

    public Kind What { get; }

    /// <summary>Where in the file.</summary>
    public int At { get; }

    public bool IsOfLog => _path.Contains("/commitlog/", StringComparison.Ordinal);

    private bool IsOfQueue => _path.Contains("/consumequeue/", StringComparison.Ordinal);

    private bool IsOfIndex => _path.Contains("/index/", StringComparison.Ordinal);

    /// <summary>A log cannot be made from anything.</summary>
    public bool MayRefuse => IsOfLog;

    public static Damage Draw(string path, byte[] content, bool isClean, Random random)
    {
        Kind what = content.Length < 2 ? Kind.Delete : (Kind)random.Next(4);
        int at = what is Kind.Truncate or Kind.FlipBit ? random.Next(1, content.Length) : 0;
        byte[]? damaged = what == Kind.Delete ? null : [.. content];
        if (what == Kind.Empty) damaged = [];
        if (what == Kind.Truncate) damaged = content[..at];
        if (what == Kind.FlipBit) damaged![at] ^= (byte)(1 << random.Next(8));
        return new Damage(path, damaged, what, at, isClean);
    }

    public void Apply(MemoryFiles files)
    {
        if (_content is null) files.DeleteFile(_path);
        else files.WriteAll(_path, _content);
    }

    /// <summary>Whether a message may be gone from its queue.</summary>
    public bool MayMissInQueue(SentMessage message)
    {
        if (IsOfLog) return HitsLog(message);
        if (!IsOfQueue || !_path.Contains($"/{message.Topic}/{message.QueueId}/", StringComparison.Ordinal))
            return false;

        // Nothing guards a unit.
        long unit = (message.QueueOffset * 20) - long.Parse(Path.GetFileName(_path), CultureInfo.InvariantCulture);
        return What == Kind.FlipBit && At >= unit && At < unit + 20;
    }

    /// <summary>
    /// Whether a message may not be found by its key: nothing guards the index, but that it can be made again.
    /// </summary>
    public bool MayMissByKey(SentMessage message) => IsOfIndex || (IsOfLog && HitsLog(message));

    public bool MayMissById(SentMessage message) => IsOfLog && HitsLog(message);

    public override string ToString() =>
        $"{What} {_path}{(At > 0 ? $" at {At}" : "")} after {(_isClean ? "a clean stop" : "a crash")}";

    private bool HitsLog(SentMessage message)
    {
        long segment = long.Parse(Path.GetFileName(_path), CultureInfo.InvariantCulture);
        long position = segment + At;
        if (What != Kind.FlipBit) return true;

        // After a crash what lies behind the first damage counts as never written, unless the checkpoint knows better.
        return message.EndOffset > position && (!_isClean || message.LogOffset <= position);
    }
}
