using System.Buffers;
using System.Buffers.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;

namespace Ariane.Protocol.Frames;

/// <summary>Encodes headers in codec 0, member by member in upstream's order, compact, nulls left out.</summary>
internal static class JsonHeaderWriter
{
    private const int LongestNumberBytes = 11;    // int.MinValue

    public static void Write<THeader>(HeaderBuffer output, in CommandStart start, in THeader header)
        where THeader : IHeader<THeader>
    {
        WriteNumber(output, "{\"code\":"u8, start.Code);
        if (typeof(THeader) != typeof(NoFields))
        {
            // Also when all fields are null: the Java client reads the fields of a send response without a null check.
            output.Write(",\"extFields\":{"u8);
            var fields = new FieldWriter(HeaderCodec.Json, output);
            header.Write(ref fields);
            output.Write("}"u8);
        }

        WriteNumber(output, ",\"flag\":"u8, (int)start.Flags);
        WriteNumber(output, ",\"language\":\"DOTNET\",\"opaque\":"u8, start.Opaque);
        if (start.Remark is not null)
        {
            output.Write(",\"remark\":"u8);
            JsonStringWriter.Write(output, start.Remark);
        }

        WriteNumber(output, ",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":"u8, ProtocolVersion.Current);
        output.Write("}"u8);
    }

    private static void WriteNumber(HeaderBuffer output, ReadOnlySpan<byte> before, int number)
    {
        Span<byte> free = output.GetSpan(before.Length + LongestNumberBytes);
        before.CopyTo(free);
        Utf8Formatter.TryFormat(number, free[before.Length..], out int digits);
        output.Advance(before.Length + digits);
    }
}
