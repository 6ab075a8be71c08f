using System.Buffers.Binary;
using System.Text;

namespace Ariane.Protocol.Headers;

/// <summary>
/// Makes strings of UTF-8 and remembers the frequent ones: topics, groups and the like come with every request.
/// </summary>
/// <remarks>
/// Safe for concurrent use without locks. A table of fixed size in which every text has one place: whatever peers send
/// can only take another text's place, never make the table grow. A text gets its place when it misses twice in a row,
/// so texts that come once, such as message ids, do not drive out those that come always.
/// </remarks>
internal static class SharedStrings
{
    private const int Places = 4096;
    private const int MaxBytes = 255;

    private static readonly Entry?[] Entries = new Entry?[Places];
    private static readonly int[] LastMisses = new int[Places];

    /// <summary>The text as a string; bytes that are not UTF-8 become replacement characters.</summary>
    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length > MaxBytes) return Encoding.UTF8.GetString(utf8);

        ulong hash = Hash(utf8);
        int place = (int)(hash & (Places - 1));
        Entry? entry = Volatile.Read(ref Entries[place]);
        return entry is not null && utf8.SequenceEqual(entry.Utf8) ? entry.Text : Miss(utf8, place, (int)(hash >> 32));
    }

    private static string Miss(ReadOnlySpan<byte> utf8, int place, int fingerprint)
    {
        string text = Encoding.UTF8.GetString(utf8);
        if (Volatile.Read(ref LastMisses[place]) == fingerprint)
            Volatile.Write(ref Entries[place], new Entry(utf8.ToArray(), text));
        else
            Volatile.Write(ref LastMisses[place], fingerprint);
        return text;
    }

    /// <summary>
    /// Multiplies and folds eight bytes at a time. It need not resist an attacker: see the remarks above.
    /// </summary>
    private static ulong Hash(ReadOnlySpan<byte> utf8)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
        ulong hash = (ulong)utf8.Length * Multiplier;
        for (; utf8.Length >= sizeof(ulong); utf8 = utf8[sizeof(ulong)..])
            hash = Fold((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8)) * Multiplier);

        ulong rest = 0;
        foreach (byte value in utf8) rest = (rest << 8) | value;
        return Fold((hash ^ rest) * Multiplier);
    }

    private static ulong Fold(ulong hash) => hash ^ (hash >> 29);

    private sealed record Entry(byte[] Utf8, string Text);
}
