using System.IO.Compression;

namespace Ariane.Protocol.Messages;

/// <summary>Zlib streams (RFC 1950) in memory.</summary>
internal static class ZlibCodec
{
    private const int Level = 5;

    private static readonly ZLibCompressionOptions Options = new() { CompressionLevel = Level };

    /// <summary>What zlib makes of nothing. The framework's stream writes nothing at all.</summary>
    private static ReadOnlySpan<byte> CompressedNothing => [0x78, 0x5E, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];

    public static unsafe DecompressionStatus TryInflate(ReadOnlySpan<byte> zlib, int maxBytes, out byte[] content)
    {
        content = [];
        if (zlib.IsEmpty) return DecompressionStatus.Corrupt;
        fixed (byte* start = zlib)
        {
            using var source = new CompressedSource(start, zlib.Length);
            return TryInflate(source, maxBytes, out content);
        }
    }

    /// <summary>Lets a stream be read while it inflates, so that nobody holds all of what it becomes.</summary>
    /// <param name="zlib">The compressed bytes.</param>
    /// <param name="read">
    /// Reads to the end; the stream throws <see cref="InvalidDataException"/> where it is corrupt.
    /// </param>
    /// <returns>False when the compressed bytes end before the stream does.</returns>
    public static unsafe bool TryRead(ReadOnlySpan<byte> zlib, Action<Stream> read)
    {
        if (zlib.IsEmpty) return false;
        fixed (byte* start = zlib)
        {
            using var source = new CompressedSource(start, zlib.Length);
            using var stream = new ZLibStream(source, CompressionMode.Decompress);
            read(stream);
            return !source.HasRunDry;
        }
    }

    public static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return CompressedNothing.ToArray();
        using var compressed = new MemoryStream(content.Length / 2);
        using (var stream = new ZLibStream(compressed, Options, leaveOpen: true)) stream.Write(content);
        return compressed.ToArray();
    }

    private static DecompressionStatus TryInflate(CompressedSource source, int maxBytes, out byte[] content)
    {
        content = [];
        using var stream = new ZLibStream(source, CompressionMode.Decompress);
        var buffer = new BoundedBuffer(maxBytes, (int)source.Length);
        try
        {
            int read;
            while (!buffer.IsOverLimit && (read = stream.Read(buffer.GetRoom())) > 0) buffer.Advance(read);
            if (buffer.IsOverLimit) return DecompressionStatus.TooLarge;
            if (source.HasRunDry) return DecompressionStatus.Corrupt;
            content = buffer.ToArray();
            return DecompressionStatus.Done;
        }
        catch (InvalidDataException)
        {
            return DecompressionStatus.Corrupt;
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>
    /// Notices when a decoder asks for more than there is: the framework's takes a stream that was cut off for
    /// complete.
    /// </summary>
    private sealed unsafe class CompressedSource(byte* start, int length) : UnmanagedMemoryStream(start, length)
    {
        public bool HasRunDry { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Note(base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Note(base.Read(buffer));

        private int Note(int read)
        {
            HasRunDry |= read == 0;
            return read;
        }
    }
}
