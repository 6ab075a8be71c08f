using System.Buffers;

namespace Ariane.Protocol.Json;

/// <summary>A place in JSON text and the steps from it: white space, punctuation, tokens, whole values.</summary>
/// <remarks>
/// The grammar of <see cref="TolerantJsonReader"/>, without its sense of where in a document it is. The first mistake
/// sticks and ends the text. A copy is a bookmark.
/// </remarks>
internal ref struct JsonCursor
{
    /// <summary>What <see cref="Peek"/> gives at the end of the text.</summary>
    public const int End = -1;

    private static readonly SearchValues<byte> BareEnd = SearchValues.Create(" \t\r\n\f\b,:{}[]\"'"u8);
    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789+-.eE"u8);

    private readonly ReadOnlySpan<byte> _json;
    private string? _failure;
    private int _failurePosition;

    public JsonCursor(ReadOnlySpan<byte> json)
    {
        _json = json;
        if (json.StartsWith("\uFEFF"u8)) Position = "\uFEFF"u8.Length;
    }

    public int Position { readonly get; set; }

    public readonly bool HasFailed => _failure is not null;

    public readonly string? DescribeFailure() =>
        _failure is null ? null : $"JSON: {_failure}, at byte {_failurePosition} of {_json.Length}";

    public void Fail(string reason)
    {
        if (HasFailed) return;
        _failure = reason;
        _failurePosition = Position;
    }

    /// <summary>Skips white space; the next byte or <see cref="End"/>.</summary>
    public int Peek()
    {
        while (Position < _json.Length && _json[Position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'
            or (byte)'\f' or (byte)'\b')
        {
            Position++;
        }

        return Position < _json.Length && !HasFailed ? _json[Position] : End;
    }

    public void Advance() => Position++;

    public bool Expect(byte punctuation, string what)
    {
        if (Peek() == punctuation)
        {
            Position++;
            return true;
        }

        Fail("expected " + what);
        return false;
    }

    /// <summary>Goes past commas; were there any?</summary>
    public bool SkipCommas()
    {
        bool any = false;
        while (Peek() == ',')
        {
            any = true;
            Position++;
        }

        return any;
    }

    public readonly ReadOnlySpan<byte> TextFrom(int start) => _json[start..Position];

    /// <summary>Does <paramref name="text"/> stand right here?</summary>
    public readonly bool IsAt(ReadOnlySpan<byte> text) => _json[Position..].StartsWith(text);

    public bool TryReadNull()
    {
        if (Peek() != 'n') return false;
        JsonCursor ahead = this;
        if (!ahead.ReadBare().IsNull) return false;
        this = ahead;
        return true;
    }

    /// <summary>Reads a name: quoted, bare or an object.</summary>
    public JsonToken ReadName(int depthLeft)
    {
        int next = Peek();
        if (next is '"' or '\'') return ReadQuoted();
        if (next != '{') return ReadBare();

        int start = Position;
        SkipValue(depthLeft);
        return HasFailed ? default : new JsonToken(JsonTokenKind.Object, TextFrom(start));
    }

    /// <summary>Reads a string, a number or one of the literals.</summary>
    public JsonToken ReadScalar()
    {
        int next = Peek();
        if (next is '"' or '\'') return ReadQuoted();
        if (next is '{' or '[')
        {
            Fail("expected a string, a number, true, false or null");
            return default;
        }

        int start = Position;
        JsonToken token = ReadBare();
        if (HasFailed || IsLiteral(token.Text)) return token;

        Position = start;
        Fail("expected a value");
        return default;
    }

    /// <summary>Goes past one value.</summary>
    public void SkipValue(int depthLeft)
    {
        int next = Peek();
        if (next is not ('{' or '['))
        {
            ReadScalar();
            return;
        }

        if (depthLeft == 0)
        {
            Fail("more than 64 objects and arrays inside each other");
            return;
        }

        Position++;
        SkipContent(isObject: next == '{', depthLeft - 1);
    }

    /// <summary>Goes past what is left of an object or array, its closing bracket included.</summary>
    private void SkipContent(bool isObject, int depthLeft)
    {
        int closing = isObject ? '}' : ']';
        bool isFirst = true;
        while (!HasFailed)
        {
            bool hadComma = SkipCommas();
            if (Peek() == closing)
            {
                Position++;
                return;
            }

            if (!isFirst && !hadComma) Fail(isObject ? "expected ',' or '}'" : "expected ',' or ']'");
            isFirst = false;
            if (isObject)
            {
                ReadName(depthLeft);
                Expect((byte)':', "':' after a name");
            }

            SkipValue(depthLeft);
        }
    }

    private JsonToken ReadQuoted()
    {
        byte quote = _json[Position++];
        int start = Position;
        bool hasEscapes = false;
        while (true)
        {
            int plain = _json[Position..].IndexOfAny(quote, (byte)'\\');
            if (plain < 0)
            {
                Position = start - 1;
                Fail("a string without its closing quote");
                return default;
            }

            Position += plain;
            if (_json[Position] == quote) break;

            hasEscapes = true;
            int escapeBytes = JsonEscapes.Measure(_json[Position..]);
            if (escapeBytes == 0)
            {
                Fail("an unknown escape sequence");
                return default;
            }

            Position += escapeBytes;
        }

        Position++;
        return new JsonToken(JsonTokenKind.Quoted, _json[start..(Position - 1)], hasEscapes);
    }

    private JsonToken ReadBare()
    {
        ReadOnlySpan<byte> rest = _json[Position..];
        int length = rest.IndexOfAny(BareEnd);
        if (length < 0) length = rest.Length;
        if (length == 0) Fail(rest.IsEmpty ? "the text ends too early" : "expected a name or a value");
        if (HasFailed) return default;

        Position += length;
        return new JsonToken(JsonTokenKind.Bare, rest[..length]);
    }

    private static bool IsLiteral(ReadOnlySpan<byte> text) =>
        text[0] switch
        {
            (byte)'t' => text.SequenceEqual("true"u8),
            (byte)'f' => text.SequenceEqual("false"u8),
            (byte)'n' => text.SequenceEqual("null"u8),
            (byte)'N' => text.SequenceEqual("NaN"u8),
            _ => !text.ContainsAnyExcept(NumberBytes) && text.ContainsAnyInRange((byte)'0', (byte)'9'),
        };
}
