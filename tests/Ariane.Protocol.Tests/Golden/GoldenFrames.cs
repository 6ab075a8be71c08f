using System.Text.Json;

namespace Ariane.Protocol.Tests.Golden;

/// <summary>The recorded exchanges beside this file; see PROVENANCE.md.</summary>
public static class GoldenFrames
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Golden", "frames");

    /// <summary>Recordings of what upstream refuses.</summary>
    private static readonly HashSet<string> Refused =
    [
        "errors/binary-string-length-overflow", "errors/broken-json-header", "errors/garbage-header",
        "errors/header-longer-than-frame", "errors/negative-length", "errors/oversize-frame",
        "errors/unknown-serialize-type", "errors/zero-length-header",
    ];

    /// <summary>All recordings of well-formed frames, as <c>area/name</c>.</summary>
    public static TheoryData<string> Names() => new(EnumerateNames());

    /// <summary>The frames of one recording in their order.</summary>
    public static IReadOnlyList<RecordedFrame> Load(string name)
    {
        using var recording = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, name + ".json")));
        var frames = new List<RecordedFrame>();
        foreach (JsonElement exchange in recording.RootElement.GetProperty("exchanges").EnumerateArray())
        {
            foreach (string side in (string[])["request", "response"])
            {
                if (exchange.TryGetProperty(side, out JsonElement frame) && frame.ValueKind == JsonValueKind.Object)
                    frames.Add(new RecordedFrame(frame.Clone(), side == "response"));
            }
        }

        return frames;
    }

    /// <summary>All frames of all those recordings.</summary>
    public static IEnumerable<RecordedFrame> All() => EnumerateNames().SelectMany(Load);

    private static IEnumerable<string> EnumerateNames() =>
        Directory.EnumerateFiles(Root, "*.json", SearchOption.AllDirectories)
            .Select(static path => Path.ChangeExtension(Path.GetRelativePath(Root, path), null).Replace('\\', '/'))
            .Where(static name => !Refused.Contains(name))
            .Order(StringComparer.Ordinal);
}
