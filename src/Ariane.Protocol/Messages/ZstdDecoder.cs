using System.Runtime.InteropServices;

namespace Ariane.Protocol.Messages;

/// <summary>Zstandard frames, by the system's library.</summary>
internal static unsafe partial class ZstdDecoder
{
    private const string Library = "libzstd.so.1";

    /// <summary>Is the library there?</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    public static DecompressionStatus TryDecompress(ReadOnlySpan<byte> frame, int maxBytes, out byte[] content)
    {
        content = [];
        nint context = IsAvailable ? CreateStream() : 0;
        if (context == 0) return DecompressionStatus.Unsupported;

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
            _ = FreeStream(context);
        }
    }

    private static DecompressionStatus Decompress(nint context, ReadOnlySpan<byte> frame, ref BoundedBuffer buffer)
    {
        fixed (byte* source = frame)
        {
            var input = new NativeBuffer { Bytes = source, Size = (nuint)frame.Length };
            while (!buffer.IsOverLimit)
            {
                nuint consumedBefore = input.Position;
                nuint produced;
                nuint hint;
                Span<byte> room = buffer.GetRoom();
                fixed (byte* destination = room)
                {
                    var output = new NativeBuffer { Bytes = destination, Size = (nuint)room.Length };
                    hint = DecompressStream(context, ref output, ref input);
                    produced = output.Position;
                }

                if (IsErrorCode(hint) != 0) return DecompressionStatus.Corrupt;
                buffer.Advance((int)produced);
                if (hint == 0 && !buffer.IsOverLimit) return DecompressionStatus.Done;
                if (produced == 0 && input.Position == consumedBefore) return DecompressionStatus.Corrupt;
            }
        }

        return DecompressionStatus.TooLarge;
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_createDStream")]
    private static partial nint CreateStream();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDStream")]
    private static partial nuint FreeStream(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsErrorCode(nuint code);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    private static partial nuint DecompressStream(nint context, ref NativeBuffer output, ref NativeBuffer input);

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which look alike.</summary>
    private struct NativeBuffer
    {
        public byte* Bytes;
        public nuint Size;
        public nuint Position;
    }
}
