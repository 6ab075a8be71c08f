using System.Buffers.Text;
using System.Text;
using Ariane.Protocol.Frames;

namespace Ariane.Protocol.Headers;

/// <summary>Walks the ext fields of one header, whichever codec wrote them.</summary>
/// <remarks>
/// Everything returned borrows the header or the scratch memory and is valid until the scratch is reset.
/// JSON values that are numbers or booleans read as their text, nulls are skipped: foreign clients write them.
/// </remarks>
public ref struct FieldReader
{
    private readonly HeaderScratch _scratch;
    private readonly ReadOnlyMemory<byte> _fields;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isJson;
    private JsonScanner _json;
    private ReadOnlySpan<byte> _binary;
    private ReadOnlySpan<byte> _name;
    private ReadOnlySpan<byte> _value;
    private int _valueEnd;
    private bool _isEscaped;
    private bool _isMalformed;

    /// <param name="codec">How <paramref name="fields"/> is written.</param>
    /// <param name="fields">
    /// The JSON object of <c>extFields</c> with its braces, the binary ext section, or nothing.
    /// </param>
    /// <param name="scratch">Where unescaped text goes.</param>
    public FieldReader(HeaderCodec codec, ReadOnlyMemory<byte> fields, HeaderScratch scratch)
    {
        _scratch = scratch;
        _fields = fields;
        _bytes = fields.Span;
        _isJson = codec == HeaderCodec.Json && !_bytes.IsEmpty;
        if (_isJson)
        {
            _json = new JsonScanner(_bytes);
            _json.BeginObject();
        }
        else
        {
            _binary = _bytes;
        }
    }

    /// <summary>Moves to the next field; false at the end and on malformed input.</summary>
    public bool Next() => _isJson ? NextJson() : NextBinary();

    /// <summary>True once the fields turned out not to be well formed.</summary>
    public readonly bool IsMalformed => _isMalformed || _json.IsMalformed;

    /// <summary>The current field's name in UTF-8.</summary>
    public readonly ReadOnlySpan<byte> Name => _name;

    /// <summary>The current value as a string; frequent values are one shared instance.</summary>
    public string GetString() => SharedStrings.Get(GetText());

    /// <summary>The current value as unescaped UTF-8.</summary>
    public ReadOnlyMemory<byte> GetUtf8() => _isEscaped
        ? JsonText.UnescapeToMemory(_value, _scratch)
        : _fields[(_valueEnd - _value.Length).._valueEnd];

    public bool TryGetInt32(out int value)
    {
        ReadOnlySpan<byte> text = GetText();
        return Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length;
    }

    public bool TryGetInt64(out long value)
    {
        ReadOnlySpan<byte> text = GetText();
        return Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length;
    }

    /// <summary>True for the text <c>true</c> in any letter case; everything else is false, as upstream.</summary>
    public bool GetBoolean()
    {
        ReadOnlySpan<byte> text = GetText();
        return text.Length == 4 && Ascii.EqualsIgnoreCase(text, "true"u8);
    }

    private readonly ReadOnlySpan<byte> GetText() => _isEscaped ? JsonText.Unescape(_value, _scratch) : _value;

    private bool NextJson()
    {
        JsonToken name;
        JsonToken value;
        do
        {
            if (!_json.NextMember(out name, out value)) return false;
        }
        while (value.Kind == JsonKind.Null);

        _name = _bytes.Slice(name.Start, name.Length);
        if (name.Kind == JsonKind.EscapedString) _name = JsonText.Unescape(_name, _scratch);
        _value = _bytes.Slice(value.Start, value.Length);
        _valueEnd = value.Start + value.Length;
        _isEscaped = value.Kind == JsonKind.EscapedString;
        return true;
    }

    private bool NextBinary()
    {
        if (_binary.IsEmpty) return false;
        if (!BinaryField.TryCut(ref _binary, out _name, out _value))
        {
            _isMalformed = true;
            _binary = default;
            return false;
        }

        _valueEnd = _bytes.Length - _binary.Length;
        return true;
    }
}
