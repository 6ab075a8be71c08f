using System.Buffers;
using System.Text;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;

namespace Ariane.Protocol.Tests.Headers;

/// <summary>Headers and ext fields as the pairs of text that they are on the wire.</summary>
internal static class FieldText
{
    /// <summary>What a header writes.</summary>
    public static Dictionary<string, string> Of<THeader>(THeader header)
        where THeader : IHeader<THeader>
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new FieldWriter(HeaderCodec.Binary, output);
        header.Write(ref writer);
        var reader = new FieldReader(HeaderCodec.Binary, output.WrittenMemory, new HeaderScratch());
        return Of(ref reader);
    }

    /// <summary>What is left in a reader.</summary>
    public static Dictionary<string, string> Of(ref FieldReader reader)
    {
        var fields = new Dictionary<string, string>();
        while (reader.Next()) fields[Encoding.UTF8.GetString(reader.Name)] = reader.GetString();
        Assert.False(reader.IsMalformed);
        return fields;
    }

    /// <summary>Reads a header from ext fields written as JSON.</summary>
    public static bool TryReadJson<THeader>(string json, out THeader? header, out string? error)
        where THeader : IHeader<THeader>
    {
        var reader = new FieldReader(HeaderCodec.Json, Encoding.UTF8.GetBytes(json), new HeaderScratch());
        return THeader.TryRead(ref reader, out header, out error);
    }
}
