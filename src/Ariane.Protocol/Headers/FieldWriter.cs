using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Ariane.Protocol.Frames;

namespace Ariane.Protocol.Headers;

/// <summary>
/// Writes ext fields in one of the codecs. All values are text on the wire; null values are left out.
/// </summary>
/// <remarks>
/// Writes the fields alone, neither the braces around JSON ones nor the length before binary ones. Names are written as
/// they are: ASCII without quotes and backslashes.
/// </remarks>
public ref struct FieldWriter
{
    private const int JsonOverheadBytes = 6;     // comma, four quotes, colon
    private const int LongestNumberBytes = 20;   // long.MinValue

    private readonly HeaderCodec _codec;
    private readonly IBufferWriter<byte> _output;
    private bool _isPastFirst;

    public FieldWriter(HeaderCodec codec, IBufferWriter<byte> output)
    {
        _codec = codec;
        _output = output;
    }

    public void Write(scoped ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) return;
        if (_codec == HeaderCodec.Json)
        {
            BeginJson(name);
            JsonStringWriter.Write(_output, value);
        }
        else
        {
            WriteBinary(name, value);
        }
    }

    public void Write(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> utf8Value)
    {
        if (_codec == HeaderCodec.Json)
        {
            BeginJson(name);
            JsonStringWriter.Write(_output, utf8Value);
        }
        else
        {
            WriteBinary(name, utf8Value);
        }
    }

    public void Write(scoped ReadOnlySpan<byte> name, int value) => Write(name, (long)value);

    public void Write(scoped ReadOnlySpan<byte> name, long value)
    {
        Span<byte> text = stackalloc byte[LongestNumberBytes];
        Utf8Formatter.TryFormat(value, text, out int bytes);
        WritePlain(name, text[..bytes]);
    }

    public void Write(scoped ReadOnlySpan<byte> name, bool value) => WritePlain(name, value ? "true"u8 : "false"u8);

    /// <summary>Writes a value that needs no escapes.</summary>
    private void WritePlain(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        if (_codec != HeaderCodec.Json)
        {
            WriteBinary(name, value);
            return;
        }

        Span<byte> free = _output.GetSpan(name.Length + value.Length + JsonOverheadBytes);
        int used = PutJsonName(free, name);
        free[used++] = (byte)'"';
        value.CopyTo(free[used..]);
        used += value.Length;
        free[used++] = (byte)'"';
        _output.Advance(used);
    }

    private void BeginJson(scoped ReadOnlySpan<byte> name) =>
        _output.Advance(PutJsonName(_output.GetSpan(name.Length + JsonOverheadBytes), name));

    /// <summary>Puts the comma before a further field, the name and the colon.</summary>
    private int PutJsonName(scoped Span<byte> free, scoped ReadOnlySpan<byte> name)
    {
        int used = 0;
        if (_isPastFirst) free[used++] = (byte)',';
        _isPastFirst = true;
        free[used++] = (byte)'"';
        name.CopyTo(free[used..]);
        used += name.Length;
        free[used++] = (byte)'"';
        free[used++] = (byte)':';
        return used;
    }

    private readonly void WriteBinary(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        int bytes = BinaryField.OverheadBytes + name.Length + value.Length;
        Span<byte> rest = PutBinaryName(_output.GetSpan(bytes), name);
        BinaryPrimitives.WriteInt32BigEndian(rest, value.Length);
        value.CopyTo(rest[sizeof(int)..]);
        _output.Advance(bytes);
    }

    private readonly void WriteBinary(ReadOnlySpan<byte> name, string value)
    {
        int valueBytes = Encoding.UTF8.GetByteCount(value);
        int bytes = BinaryField.OverheadBytes + name.Length + valueBytes;
        Span<byte> rest = PutBinaryName(_output.GetSpan(bytes), name);
        BinaryPrimitives.WriteInt32BigEndian(rest, valueBytes);
        Encoding.UTF8.GetBytes(value, rest[sizeof(int)..]);
        _output.Advance(bytes);
    }

    private static Span<byte> PutBinaryName(Span<byte> free, ReadOnlySpan<byte> name)
    {
        BinaryPrimitives.WriteInt16BigEndian(free, checked((short)name.Length));
        name.CopyTo(free[sizeof(short)..]);
        return free[(sizeof(short) + name.Length)..];
    }
}
