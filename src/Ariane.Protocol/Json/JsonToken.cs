using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Ariane.Protocol.Json;

/// <summary>A name or a scalar value as it stands in the text, without its quotes.</summary>
internal readonly ref struct JsonToken(JsonTokenKind kind, ReadOnlySpan<byte> text, bool hasEscapes = false)
{
    public JsonTokenKind Kind { get; } = kind;

    public ReadOnlySpan<byte> Text { get; } = text;

    public bool IsNull => Kind == JsonTokenKind.None || (Kind == JsonTokenKind.Bare && Text.SequenceEqual("null"u8));

    private bool HasEscapes { get; } = hasEscapes;

    public string GetString() => HasEscapes ? JsonEscapes.Unescape(Text) : Encoding.UTF8.GetString(Text);

    /// <summary>Compares with an ASCII name.</summary>
    public bool EqualsIgnoreCase(ReadOnlySpan<byte> name) =>
        HasEscapes ? EqualsIgnoreCase(Encoding.UTF8.GetString(name)) : Ascii.EqualsIgnoreCase(Text, name);

    /// <inheritdoc cref="EqualsIgnoreCase(ReadOnlySpan{byte})"/>
    public bool EqualsIgnoreCase(string name) =>
        HasEscapes
            ? string.Equals(GetString(), name, StringComparison.OrdinalIgnoreCase)
            : Ascii.EqualsIgnoreCase(Text, name);

    public bool TryGetInt64(out long number)
    {
        if (Utf8Parser.TryParse(Text, out number, out int consumed) && consumed == Text.Length) return true;
        return TryGetIntegralPart(out number);
    }

    public bool TryGetInt32(out int number)
    {
        bool fits = TryGetInt64(out long wide) && wide is >= int.MinValue and <= int.MaxValue;
        number = fits ? (int)wide : 0;
        return fits;
    }

    /// <summary>Takes any finite number, and NaN.</summary>
    public bool TryGetDouble(out double number) =>
        double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
        && !double.IsInfinity(number);

    public bool TryGetBoolean(out bool value)
    {
        value = Ascii.EqualsIgnoreCase(Text, "true"u8);
        if (value || Ascii.EqualsIgnoreCase(Text, "false"u8)) return true;
        bool isNumber = TryGetInt64(out long number);
        value = number != 0;
        return isNumber;
    }

    /// <summary>
    /// Numbers like 3.0 and 1e3, which some writers use for integers; a fraction is cut off, NaN is 0.
    /// </summary>
    private bool TryGetIntegralPart(out long number)
    {
        number = 0;
        if (!TryGetDouble(out double value)) return false;
        if (double.IsNaN(value)) return true;
        if (Math.Abs(value) >= long.MaxValue) return false;
        number = (long)value;
        return true;
    }
}
