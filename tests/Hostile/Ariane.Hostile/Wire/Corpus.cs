using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Ariane.Testing;

namespace Ariane.Hostile.Wire;

/// <summary>What mutations start from: recorded frames of real clients, and what was found before. Immutable.</summary>
/// <remarks>
/// Recordings lie under <c>tests/*/Golden</c>; <c>Corpus/requests.jsonl</c> has the requests that nobody recorded and
/// those that once did harm; <c>Corpus/frames</c> has raw frames that did.
/// </remarks>
public sealed class Corpus
{
    private static readonly string Own = Path.Combine(SourceTree.Root, "tests", "Hostile", "Ariane.Hostile", "Corpus");

    // Of the frame, then of its header with the codec in the first byte.
    private const int LengthsBytes = 8;

    private Corpus(IReadOnlyList<HostileRequest> requests, IReadOnlyList<byte[]> frames)
    {
        Requests = requests;
        Frames = frames;
    }

    /// <summary>Requests by header and body.</summary>
    public IReadOnlyList<HostileRequest> Requests { get; }

    /// <summary>Frames as they were on the wire, those of <see cref="Requests"/> among them.</summary>
    public IReadOnlyList<byte[]> Frames { get; }

    public static Corpus Load()
    {
        var requests = new List<HostileRequest>();
        var frames = new List<byte[]>();
        foreach (JsonElement frame in RecordedRequests())
        {
            byte[] bytes = frame.GetProperty("rawBase64").GetBytesFromBase64();
            frames.Add(bytes);
            if (frame.TryGetProperty("code", out _)) requests.Add(Read(frame, Body(bytes)));
        }

        foreach (string line in File.ReadLines(Path.Combine(Own, "requests.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            string body = json.RootElement.TryGetProperty("body", out JsonElement text) ? text.GetString()! : "";
            requests.Add(Read(json.RootElement, Encoding.UTF8.GetBytes(body)));
        }

        foreach (string path in
            Directory.EnumerateFiles(Path.Combine(Own, "frames"), "*.bin").Order(StringComparer.Ordinal))
            frames.Add(File.ReadAllBytes(path));
        foreach (string path in Bodies("*.bin"))
            requests.Add(Registration(File.ReadAllBytes(path)));
        frames.AddRange(requests.Select(static request => request.Encode(1)));
        return new Corpus(requests, frames);
    }

    /// <summary>
    /// The configuration files that a broker or a name server wrote, by the name they have in a store.
    /// </summary>
    public static IReadOnlyDictionary<string, byte[]> ConfigurationFiles() => Bodies("file-*").ToDictionary(
        static path => Path.GetFileName(path).Split('.', 2)[1], File.ReadAllBytes, StringComparer.Ordinal);

    private static IEnumerable<string> Bodies(string pattern) => Directory.EnumerateFiles(
        Path.Combine(SourceTree.Root, "tests", "Ariane.Protocol.Tests", "Golden", "bodies"), pattern);

    private static HostileRequest Registration(byte[] compressed) => new(
        103,
        [
            new("brokerName", "b"), new("brokerAddr", "127.0.0.1:1"), new("clusterName", "C"), new("haServerAddr", "h"),
            new("brokerId", "0"), new("compressed", "true"),
        ],
        compressed);

    private static IEnumerable<JsonElement> RecordedRequests()
    {
        string tests = Path.Combine(SourceTree.Root, "tests");
        foreach (string project in
            Directory.EnumerateDirectories(tests, "Ariane.*.Tests").Order(StringComparer.Ordinal))
        {
            string golden = Path.Combine(project, "Golden");
            if (!Directory.Exists(golden)) continue;
            foreach (string path in
                Directory.EnumerateFiles(golden, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                JsonElement root = Parse(path);
                if (root.ValueKind != JsonValueKind.Object
                    || !root.TryGetProperty("exchanges", out JsonElement exchanges)) continue;
                foreach (JsonElement exchange in exchanges.EnumerateArray())
                {
                    bool isRecorded = exchange.TryGetProperty("request", out JsonElement request)
                        && request.ValueKind == JsonValueKind.Object
                        && request.TryGetProperty("rawBase64", out _);
                    if (isRecorded) yield return request;
                }
            }
        }
    }

    // Some recorded bodies are in fastjson's dialect, which is no JSON.
    private static JsonElement Parse(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static HostileRequest Read(JsonElement json, byte[] body)
    {
        var fields = new List<KeyValuePair<string, string>>();
        if (json.TryGetProperty("extFields", out JsonElement given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty field in given.EnumerateObject()) fields.Add(new(field.Name, field.Value.ToString()));
        }

        return new HostileRequest(json.GetProperty("code").GetInt32(), fields, body)
        {
            IsBinary = json.TryGetProperty("serialization", out JsonElement codec) && codec.GetString() == "ROCKETMQ",
            Version = json.TryGetProperty("version", out JsonElement version) ? version.GetInt32() : 479,
        };
    }

    // By the frame's own lengths: recordings say how long a body is only where it is no text.
    private static byte[] Body(byte[] frame)
    {
        int start = LengthsBytes + (BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)) & 0x00FF_FFFF);
        return start < frame.Length ? frame[start..] : [];
    }
}
