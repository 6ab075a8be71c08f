namespace Ariane.Protocol.Json;

/// <summary>Reads and writes the maps and lists that bodies are made of.</summary>
internal static class JsonMaps
{
    /// <summary>Reads a list; an absent or null one is empty, null elements are left out.</summary>
    public static List<T> ReadList<T>(ref TolerantJsonReader reader, JsonRead<T?> readElement)
        where T : class
    {
        var list = new List<T>();
        if (!reader.EnterArray()) return list;
        while (reader.NextElement())
        {
            if (readElement(ref reader) is { } element) list.Add(element);
        }

        return list;
    }

    public static List<string> ReadStrings(ref TolerantJsonReader reader) =>
        ReadList(ref reader, static (ref TolerantJsonReader element) => element.ReadString());

    /// <summary>Reads a map with string keys; later duplicates win, null values are left out.</summary>
    public static Dictionary<string, T> ReadMap<T>(ref TolerantJsonReader reader, JsonRead<T?> readValue)
        where T : class
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        if (!reader.EnterObject()) return map;
        while (reader.NextMember())
        {
            string key = reader.GetName();
            if (readValue(ref reader) is { } value) map[key] = value;
        }

        return map;
    }

    public static Dictionary<string, IReadOnlyList<string>> ReadStringLists(ref TolerantJsonReader reader) =>
        ReadMap<IReadOnlyList<string>>(ref reader, ReadStrings);

    public static Dictionary<string, string> ReadStringMap(ref TolerantJsonReader reader) =>
        ReadMap(ref reader, static (ref TolerantJsonReader value) => value.ReadString());

    public static void WriteMap<T>(
        ref JsonWriter writer, IReadOnlyDictionary<string, T> map, JsonWrite<T> writeValue)
    {
        writer.StartObject();
        foreach ((string key, T value) in map)
        {
            writer.Key(key);
            writeValue(ref writer, value);
        }

        writer.EndObject();
    }

    public static void WriteStringMap(ref JsonWriter writer, IReadOnlyDictionary<string, string> map) =>
        WriteMap(ref writer, map, static (ref JsonWriter output, string value) => output.String(value));

    /// <summary>Writes a list on one line in either layout.</summary>
    public static void WriteList<T>(ref JsonWriter writer, IReadOnlyList<T> list, JsonWrite<T> writeElement)
    {
        writer.StartArray();
        foreach (T element in list)
        {
            writer.Element();
            writeElement(ref writer, element);
        }

        writer.EndArray();
    }

    /// <summary>Writes strings as upstream writes sets: on one line in either layout.</summary>
    public static void WriteStrings(ref JsonWriter writer, IEnumerable<string> strings)
    {
        writer.StartArray();
        foreach (string text in strings)
        {
            writer.Element();
            writer.String(text);
        }

        writer.EndArray();
    }
}
