using System.Text;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Tests.Json;

/// <summary>Runs the tolerant reader over text.</summary>
internal static class JsonText
{
    /// <summary>The text as standard JSON, as far as the reader understands it; or its error.</summary>
    public static string Normalize(string json) => Normalize(Encoding.UTF8.GetBytes(json));

    public static string Normalize(ReadOnlySpan<byte> json)
    {
        var reader = new TolerantJsonReader(json);
        string text = JsonCopy.ReadStandardJson(ref reader) ?? "null";
        return reader.TryComplete(out string? error) ? text : error;
    }

    public static string ErrorOf(string json)
    {
        var reader = new TolerantJsonReader(Encoding.UTF8.GetBytes(json));
        Assert.False(reader.TryComplete(out string? error));
        return error;
    }

    /// <summary>Reads <c>{"v":value}</c> with one of the typed reads.</summary>
    public static T ReadValue<T>(string value, JsonRead<T> read)
    {
        var reader = new TolerantJsonReader(Encoding.UTF8.GetBytes("{\"v\":" + value + "}"));
        Assert.True(reader.EnterObject());
        Assert.True(reader.NextMember());
        T result = read(ref reader);
        Assert.False(reader.NextMember());
        Assert.True(reader.TryComplete(out string? error), error);
        return result;
    }

    /// <summary>The error that one of the typed reads of <c>{"v":value}</c> ends in.</summary>
    public static string ReadError<T>(string value, JsonRead<T> read)
    {
        var reader = new TolerantJsonReader(Encoding.UTF8.GetBytes("{\"v\":" + value + "}"));
        Assert.True(reader.EnterObject());
        Assert.True(reader.NextMember());
        read(ref reader);
        Assert.False(reader.TryComplete(out string? error));
        return error;
    }
}
