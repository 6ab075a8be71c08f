using System.Diagnostics.CodeAnalysis;

namespace Ariane.Protocol.Json;

/// <summary>Reads one value from where the reader stands; mistakes stay in the reader.</summary>
internal delegate T JsonRead<out T>(ref TolerantJsonReader reader);

/// <summary>Reads whole documents with the decoders of their parts.</summary>
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
}
