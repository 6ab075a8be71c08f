using System.Buffers;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Tests.Headers;

namespace Ariane.Protocol.Tests.Frames;

/// <summary>
/// The entry point of fuzzers: any bytes, through everything that reads what a peer sends before its body.
/// </summary>
public static class HeaderFuzz
{
    private const int MaxFrameBytes = 1024 * 1024;

    /// <summary>Reads the bytes as a connection would. Must return, whatever they are.</summary>
    public static void Run(byte[] input)
    {
        var buffer = new ReadOnlySequence<byte>(input);
        var scratch = new HeaderScratch();
        while (RemotingFrame.TryRead(ref buffer, MaxFrameBytes, out Frame frame) is FrameStatus.Complete)
            RunHeader(frame.Codec, frame.Header, scratch);
    }

    /// <summary>Reads the bytes as a header of either codec.</summary>
    public static void RunHeader(HeaderCodec codec, in ReadOnlySequence<byte> header, HeaderScratch scratch)
    {
        scratch.Reset();
        if (!CommandHeader.TryParse(codec, header, scratch, out CommandHeader command, out _)) return;

        _ = command.Remark;
        FieldReader fields = command.ReadFields(scratch);
        while (fields.Next())
        {
            _ = fields.GetString();
            _ = fields.GetUtf8();
            _ = fields.GetBoolean();
            _ = fields.TryGetInt32(out _);
            _ = fields.TryGetInt64(out _);
        }

        foreach ((_, RequestHeaders.Rewrite rewrite) in RequestHeaders.All)
        {
            FieldReader again = command.ReadFields(scratch);
            rewrite(ref again, out _);
        }
    }
}
