using System.Buffers;
using System.Text;
using Ariane.Protocol.Bodies;

namespace Ariane.Protocol.Tests.Bodies;

/// <summary>Parses and writes bodies as text.</summary>
internal static class BodyText
{
    public static T Parse<T>(string json)
        where T : IJsonBody<T> =>
        Parse<T>(Encoding.UTF8.GetBytes(json));

    public static T Parse<T>(byte[] json)
        where T : IJsonBody<T>
    {
        Assert.True(T.TryParse(json, out T? body, out string? error), error);
        return body;
    }

    public static string ParseError<T>(string json)
        where T : IJsonBody<T>
    {
        Assert.False(T.TryParse(Encoding.UTF8.GetBytes(json), out _, out string? error));
        return error;
    }

    public static string Write<T>(T body)
        where T : IJsonBody<T> =>
        Write(body.Write);

    public static string Write(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
