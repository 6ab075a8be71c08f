using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Unicode;

namespace Ariane.Protocol.Json;

/// <summary>Writes JSON as fastjson does, compact or in the indented form of the configuration files.</summary>
/// <remarks>
/// Members appear in the order they are written; upstream's is alphabetical. Nothing is checked: a name before each
/// value of an object and <see cref="Element"/> before each value of an array are the caller's to write. Ends with
/// <see cref="Flush"/>. The two forms are described in docs/wire/json.md.
/// </remarks>
internal ref struct JsonWriter(IBufferWriter<byte> output, JsonLayout layout = JsonLayout.Compact)
{
    private const int MinimumChunkBytes = 512;
    private const int MaxNumberBytes = 32;

    private readonly IBufferWriter<byte> _output = output;
    private readonly bool _isIndented = layout == JsonLayout.Indented;
    private Span<byte> _chunk;
    private int _written;
    private int _depth;

    // Nothing stands yet in the innermost object or array. One flag is enough: what encloses a value is not empty.
    private bool _isEmpty;

    public void StartObject() => Start((byte)'{');

    public void EndObject() => End((byte)'}', onLines: true);

    public void StartArray() => Start((byte)'[');

    /// <summary>Ends an array whose elements were written by <see cref="Element"/> with the same argument.</summary>
    public void EndArray(bool onLines = false) => End((byte)']', onLines);

    /// <summary>Starts the next element of an array; indented, on a line of its own if asked to.</summary>
    public void Element(bool onLines = false) => Separate(onLines);

    /// <summary>A member name that needs no escaping.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        Separate(onLines: true);
        WriteByte((byte)'"');
        WriteBytes(name);
        WriteByte((byte)'"');
        WriteByte((byte)':');
    }

    /// <summary>Any key of a map with string keys.</summary>
    public void Key(string key)
    {
        Separate(onLines: true);

        // As it stands our reader would take it for a reference, and the text could not be read back.
        if (key == "$ref") WriteBytes("\"\\u0024ref\""u8);
        else WriteQuoted(key);
        WriteByte((byte)':');
    }

    /// <summary>A key of a map with integer keys; unquoted as fastjson does, or as standard JSON wants it.</summary>
    public void Key(long key, bool quoted = false)
    {
        Separate(onLines: false);
        if (quoted) WriteByte((byte)'"');
        Number(key);
        if (quoted) WriteByte((byte)'"');
        WriteByte((byte)':');
    }

    /// <summary>
    /// Before an object that is the key of a member, which fastjson writes where a map has such keys.
    /// </summary>
    public void StartObjectKey() => Separate(onLines: true);

    /// <summary>Behind an object that is a key.</summary>
    public void EndObjectKey() => WriteByte((byte)':');

    /// <summary>A member that is a string, or null; its name needs no escaping.</summary>
    public void String(ReadOnlySpan<byte> name, string? value)
    {
        Name(name);
        String(value);
    }

    /// <summary>A string, or null.</summary>
    public void String(string? value)
    {
        if (value is null) WriteBytes("null"u8);
        else WriteQuoted(value);
    }

    /// <summary>A member that is a number; its name needs no escaping.</summary>
    public void Number(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Number(value);
    }

    public void Number(long value)
    {
        bool fits = value.TryFormat(Reserve(MaxNumberBytes), out int length, default, CultureInfo.InvariantCulture);
        Debug.Assert(fits);
        _written += length;
    }

    /// <summary>A number with at least one decimal, as Java writes it; NaN and infinities become null.</summary>
    public void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            WriteBytes("null"u8);
            return;
        }

        Span<byte> room = Reserve(MaxNumberBytes);
        bool fits = value.TryFormat(room, out int length, default, CultureInfo.InvariantCulture);
        Debug.Assert(fits);
        _written += length;
        if (room[..length].IndexOfAny((byte)'.', (byte)'E') < 0) WriteBytes(".0"u8);
    }

    /// <summary>A member that is true or false; its name needs no escaping.</summary>
    public void Boolean(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Boolean(value);
    }

    public void Boolean(bool value) => WriteBytes(value ? "true"u8 : "false"u8);

    /// <summary>Hands everything to the output. Nothing may be written afterwards.</summary>
    public void Flush()
    {
        _output.Advance(_written);
        _chunk = default;
        _written = 0;
    }

    private void Start(byte bracket)
    {
        WriteByte(bracket);
        _depth++;
        _isEmpty = true;
    }

    private void End(byte bracket, bool onLines)
    {
        _depth--;
        if (!_isEmpty && onLines) BreakLine();
        WriteByte(bracket);
        _isEmpty = false;
    }

    private void Separate(bool onLines)
    {
        if (!_isEmpty) WriteByte((byte)',');
        _isEmpty = false;
        if (onLines) BreakLine();
    }

    private void BreakLine()
    {
        if (!_isIndented) return;
        WriteByte((byte)'\n');
        for (int i = 0; i < _depth; i++) WriteByte((byte)'\t');
    }

    private void WriteQuoted(ReadOnlySpan<char> text)
    {
        WriteByte((byte)'"');
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny(JsonEscapes.Escaped);
            if (plain < 0) plain = text.Length;
            WriteText(text[..plain]);
            if (plain == text.Length) break;

            Span<byte> room = Reserve(JsonEscapes.MaxEscapeBytes);
            _written += JsonEscapes.Write(text[plain], room);
            text = text[(plain + 1)..];
        }

        WriteByte((byte)'"');
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            // Half of a surrogate pair alone becomes U+FFFD. Four bytes hold any character, so each round gets on.
            Utf8.FromUtf16(text, Reserve(sizeof(uint)), out int read, out int written);
            _written += written;
            text = text[read..];
        }
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _written += bytes.Length;
    }

    private void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        _written++;
    }

    /// <summary>What is free of the current chunk, at least <paramref name="bytes"/>.</summary>
    private Span<byte> Reserve(int bytes)
    {
        if (_chunk.Length - _written < bytes)
        {
            if (_written > 0) _output.Advance(_written);
            _chunk = _output.GetSpan(Math.Max(bytes, MinimumChunkBytes));
            _written = 0;
        }

        return _chunk[_written..];
    }
}
