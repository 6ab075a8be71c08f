using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Ariane.Protocol.Json;

/// <summary>Reads one value from where the reader stands; mistakes stay in the reader.</summary>
internal delegate T JsonRead<out T>(ref TolerantJsonReader reader);

/// <summary>Writes one value where the writer stands.</summary>
internal delegate void JsonWrite(ref JsonWriter writer);

/// <summary>Writes one value where the writer stands.</summary>
internal delegate void JsonWrite<in T>(ref JsonWriter writer, T value);

/// <summary>Reads and writes whole documents with the codecs of their parts.</summary>
internal static class JsonBody
{
    /// <summary>Reads a document that must be an object.</summary>
    public static bool TryParse<T>(
        ReadOnlySpan<byte> json,
        JsonRead<T> read,
        [NotNullWhen(true)] out T? body,
        [NotNullWhen(false)] out string? error)
    {
        var reader = new TolerantJsonReader(json);
        if (reader.PeekKind() != JsonValueKind.Object) reader.Fail("expected an object");
        T value = read(ref reader);
        bool isComplete = reader.TryComplete(out error);
        body = isComplete ? value : default;
        return isComplete;
    }

    public static void Write(IBufferWriter<byte> output, JsonLayout layout, JsonWrite write)
    {
        var writer = new JsonWriter(output, layout);
        write(ref writer);
        writer.Flush();
    }
}
