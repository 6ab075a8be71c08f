using System.Buffers;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;

namespace Ariane.Remoting.Tests.Fixtures;

/// <summary>A frame as a peer sees it, and what makes the frames that a peer sends.</summary>
internal sealed record Command(
    HeaderCodec Codec,
    int Code,
    int Opaque,
    CommandFlags Flags,
    string? Remark,
    Dictionary<string, string> Fields,
    byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public static byte[] Request<THeader>(
        THeader header,
        int opaque = 1,
        string body = "",
        HeaderCodec codec = HeaderCodec.Json,
        CommandFlags flags = CommandFlags.None)
        where THeader : IRequestHeader<THeader> => Request((int)THeader.Code, header, opaque, body, codec, flags);

    public static byte[] Request<THeader>(
        int code,
        THeader header,
        int opaque = 1,
        string body = "",
        HeaderCodec codec = HeaderCodec.Json,
        CommandFlags flags = CommandFlags.None)
        where THeader : IHeader<THeader>
    {
        var output = new ArrayBufferWriter<byte>();
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        CommandWriter.WriteRequest(output, codec, code, opaque, flags, null, header, bytes.Length);
        output.Write(bytes);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Response<THeader>(
        int opaque,
        ResponseCode code,
        THeader header,
        string? remark = null,
        string body = "",
        HeaderCodec codec = HeaderCodec.Json)
        where THeader : IHeader<THeader>
    {
        var output = new ArrayBufferWriter<byte>();
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        CommandWriter.WriteResponse(output, codec, (int)code, opaque, remark, header, bytes.Length);
        output.Write(bytes);
        return output.WrittenSpan.ToArray();
    }

    public static Command Decode(in Frame frame)
    {
        var scratch = new HeaderScratch();
        bool parsed = CommandHeader.TryParse(
            frame.Codec, frame.Header, scratch, out CommandHeader header, out string? error);
        Assert.True(parsed, error);
        var fields = new Dictionary<string, string>();
        FieldReader reader = header.ReadFields(scratch);
        while (reader.Next()) fields[Encoding.UTF8.GetString(reader.Name)] = reader.GetString();
        Assert.False(reader.IsMalformed);
        return new Command(
            frame.Codec, header.Code, header.Opaque, header.Flags, header.Remark, fields, frame.Body.ToArray());
    }
}
