using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ariane.Protocol.Messages;

namespace Ariane.Hostile.Wire;

/// <summary>
/// A request as a client that keeps to no rule can make it: fields may repeat and mean anything. Immutable.
/// </summary>
public sealed record HostileRequest(int Code, IReadOnlyList<KeyValuePair<string, string>> Fields, byte[] Body)
{
    private const byte Java = 0;

    public bool IsBinary { get; init; }

    public int Flag { get; init; }

    public int Version { get; init; } = 479;

    /// <summary>
    /// The request with another body and its checksum if there is one: else nothing but that is looked at.
    /// </summary>
    public HostileRequest WithBody(byte[] body) => this with
    {
        Body = body,
        Fields = [.. Fields.Select(field => field.Key == "bodyCrc32" ? Checksum(body) : field)],
    };

    /// <summary>
    /// The frame, with an encoder of this project's own: none of the product's could write such things.
    /// </summary>
    public byte[] Encode(int opaque)
    {
        byte[] header = IsBinary ? BinaryHeader(opaque) : JsonHeader(opaque);
        byte[] frame = new byte[8 + header.Length + Body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), (IsBinary ? 1 << 24 : 0) | header.Length);
        header.CopyTo(frame, 8);
        Body.CopyTo(frame, 8 + header.Length);
        return frame;
    }

    private static KeyValuePair<string, string> Checksum(byte[] body) =>
        new("bodyCrc32", Crc32.ComputeBody(body).ToString(CultureInfo.InvariantCulture));

    private byte[] JsonHeader(int opaque)
    {
        var json = new StringBuilder();
        json.Append("{\"code\":").Append(Code).Append(",\"extFields\":{");
        for (int i = 0; i < Fields.Count; i++)
        {
            if (i > 0) json.Append(',');
            json.Append(JsonSerializer.Serialize(Fields[i].Key))
                .Append(':')
                .Append(JsonSerializer.Serialize(Fields[i].Value));
        }

        json.Append("},\"flag\":").Append(Flag).Append(",\"language\":\"JAVA\",\"opaque\":").Append(opaque);
        json.Append(",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":").Append(Version).Append('}');
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    private byte[] BinaryHeader(int opaque)
    {
        var fields = new List<byte>();
        foreach ((string key, string value) in Fields)
        {
            byte[] name = Encoding.UTF8.GetBytes(key), text = Encoding.UTF8.GetBytes(value);
            Add16(fields, name.Length);
            fields.AddRange(name);
            Add32(fields, text.Length);
            fields.AddRange(text);
        }

        var header = new List<byte>();
        Add16(header, Code);
        header.Add(Java);
        Add16(header, Version);
        Add32(header, opaque);
        Add32(header, Flag);
        Add32(header, 0);
        Add32(header, fields.Count);
        header.AddRange(fields);
        return [.. header];
    }

    private static void Add16(List<byte> bytes, int value) => bytes.AddRange([(byte)(value >> 8), (byte)value]);

    private static void Add32(List<byte> bytes, int value)
    {
        Add16(bytes, value >> 16);
        Add16(bytes, value);
    }
}
