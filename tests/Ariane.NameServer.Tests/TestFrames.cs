using System.Buffers.Binary;
using System.Text;

namespace Ariane.NameServer.Tests;

/// <summary>Request frames with JSON headers, written by hand.</summary>
internal static class TestFrames
{
    public static byte[] Request(int code, string fields, string body = "", int version = 479) =>
        Request(code, fields, Encoding.UTF8.GetBytes(body), version);

    public static byte[] Request(int code, string fields, byte[] body, int version = 479)
    {
        byte[] header = Encoding.UTF8.GetBytes(
            $$"""
            {"code":{{code}},"extFields":{{{fields}}},"flag":0,"language":"JAVA","opaque":1,"serializeTypeCurrentRPC":"JSON","version":{{version}}}
            """);
        byte[] frame = new byte[8 + header.Length + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), header.Length);
        header.CopyTo(frame, 8);
        body.CopyTo(frame, 8 + header.Length);
        return frame;
    }
}
