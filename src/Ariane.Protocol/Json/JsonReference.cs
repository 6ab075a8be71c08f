using System.Globalization;

namespace Ariane.Protocol.Json;

/// <summary>
/// <c>{"$ref":"$.path"}</c>: how fastjson writes an object that already stands elsewhere in the document.
/// </summary>
internal static class JsonReference
{
    /// <summary>
    /// How much text the references of one document may make us read again: more than any real document needs, little
    /// enough that a hostile one cannot keep a processor busy.
    /// </summary>
    public const int MaxBytesRead = 16 * 1024 * 1024;

    /// <summary>Is the object that starts here a reference? Then its path and the place behind it.</summary>
    public static bool TryRead(JsonCursor cursor, out JsonToken path, out int end)
    {
        path = default;
        end = 0;
        if (cursor.Peek() != '{') return false;
        cursor.Advance();
        if (cursor.Peek() != '"' || !cursor.IsAt("\"$ref\""u8)) return false;

        cursor.ReadName(depthLeft: 0);
        if (!cursor.Expect((byte)':', "':'")) return false;
        path = cursor.ReadScalar();
        if (!cursor.Expect((byte)'}', "'}'")) return false;
        end = cursor.Position;
        return true;
    }

    /// <summary>
    /// The position of what <paramref name="path"/> names, or -1. Takes <c>$</c> followed by <c>.name</c>,
    /// <c>["name"]</c> and <c>[index]</c>; a backslash makes the next character of a name ordinary.
    /// </summary>
    public static int Locate(JsonCursor document, string path, ref int bytesLeft)
    {
        document.Position = 0;
        int step = 1;
        if (!path.StartsWith('$')) return -1;
        while (step < path.Length)
        {
            if (!TryReadStep(path, ref step, out string name, out bool isIndex)) return -1;
            bool found = isIndex
                ? FindElement(ref document, int.Parse(name, CultureInfo.InvariantCulture))
                : FindMember(ref document, name);
            if (!found || document.Position > bytesLeft) return -1;
        }

        // What will be read again counts as well as what was read to get there.
        int target = document.Position;
        document.SkipValue(TolerantJsonReader.MaxDepth);
        bytesLeft -= document.Position;
        return document.HasFailed || bytesLeft < 0 ? -1 : target;
    }

    private static bool FindMember(ref JsonCursor cursor, string name)
    {
        if (cursor.Peek() != '{') return false;
        cursor.Advance();
        while (cursor.Peek() is not ('}' or JsonCursor.End))
        {
            JsonToken candidate = cursor.ReadName(TolerantJsonReader.MaxDepth);
            cursor.Expect((byte)':', "':'");
            if (candidate.Kind != JsonTokenKind.Object && candidate.GetString() == name) return !cursor.HasFailed;
            cursor.SkipValue(TolerantJsonReader.MaxDepth);
            cursor.SkipCommas();
        }

        return false;
    }

    private static bool FindElement(ref JsonCursor cursor, int index)
    {
        if (cursor.Peek() != '[') return false;
        cursor.Advance();
        for (int i = 0; cursor.Peek() is not (']' or JsonCursor.End); i++)
        {
            if (i == index) return true;
            cursor.SkipValue(TolerantJsonReader.MaxDepth);
            cursor.SkipCommas();
        }

        return false;
    }

    private static bool TryReadStep(string path, ref int position, out string name, out bool isIndex)
    {
        name = "";
        isIndex = false;
        if (path[position] == '.') return TryReadName(path, ref position, out name);
        if (path[position] != '[') return false;

        int close = path.IndexOf(']', position);
        if (close < 0) return false;
        ReadOnlySpan<char> inside = path.AsSpan((position + 1)..close);
        position = close + 1;
        isIndex = int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        name = inside.Trim("\"'").ToString();
        return isIndex || inside.Length > name.Length;
    }

    private static bool TryReadName(string path, ref int position, out string name)
    {
        Span<char> characters = path.Length <= 256 ? stackalloc char[path.Length] : new char[path.Length];
        int length = 0;
        for (position++; position < path.Length && path[position] is not ('.' or '['); position++)
        {
            if (path[position] == '\\' && position + 1 < path.Length) position++;
            characters[length++] = path[position];
        }

        name = characters[..length].ToString();
        return length > 0;
    }
}
