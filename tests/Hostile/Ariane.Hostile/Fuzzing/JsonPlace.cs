namespace Ariane.Hostile.Fuzzing;

/// <summary>A value in JSON text.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte behind its last one.</param>
/// <param name="Depth">Inside how many objects and arrays it stands.</param>
public readonly record struct JsonPlace(int Start, int End, int Depth)
{
    /// <summary>All values of a text, names excluded; none where a text is no object or array.</summary>
    /// <remarks>
    /// Only as strict as finding them takes: servers and clients write dialects, and mutations damage them.
    /// </remarks>
    public static IReadOnlyList<JsonPlace> Find(ReadOnlySpan<byte> json)
    {
        var places = new List<JsonPlace>();
        if (!json.StartsWith("{"u8) && !json.StartsWith("["u8)) return places;
        var open = new Stack<int>();
        for (int at = 0; at < json.Length;)
        {
            int start = at;
            at = EndOfToken(json, at);
            if (json[start] is (byte)'{' or (byte)'[')
            {
                open.Push(start);
                continue;
            }

            if (json[start] is (byte)',' or (byte)':' || IsSpace(json[start])) continue;
            if (json[start] is (byte)'}' or (byte)']' && !open.TryPop(out start)) continue;
            if (!IsName(json[at..])) places.Add(new JsonPlace(start, at, open.Count));
        }

        return places;
    }

    /// <summary>The text with another value in this place.</summary>
    public byte[] Replace(ReadOnlySpan<byte> json, ReadOnlySpan<byte> value) =>
        [.. json[..Start], .. value, .. json[End..]];

    private static int EndOfToken(ReadOnlySpan<byte> json, int start)
    {
        int at = start + 1;
        if (json[start] == '"')
        {
            while (at < json.Length && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
            return Math.Min(at + 1, json.Length);
        }

        if (IsDelimiter(json[start])) return at;
        while (at < json.Length && !IsDelimiter(json[at])) at++;
        return at;
    }

    private static bool IsName(ReadOnlySpan<byte> rest)
    {
        int at = 0;
        while (at < rest.Length && IsSpace(rest[at])) at++;
        return at < rest.Length && rest[at] == ':';
    }

    private static bool IsDelimiter(byte value) => IsSpace(value) || "{}[],:\""u8.Contains(value);

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
