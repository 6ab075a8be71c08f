using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>Which state of a table this is; equal only if all three parts are.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/DataVersion.java. The timestamp is Unix milliseconds.</remarks>
public readonly record struct DataVersion(long StateVersion, long Timestamp, long Counter) : IJsonBody<DataVersion>
{
    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out DataVersion body, [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    /// <summary>The version after one change made at <paramref name="now"/>.</summary>
    public DataVersion Next(DateTimeOffset now) =>
        this with { Timestamp = now.ToUnixTimeMilliseconds(), Counter = Counter + 1 };

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    internal static DataVersion Read(ref TolerantJsonReader reader)
    {
        long stateVersion = 0, timestamp = 0, counter = 0;
        if (!reader.EnterObject()) return default;
        while (reader.NextMember())
        {
            if (reader.NameIs("stateVersion"u8)) stateVersion = reader.ReadInt64();
            else if (reader.NameIs("timestamp"u8)) timestamp = reader.ReadInt64();
            else if (reader.NameIs("counter"u8)) counter = reader.ReadInt64();
        }

        return new DataVersion(stateVersion, timestamp, counter);
    }

    internal void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Number("counter"u8, Counter);
        writer.Number("stateVersion"u8, StateVersion);
        writer.Number("timestamp"u8, Timestamp);
        writer.EndObject();
    }
}
