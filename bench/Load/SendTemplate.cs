using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;

namespace Ariane.Load;

/// <summary>
/// The frame of a send with JSON headers, as Java's client writes it, encoded once; only its opaque and its unique key
/// are patched for each message. Used by one thread.
/// </summary>
internal sealed class SendTemplate
{
    /// <summary>The opaque of message 0: so large that all have the same number of digits.</summary>
    public const int FirstOpaque = 100_000_000;

    private const int OpaqueDigits = 9;
    private const string KeyDigits = "0000000000000000";
    private readonly byte[] _frame;
    private readonly int _opaqueAt;
    private readonly int _keyAt;

    public SendTemplate(string topic, int queue, int bodyBytes)
    {
        // A key of its own for each message, or the index would hold one endless chain.
        byte[] properties = Encoding.ASCII.GetBytes(
            $"UNIQ_KEY\u00017F00000100008888{KeyDigits}\u0002WAIT\u0001true\u0002");
        var header = new SendMessageRequest(
            "ariane-load", topic, "TBW102", 4, queue, 0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), 0, properties);
        var output = new ArrayBufferWriter<byte>();
        CommandWriter.WriteRequest(
            output,
            HeaderCodec.Json,
            (int)RequestCode.SendMessageV2,
            FirstOpaque,
            CommandFlags.None,
            remark: null,
            header,
            bodyBytes);
        byte[] body = new byte[bodyBytes];
        new Random(1).NextBytes(body);
        output.Write(body);
        _frame = output.WrittenSpan.ToArray();
        _opaqueAt = _frame.AsSpan().LastIndexOf("100000000"u8);
        _keyAt = _frame.AsSpan().IndexOf(Encoding.ASCII.GetBytes(KeyDigits));
    }

    public int Bytes => _frame.Length;

    /// <summary>Writes the frame of message <paramref name="number"/>.</summary>
    public void CopyTo(Span<byte> destination, int number)
    {
        _frame.CopyTo(destination);
        Utf8Formatter.TryFormat(FirstOpaque + number, destination.Slice(_opaqueAt, OpaqueDigits), out _);
        Span<byte> key = destination.Slice(_keyAt, KeyDigits.Length);
        Utf8Formatter.TryFormat(number, key, out _, new StandardFormat('D', (byte)key.Length));
    }
}
