using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Ariane.Protocol.Json;

/// <summary>
/// Pulls values out of JSON as RocketMQ's nodes write it, in the order they stand there. Never throws.
/// </summary>
/// <remarks>
/// Takes standard JSON and what fastjson adds to it: unquoted names and integer keys, objects as keys, single quotes,
/// surplus commas, quoted numbers, names in any case, <c>{"$ref":"$.path"}</c>. docs/wire/json.md lists the quirks.
/// <para>
/// The first mistake sticks: from then on there are no more members or elements and values are the defaults, so a
/// decoder reads straight through and asks <see cref="TryComplete"/> at the end. A value that is not read is skipped.
/// </para>
/// </remarks>
internal ref struct TolerantJsonReader
{
    /// <summary>How deep objects and arrays may nest.</summary>
    public const int MaxDepth = 64;

    private JsonCursor _cursor;
    private State _state;
    private int _depth;

    // The member name last read, without its quotes.
    private JsonToken _name;

    // Where reading goes on once a referenced value ends, and the depth at which it does; -1 outside references.
    private int _returnPosition;
    private int _returnDepth;
    private int _referenceBytesLeft;

    public TolerantJsonReader(ReadOnlySpan<byte> json)
    {
        _cursor = new JsonCursor(json);
        _state = State.BeforeValue;
        _returnDepth = -1;
        _referenceBytesLeft = JsonReference.MaxBytesRead;
    }

    private enum State
    {
        /// <summary>A value comes next, and nobody has read or skipped it yet.</summary>
        BeforeValue,

        /// <summary>Just inside a container: its first member or element, or its end, comes next.</summary>
        AtStart,

        /// <summary>After a value: a comma or the end of the container comes next.</summary>
        AfterValue,
    }

    /// <summary>The name of the current member, as it stands in the text; of an object key, the object.</summary>
    public readonly ReadOnlySpan<byte> Name => _name.Text;

    /// <summary>Is the key of the current member itself an object? <see cref="Name"/> is then its text.</summary>
    public readonly bool NameIsObject => _name.Kind == JsonTokenKind.Object;

    /// <summary>Ends reading: false if there was a mistake anywhere or if text follows the value.</summary>
    public bool TryComplete([NotNullWhen(false)] out string? error)
    {
        if (_state == State.BeforeValue) Skip();
        if (!_cursor.HasFailed && _cursor.Peek() != JsonCursor.End) _cursor.Fail("text after the end of the value");
        error = _cursor.DescribeFailure();
        return error is null;
    }

    /// <summary>Records a mistake in the meaning of a value, at the place just read.</summary>
    public void Fail(string reason) => _cursor.Fail(reason);

    /// <summary>
    /// What kind of value comes next; a reference counts as an object, which is all that upstream refers to.
    /// </summary>
    public JsonValueKind PeekKind()
    {
        if (!TakeValue()) return JsonValueKind.None;
        return _cursor.Peek() switch
        {
            JsonCursor.End => JsonValueKind.None,
            '{' => JsonValueKind.Object,
            '[' => JsonValueKind.Array,
            '"' or '\'' => JsonValueKind.Text,
            _ => JsonValueKind.Literal,
        };
    }

    /// <summary>Goes into an object; false if the value is null, or no object, which is a mistake.</summary>
    public bool EnterObject() => Enter((byte)'{', "expected an object");

    /// <summary>Goes into an array; false if the value is null, or no array, which is a mistake.</summary>
    public bool EnterArray() => Enter((byte)'[', "expected an array");

    /// <summary>
    /// Moves to the next member of the object last entered, and skips what was not read of the one before.
    /// </summary>
    public bool NextMember()
    {
        if (!MoveNext((byte)'}')) return false;
        _name = _cursor.ReadName(MaxDepth - _depth);
        _cursor.Expect((byte)':', "':' after a name");
        _state = State.BeforeValue;
        return !_cursor.HasFailed;
    }

    /// <summary>
    /// Moves to the next element of the array last entered, and skips what was not read of the one before.
    /// </summary>
    public bool NextElement()
    {
        if (!MoveNext((byte)']')) return false;
        _state = State.BeforeValue;
        return true;
    }

    /// <summary>Is this the name of the current member? The case of ASCII letters does not matter.</summary>
    public readonly bool NameIs(ReadOnlySpan<byte> name) => _name.EqualsIgnoreCase(name);

    /// <summary>The name of the current member as a string, with its escapes resolved.</summary>
    public readonly string GetName() => _name.GetString();

    /// <summary>The name of the current member as a number, which it must be.</summary>
    public long GetNameAsInt64()
    {
        if (!_name.TryGetInt64(out long number)) _cursor.Fail("a key that is no integer");
        return number;
    }

    /// <inheritdoc cref="GetNameAsInt64"/>
    public int GetNameAsInt32()
    {
        if (!_name.TryGetInt32(out int number)) _cursor.Fail("a key that is no 32-bit integer");
        return number;
    }

    /// <summary>A string, or a number or boolean as text; null for null.</summary>
    public string? ReadString()
    {
        JsonToken token = ReadScalar();
        return token.IsNull ? null : token.GetString();
    }

    /// <summary>An integer, quoted or not; the fallback for null.</summary>
    public int ReadInt32(int fallback = 0)
    {
        JsonToken token = ReadScalar();
        if (token.IsNull) return fallback;
        if (!token.TryGetInt32(out int number)) _cursor.Fail("a value that is no 32-bit integer");
        return number;
    }

    /// <inheritdoc cref="ReadInt32"/>
    public long ReadInt64(long fallback = 0)
    {
        JsonToken token = ReadScalar();
        if (token.IsNull) return fallback;
        if (!token.TryGetInt64(out long number)) _cursor.Fail("a value that is no 64-bit integer");
        return number;
    }

    /// <summary>An integer, quoted or not; null for null.</summary>
    public long? ReadNullableInt64()
    {
        if (PeekKind() == JsonValueKind.Literal && _cursor.TryReadNull())
        {
            FinishValue();
            return null;
        }

        return ReadInt64();
    }

    /// <summary>A number, quoted or not, NaN included; the fallback for null.</summary>
    public double ReadDouble(double fallback = 0)
    {
        JsonToken token = ReadScalar();
        if (token.IsNull) return fallback;
        if (!token.TryGetDouble(out double number)) _cursor.Fail("a value that is no number");
        return number;
    }

    /// <summary>true or false, quoted or not, or a number that is 0 or not; the fallback for null.</summary>
    public bool ReadBoolean(bool fallback = false)
    {
        JsonToken token = ReadScalar();
        if (token.IsNull) return fallback;
        if (!token.TryGetBoolean(out bool value)) _cursor.Fail("a value that is neither true nor false");
        return value;
    }

    /// <summary>
    /// An enum value by its name in any case, or by its index in <paramref name="names"/>; the fallback for null.
    /// </summary>
    public int ReadEnum(scoped ReadOnlySpan<string> names, int fallback)
    {
        JsonToken token = ReadScalar();
        if (token.IsNull) return fallback;
        for (int i = 0; i < names.Length; i++)
        {
            if (token.EqualsIgnoreCase(names[i])) return i;
        }

        if (token.TryGetInt32(out int ordinal) && (uint)ordinal < (uint)names.Length) return ordinal;
        _cursor.Fail("an unknown name of an enumeration");
        return fallback;
    }

    /// <summary>Goes past the next value, checking its form only.</summary>
    public void Skip()
    {
        if (!TakeValue()) return;
        _cursor.SkipValue(MaxDepth - _depth);
        FinishValue();
    }

    private JsonToken ReadScalar()
    {
        if (!TakeValue()) return default;
        JsonToken token = _cursor.ReadScalar();
        FinishValue();
        return token;
    }

    /// <summary>Claims the value that comes next. Asking for one where there is none is a bug, not bad input.</summary>
    private readonly bool TakeValue()
    {
        Debug.Assert(_cursor.HasFailed || _state == State.BeforeValue, "No value comes next.");
        return !_cursor.HasFailed && _state == State.BeforeValue;
    }

    private bool Enter(byte opening, string mistake)
    {
        if (!TakeValue()) return false;
        if (_cursor.TryReadNull())
        {
            FinishValue();
            return false;
        }

        if (JsonReference.TryRead(_cursor, out JsonToken path, out int end)) Follow(path, end);
        if (_cursor.Peek() != opening) _cursor.Fail(mistake);
        else if (_depth == MaxDepth) _cursor.Fail("more than 64 objects and arrays inside each other");
        if (_cursor.HasFailed) return false;

        _cursor.Advance();
        _depth++;
        _state = State.AtStart;
        return true;
    }

    private bool MoveNext(byte closing)
    {
        if (_state == State.BeforeValue) Skip();
        if (_cursor.HasFailed) return false;

        bool hadComma = _cursor.SkipCommas();
        if (_cursor.Peek() == closing)
        {
            _cursor.Advance();
            _depth--;
            FinishValue();
            return false;
        }

        if (_state == State.AfterValue && !hadComma)
        {
            _cursor.Fail(closing == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
        }

        return !_cursor.HasFailed;
    }

    /// <summary>Reading jumps to what a reference names, and <see cref="FinishValue"/> brings it back.</summary>
    private void Follow(JsonToken path, int end)
    {
        if (_returnDepth >= 0)
        {
            _cursor.Fail("a $ref inside what another $ref names");
            return;
        }

        int target = JsonReference.Locate(_cursor, path.GetString(), ref _referenceBytesLeft);
        if (target < 0)
        {
            _cursor.Fail("a $ref whose path leads nowhere, or too many of them");
            return;
        }

        _returnPosition = end;
        _returnDepth = _depth;
        _cursor.Position = target;
    }

    private void FinishValue()
    {
        _state = State.AfterValue;
        if (_depth != _returnDepth) return;
        _cursor.Position = _returnPosition;
        _returnDepth = -1;
    }
}
