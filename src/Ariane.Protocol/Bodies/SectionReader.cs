using System.Buffers.Binary;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// Walks the counted and length-prefixed parts of a registration while it inflates; integers are big-endian. It holds
/// one part at a time.
/// </summary>
/// <remarks>
/// Every malformed length or count, and more than may be, is an <see cref="InvalidDataException"/>. Used by one thread.
/// </remarks>
/// <param name="stream">Inflates what it gives.</param>
/// <param name="maxBytes">The most that it may give.</param>
internal sealed class SectionReader(Stream stream, int maxBytes)
{
    // Of one topic, one mapping, or one of the lists that are JSON.
    private const int MaxSectionBytes = 4 * 1024 * 1024;
    private const int FirstBytes = 4 * 1024;

    private byte[] _section = new byte[FirstBytes];
    private long _bytes;

    /// <summary>The next part; valid until the one after it is read.</summary>
    public ReadOnlySpan<byte> ReadSection(string name)
    {
        int length = ReadInt32(name);
        if (length is < 0 or > MaxSectionBytes)
            throw new InvalidDataException($"the {name} claims {length} bytes; expected 0 to {MaxSectionBytes}");

        int read = Fill(length);
        return read == length
            ? _section.AsSpan(0, length)
            : throw new InvalidDataException($"the {name} claims {length} bytes where {read} are left");
    }

    public int ReadCount(string name)
    {
        int count = ReadInt32(name);

        // Each element takes at least its length field.
        return count >= 0 && count <= (maxBytes - _bytes) / sizeof(int)
            ? count
            : throw new InvalidDataException(
                $"{count} {name} cannot be in the {maxBytes - _bytes} bytes that may be left");
    }

    /// <summary>Passes over what follows, as newer senders may add something.</summary>
    public void ReadToEnd()
    {
        while (Fill(FirstBytes) == FirstBytes)
        {
            // There may be more.
        }
    }

    private int ReadInt32(string name) => Fill(sizeof(int)) == sizeof(int)
        ? BinaryPrimitives.ReadInt32BigEndian(_section)
        : throw new InvalidDataException($"it ends before the {name}");

    /// <summary>
    /// Reads so many bytes, fewer only at the end. What is claimed is not set aside before it has come.
    /// </summary>
    private int Fill(int count)
    {
        int filled = 0;
        while (filled < count)
        {
            if (filled == _section.Length) Array.Resize(ref _section, _section.Length * 2);
            int read = Read(_section.AsSpan(filled, Math.Min(count, _section.Length) - filled));
            if (read == 0) break;
            filled += read;
        }

        return filled;
    }

    private int Read(Span<byte> room)
    {
        int read;
        try
        {
            read = stream.Read(room);
        }
        catch (InvalidDataException)
        {
            throw new InvalidDataException("it is no complete zlib stream");
        }

        _bytes += read;
        return _bytes <= maxBytes
            ? read
            : throw new InvalidDataException($"it inflates to more than {maxBytes} bytes");
    }
}
