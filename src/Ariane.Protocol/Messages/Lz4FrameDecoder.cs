using System.Runtime.InteropServices;

namespace Ariane.Protocol.Messages;

/// <summary>LZ4 frames, by the system's library.</summary>
internal static partial class Lz4FrameDecoder
{
    private const string Library = "liblz4.so.1";

    /// <summary>LZ4F_VERSION: the one that the library has had since its first stable release.</summary>
    private const uint ApiVersion = 100;


    /// <summary>Is the library there?</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    public static DecompressionStatus TryDecompress(ReadOnlySpan<byte> frame, int maxBytes, out byte[] content)
    {
        content = [];
        if (!IsAvailable) return DecompressionStatus.Unsupported;
        if (IsError(CreateContext(out nint context, ApiVersion))) return DecompressionStatus.Unsupported;

        var buffer = new BoundedBuffer(maxBytes, frame.Length);
        try
        {
            DecompressionStatus status = Decompress(context, frame, ref buffer);
            if (status == DecompressionStatus.Done) content = buffer.ToArray();
            return status;
        }
        finally
        {
            buffer.Return();
            _ = FreeContext(context);
        }
    }

    private static DecompressionStatus Decompress(nint context, ReadOnlySpan<byte> frame, ref BoundedBuffer buffer)
    {
        while (!buffer.IsOverLimit)
        {
            Span<byte> room = buffer.GetRoom();
            nuint produced = (nuint)room.Length;
            nuint consumed = (nuint)frame.Length;
            nuint hint = Decompress(
                context, ref MemoryMarshal.GetReference(room), ref produced,
                in MemoryMarshal.GetReference(frame), ref consumed, options: 0);
            if (IsError(hint)) return DecompressionStatus.Corrupt;

            buffer.Advance((int)produced);
            frame = frame[(int)consumed..];
            if (hint == 0 && !buffer.IsOverLimit) return DecompressionStatus.Done;
            if (consumed == 0 && produced == 0) return DecompressionStatus.Corrupt;
        }

        return DecompressionStatus.TooLarge;
    }

    private static bool IsError(nuint code) => IsErrorCode(code) != 0;

    [LibraryImport(Library, EntryPoint = "LZ4F_createDecompressionContext")]
    private static partial nuint CreateContext(out nint context, uint version);

    [LibraryImport(Library, EntryPoint = "LZ4F_freeDecompressionContext")]
    private static partial nuint FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "LZ4F_isError")]
    private static partial uint IsErrorCode(nuint code);

    [LibraryImport(Library, EntryPoint = "LZ4F_decompress")]
    private static partial nuint Decompress(
        nint context,
        ref byte destination,
        ref nuint destinationBytes,
        in byte source,
        ref nuint sourceBytes,
        nint options);
}
