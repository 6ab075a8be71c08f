using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ariane.Hostile.Wire;

namespace Ariane.Hostile.Fuzzing;

/// <summary>Makes hostile input of well-meant input. The same seed makes the same input. Used by one thread.</summary>
public sealed class Mutator
{
    private static readonly int[] Numbers =
        [0, 1, -1, 4, 127, 128, 255, 256, 65535, int.MaxValue, int.MinValue, 1 << 24, 16 << 20];

    private readonly Random _random;
    private readonly JsonMutator _json;

    public Mutator(int seed)
    {
        _random = new Random(seed);
        _json = new JsonMutator(_random);
    }

    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>Bytes with a few changes: flipped bits, odd numbers, cuts, repetitions.</summary>
    public byte[] Mutate(byte[] original)
    {
        var bytes = new List<byte>(original);
        for (int left = _random.Next(1, 6); left > 0; left--) MutateOnce(bytes);
        return [.. bytes];
    }

    /// <summary>JSON text with another value somewhere, or with a few bytes changed.</summary>
    public byte[] MutateJson(byte[] original) => _random.Next(2) == 0 ? _json.Mutate(original) : Mutate(original);

    /// <summary>Text with one letter half a million times somewhere: in a name, in a value or between.</summary>
    public byte[] Stretch(byte[] original)
    {
        int at = _random.Next(original.Length + 1);
        byte[] run = new byte[500_000];
        run.AsSpan().Fill((byte)_random.Next('!', 'z'));
        return [.. original[..at], .. run, .. original[at..]];
    }

    /// <summary>A request whose frame is sound and whose fields and body are not.</summary>
    public HostileRequest Mutate(HostileRequest original)
    {
        HostileRequest request = original.WithBody(MutateBody(original.Body)) with
        {
            IsBinary = _random.Next(2) == 0,
            Flag = _random.Next(20) == 0 ? _random.Next(4) & ~1 : 0,
            Version = _random.Next(8) == 0 ? Pick(Numbers) : original.Version,
        };
        List<KeyValuePair<string, string>> fields = [.. request.Fields];
        for (int left = _random.Next(0, 4); left > 0 && fields.Count > 0; left--) MutateOnce(fields);
        return request with { Fields = fields };
    }

    private void MutateOnce(List<KeyValuePair<string, string>> fields)
    {
        int index = _random.Next(fields.Count);
        KeyValuePair<string, string> field = fields[index];
        switch (_random.Next(8))
        {
            case 0:
                fields.RemoveAt(index);
                break;
            case 1:
                fields.Add(new(field.Key, Pick(HostileValues.Fields)));
                break;
            case 2:
                fields[index] = new(Pick(HostileValues.Fields), field.Value);
                break;
            case 3:
                fields[index] = new(field.Key, Encoding.UTF8.GetString(Mutate(Encoding.UTF8.GetBytes(field.Value))));
                break;
            default:
                fields[index] = new(field.Key, Pick(HostileValues.Fields));
                break;
        }
    }

    private byte[] MutateBody(byte[] body) => _random.Next(8) switch
    {
        0 => Mutate(body),
        1 => Encoding.UTF8.GetBytes(Pick(HostileValues.Bodies)),
        2 => body[..(body.Length == 0 ? 0 : _random.Next(body.Length))],
        3 when _random.Next(8) == 0 => Bomb(_random.Next(1, 9) * 1024 * 1024),
        4 or 5 or 6 => _json.Mutate(body),
        _ => body,
    };

    /// <summary>A zlib stream of a few kilobytes that inflates to as many bytes as asked for.</summary>
    public static byte[] Bomb(int bytes)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal)) zlib.Write(new byte[bytes]);
        return compressed.ToArray();
    }

    private void MutateOnce(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)_random.Next(256));
            return;
        }

        int at = _random.Next(_random.Next(4) == 0 ? Math.Min(12, bytes.Count) : bytes.Count);
        int length = Math.Min(_random.Next(1, 64), bytes.Count - at);
        switch (_random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                WriteNumber(bytes, at);
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pick(HostileValues.Fields)));
                break;
        }
    }

    private void WriteNumber(List<byte> bytes, int at)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, Pick(Numbers));
        for (int i = 0; i < 4 && at + i < bytes.Count; i++) bytes[at + i] = number[i];
    }
}
