using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ariane.Protocol.Frames;

/// <summary>Walks the members of one JSON object without copying, allocating or recursing.</summary>
/// <remarks>
/// Lenient where peers are known to be sloppy, never beyond the bytes given: control characters inside strings, a comma
/// before the closing brace and any literal are accepted. Values are not validated beyond what finding their end takes.
/// </remarks>
internal ref struct JsonScanner(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private int _position;
    private bool _isPastFirstMember;
    private bool _isClosed;

    /// <summary>True once the bytes turned out not to be an object.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Consumes the opening brace.</summary>
    public bool BeginObject()
    {
        if (PeekToken() != '{') return Fail();
        _position++;
        return true;
    }

    /// <summary>Moves to the next member; false after the closing brace and when the object is malformed.</summary>
    public bool NextMember(out JsonToken name, out JsonToken value)
    {
        name = default;
        value = default;
        if (_isClosed) return false;

        byte next = PeekToken();
        if (next == ',' && _isPastFirstMember)
        {
            _position++;
            next = PeekToken();
        }
        else if (next == '"' && _isPastFirstMember)
        {
            return Fail();
        }

        if (next == '}')
        {
            _position++;
            _isClosed = true;
            return false;
        }

        _isPastFirstMember = true;
        if (next != '"' || !ReadString(out name) || PeekToken() != ':') return Fail();
        _position++;
        return ReadValue(out value) || Fail();
    }

    /// <summary>Whether nothing but white space follows.</summary>
    public bool IsAtEnd() => PeekToken() == 0 && _position == _json.Length;

    private bool Fail()
    {
        IsMalformed = true;
        _isClosed = true;
        return false;
    }

    /// <summary>Skips white space and returns the byte that follows, 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte PeekToken()
    {
        if ((uint)_position < (uint)_json.Length && _json[_position] is > (byte)' ' and byte token) return token;
        return PeekBehindWhiteSpace();
    }

    private byte PeekBehindWhiteSpace()
    {
        while ((uint)_position < (uint)_json.Length)
        {
            byte current = _json[_position];
            if (current is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) return current;
            _position++;
        }

        return 0;
    }

    private bool ReadValue(out JsonToken value)
    {
        byte first = PeekToken();
        if (first == '"') return ReadString(out value);
        return first is (byte)'{' or (byte)'[' ? ReadContainer(out value) : ReadLiteral(out value);
    }

    private bool ReadString(out JsonToken token)
    {
        int start = _position + 1;
        int end = start;
        var kind = JsonKind.String;
        token = default;
        while (true)
        {
            int hit = IndexOfQuoteOrBackslash(_json[end..]);
            if (hit < 0) return false;
            end += hit;
            if (_json[end] == '"') break;

            kind = JsonKind.EscapedString;
            end += 2;
            if (end > _json.Length) return false;
        }

        token = new JsonToken(kind, start, end - start);
        _position = end + 1;
        return true;
    }

    /// <summary>Looks at one vector in place first: most strings of a header are shorter than that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOfQuoteOrBackslash(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Vector256<byte>.Count)
        {
            Vector256<byte> start = Vector256.Create(text);
            Vector256<byte> hits = Vector256.Equals(start, Vector256.Create((byte)'"'))
                | Vector256.Equals(start, Vector256.Create((byte)'\\'));
            uint mask = hits.ExtractMostSignificantBits();
            if (mask != 0) return BitOperations.TrailingZeroCount(mask);
        }

        return text.IndexOfAny((byte)'"', (byte)'\\');
    }

    private bool ReadContainer(out JsonToken token)
    {
        int length = JsonContainer.Measure(_json[_position..]);
        token = new JsonToken(JsonKind.Container, _position, length);
        _position += Math.Max(length, 0);
        return length > 0;
    }

    private bool ReadLiteral(out JsonToken token)
    {
        ReadOnlySpan<byte> rest = _json[_position..];
        int length = 0;
        while (length < rest.Length && IsLiteral(rest[length])) length++;

        JsonKind kind = length == 4 && rest[..4].SequenceEqual("null"u8) ? JsonKind.Null : JsonKind.Literal;
        token = new JsonToken(kind, _position, length);
        _position += length;
        return length > 0;
    }

    private static bool IsLiteral(byte value) =>
        (byte)(value | 0x20) is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9')
        || value is (byte)'-' or (byte)'+' or (byte)'.';
}
