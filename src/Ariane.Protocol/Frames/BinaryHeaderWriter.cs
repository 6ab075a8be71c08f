using System.Buffers.Binary;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;

namespace Ariane.Protocol.Frames;

/// <summary>Encodes headers in codec 1; <see cref="BinaryHeaderParser"/> shows the layout.</summary>
internal static class BinaryHeaderWriter
{
    private const int FixedBytes = 17;    // up to and with the remark's length

    public static void Write<THeader>(HeaderBuffer output, in CommandStart start, in THeader header)
        where THeader : IHeader<THeader>
    {
        string remark = start.Remark ?? "";
        int remarkBytes = Encoding.UTF8.GetByteCount(remark);
        int fieldsAt = FixedBytes + remarkBytes + sizeof(int);

        Span<byte> free = output.GetSpan(fieldsAt);
        BinaryPrimitives.WriteInt16BigEndian(free, unchecked((short)start.Code));
        free[2] = (byte)LanguageCode.Dotnet;
        BinaryPrimitives.WriteInt16BigEndian(free[3..], ProtocolVersion.Current);
        BinaryPrimitives.WriteInt32BigEndian(free[5..], start.Opaque);
        BinaryPrimitives.WriteInt32BigEndian(free[9..], (int)start.Flags);
        BinaryPrimitives.WriteInt32BigEndian(free[13..], remarkBytes);
        Encoding.UTF8.GetBytes(remark, free[FixedBytes..]);
        output.Advance(fieldsAt);

        var fields = new FieldWriter(HeaderCodec.Binary, output);
        header.Write(ref fields);
        Span<byte> written = output.Written;
        BinaryPrimitives.WriteInt32BigEndian(written[(fieldsAt - sizeof(int))..], written.Length - fieldsAt);
    }
}
