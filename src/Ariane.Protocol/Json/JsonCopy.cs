using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ariane.Protocol.Json;

/// <summary>Copies values of any shape from tolerant JSON to the layout of a writer.</summary>
internal static class JsonCopy
{
    /// <summary>The next value as standard JSON text: names quoted, references resolved. Null for null.</summary>
    public static string? ReadStandardJson(ref TolerantJsonReader reader)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(buffer);
        Copy(ref reader, ref writer);
        writer.Flush();
        string text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return text == "null" ? null : text;
    }

    /// <summary>
    /// Writes JSON text in the layout of <paramref name="writer"/>; null in place of text that is no JSON.
    /// </summary>
    public static void WriteJson(ref JsonWriter writer, string? json)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(json ?? "null");
        var check = new TolerantJsonReader(utf8);
        var reader = new TolerantJsonReader(check.TryComplete(out _) ? utf8 : "null"u8);
        Copy(ref reader, ref writer);
    }

    private static void Copy(ref TolerantJsonReader reader, ref JsonWriter writer)
    {
        switch (reader.PeekKind())
        {
            case JsonValueKind.Object:
                CopyObject(ref reader, ref writer);
                break;
            case JsonValueKind.Array:
                CopyArray(ref reader, ref writer);
                break;
            case JsonValueKind.Text:
                writer.String(reader.ReadString());
                break;
            case JsonValueKind.Literal:
                CopyLiteral(reader.ReadString(), ref writer);
                break;
        }
    }

    private static void CopyObject(ref TolerantJsonReader reader, ref JsonWriter writer)
    {
        writer.StartObject();
        if (reader.EnterObject())
        {
            while (reader.NextMember())
            {
                writer.Key(reader.GetName());
                Copy(ref reader, ref writer);
            }
        }

        writer.EndObject();
    }

    private static void CopyArray(ref TolerantJsonReader reader, ref JsonWriter writer)
    {
        writer.StartArray();
        if (reader.EnterArray())
        {
            while (reader.NextElement())
            {
                writer.Element();
                Copy(ref reader, ref writer);
            }
        }

        writer.EndArray();
    }

    private static void CopyLiteral(string? text, ref JsonWriter writer)
    {
        if (bool.TryParse(text, out bool boolean)) writer.Boolean(boolean);
        else if (long.TryParse(text, CultureInfo.InvariantCulture, out long integer)) writer.Number(integer);
        else if (double.TryParse(text, CultureInfo.InvariantCulture, out double number)) writer.Number(number);
        else writer.String(null);
    }
}
