using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ariane.Storage.Files;

namespace Ariane.Storage.Index;

/// <summary>One index file, mapped. One writer, many readers; whoever uses it holds it.</summary>
/// <remarks>
/// An entry becomes reachable by the write of its slot, the last one, so readers need no lock. Disk space is reserved
/// before it is written through the mapping: a store into a hole of a full disk would end the process.
/// </remarks>
internal sealed class IndexFile
{
    private const int ReserveStepBytes = 1024 * 1024;
    private const int PageBytes = 4096;
    private const int CopyBytes = 64 * 1024;

    private readonly IStoreFile _file;
    private readonly IStoreMapping _mapping;
    private readonly int _slots;
    private readonly int _entries;
    private int _holders = 1;
    private long _reservedBytes;
    private long _beginTimestamp;
    private long _endTimestamp;
    private long _endLogOffset;
    private int _nextEntry;
    private int _slotsInUse;

    private IndexFile(IStoreFile file, int slots, int entries)
    {
        _file = file;
        _slots = slots;
        _entries = entries;
        _mapping = file.Map();
    }

    public string Path => _file.Path;

    public long BeginTimestamp => Volatile.Read(ref _beginTimestamp);

    public long EndTimestamp => Volatile.Read(ref _endTimestamp);

    public long EndLogOffset => Volatile.Read(ref _endLogOffset);

    public bool IsEmpty => Volatile.Read(ref _nextEntry) <= 1;

    public bool IsFull => _nextEntry >= _entries;

    /// <summary>Makes an empty file whose header goes on where <paramref name="previous"/> ends.</summary>
    /// <exception cref="IOException">Nothing is left behind.</exception>
    public static IndexFile Create(IStoreFiles files, string path, int slots, int entries, IndexFile? previous)
    {
        IStoreFile file = files.Open(path, StoreFileMode.CreateNew);
        try
        {
            file.SetLength(IndexFormat.FileBytes(slots, entries));
            long headBytes = IndexFormat.EntryPosition(slots, 0);
            file.Reserve(0, headBytes);
            var index = new IndexFile(file, slots, entries) { _reservedBytes = headBytes, _nextEntry = 1 };
            index._mapping.Prefault(0, (int)headBytes);
            index.WriteInt32(IndexFormat.NextEntry, 1);
            if (previous is not null) index.Continue(previous);
            return index;
        }
        catch
        {
            file.Dispose();
            files.DeleteFile(path);
            throw;
        }
    }

    /// <summary>Opens a file of the right size.</summary>
    public static IndexFile Open(IStoreFiles files, string path, int slots, int entries)
    {
        IStoreFile file = files.Open(path, StoreFileMode.OpenExisting);
        try
        {
            var index = new IndexFile(file, slots, entries);
            index.ReadHeader();
            return index;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// After a crash: keeps the entries that are whole, of records before <paramref name="logEnd"/>, and makes slots
    /// and header from them; false if there is none.
    /// </summary>
    /// <remarks>
    /// Entries are written once, one behind the other, into zeros, and log offsets never decrease along them: what did
    /// not reach the disk shows. Only of the last one a part may be missing unseen, so it is dropped. Recovery only.
    /// </remarks>
    public bool TryRepair(long logEnd = long.MaxValue)
    {
        // Without the header, which never reached the disk, nothing tells what the seconds count from.
        if (_beginTimestamp <= 0) return false;

        int torn = FindFirstTorn(logEnd);
        _nextEntry = torn == _entries ? _entries : Math.Max(1, torn - 1);
        if (IsEmpty) return false;

        long end = IndexFormat.EntryPosition(_slots, _nextEntry);
        _file.Clear(end, IndexFormat.FileBytes(_slots, _entries) - end);
        RewriteUsedBytes();
        ChainEntries();

        ReadOnlySpan<byte> last = Entry(_nextEntry - 1);
        WriteInt32(IndexFormat.SlotsInUse, _slotsInUse);
        WriteInt32(IndexFormat.NextEntry, _nextEntry);
        WriteEnd(
            BinaryPrimitives.ReadInt64BigEndian(last[IndexFormat.EntryLogOffset..]),
            _beginTimestamp + (BinaryPrimitives.ReadInt32BigEndian(last[IndexFormat.EntrySeconds..]) * 1000L));

        // Else entries that were cleared, and lead to what the log has lost, could come back between those that follow.
        Flush();
        return true;
    }

    /// <summary>Keeps the file mapped until <see cref="Release"/>; false when it is on its way out.</summary>
    public bool TryHold()
    {
        int holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            int seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders) return true;
            holders = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0) return;
        _mapping.Dispose();
        _file.Dispose();
    }

    public void Flush() => _file.Flush();

    /// <summary>Adds an entry to a file that is not full. The writer only.</summary>
    /// <exception cref="IOException">The disk is full; nothing was changed.</exception>
    public void Add(int hash, long logOffset, long storeTimestamp)
    {
        int number = _nextEntry;
        Reserve(IndexFormat.EntryPosition(_slots, number + 1));
        bool isFirst = number == 1;
        if (isFirst) WriteBegin(logOffset, storeTimestamp);

        long slotPosition = IndexFormat.SlotPosition(hash % _slots);
        int previous = ReadSlot(slotPosition);
        Span<byte> entry = Entry(number);
        BinaryPrimitives.WriteInt32BigEndian(entry, hash);
        BinaryPrimitives.WriteInt64BigEndian(entry[IndexFormat.EntryLogOffset..], logOffset);
        BinaryPrimitives.WriteInt32BigEndian(entry[IndexFormat.EntrySeconds..], SecondsSinceBegin(storeTimestamp));
        BinaryPrimitives.WriteInt32BigEndian(entry[IndexFormat.EntryPrevious..], previous);

        Volatile.Write(ref _nextEntry, number + 1);
        Volatile.Write(ref Int32At(slotPosition), BigEndian(number)); // Publishes the entry.
        if (previous == 0) WriteInt32(IndexFormat.SlotsInUse, ++_slotsInUse);
        WriteInt32(IndexFormat.NextEntry, number + 1);
        WriteEnd(logOffset, storeTimestamp);
    }

    /// <summary>
    /// Appends to <paramref name="logOffsets"/> from <paramref name="count"/> on, newest first, until it is full.
    /// </summary>
    /// <remarks>
    /// Entries tell time in whole seconds only, so up to one second too much is taken at both ends, rather than too
    /// little.
    /// </remarks>
    public void Find(int hash, long beginTimestamp, long endTimestamp, Span<long> logOffsets, ref int count)
    {
        int next = Volatile.Read(ref _nextEntry);
        int number = ReadSlot(IndexFormat.SlotPosition(hash % _slots));
        while (number > 0 && number < next && count < logOffsets.Length)
        {
            ReadOnlySpan<byte> entry = Entry(number);
            int seconds = BinaryPrimitives.ReadInt32BigEndian(entry[IndexFormat.EntrySeconds..]);
            long earliest = BeginTimestamp + (seconds * 1000L);
            long latest = earliest + 999;
            if (seconds < 0 || latest < beginTimestamp) return;
            if (BinaryPrimitives.ReadInt32BigEndian(entry) == hash && earliest <= endTimestamp)
            {
                logOffsets[count++] = BinaryPrimitives.ReadInt64BigEndian(entry[IndexFormat.EntryLogOffset..]);
            }

            next = number; // A chain leads to ever older entries; anything else is damage, and might be a circle.
            number = BinaryPrimitives.ReadInt32BigEndian(entry[IndexFormat.EntryPrevious..]);
        }
    }

    private void ReadHeader()
    {
        ReadOnlySpan<byte> header = _mapping.GetSpan(0, IndexFormat.HeaderBytes);
        _beginTimestamp = BinaryPrimitives.ReadInt64BigEndian(header);
        _endTimestamp = BinaryPrimitives.ReadInt64BigEndian(header[IndexFormat.EndTimestamp..]);
        _endLogOffset = BinaryPrimitives.ReadInt64BigEndian(header[IndexFormat.EndLogOffset..]);
        _slotsInUse = BinaryPrimitives.ReadInt32BigEndian(header[IndexFormat.SlotsInUse..]);
        _nextEntry = Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(header[IndexFormat.NextEntry..]), 1, _entries);
    }

    private int FindFirstTorn(long logEnd)
    {
        long previous = 0;
        for (int number = 1; number < _entries; number++)
        {
            ReadOnlySpan<byte> entry = Entry(number);
            long logOffset = BinaryPrimitives.ReadInt64BigEndian(entry[IndexFormat.EntryLogOffset..]);
            bool isWhole = logOffset >= previous
                && logOffset < logEnd
                && entry.ContainsAnyExcept((byte)0)
                && BinaryPrimitives.ReadInt32BigEndian(entry) >= 0
                && BinaryPrimitives.ReadInt32BigEndian(entry[IndexFormat.EntrySeconds..]) >= 0;
            if (!isWhole) return number;
            previous = logOffset;
        }

        return _entries;
    }

    private void ChainEntries()
    {
        for (int slot = 0; slot < _slots; slot++) WriteInt32(IndexFormat.SlotPosition(slot), 0);
        _slotsInUse = 0;
        for (int number = 1; number < _nextEntry; number++)
        {
            Span<byte> entry = Entry(number);
            long slot = IndexFormat.SlotPosition(BinaryPrimitives.ReadInt32BigEndian(entry) % _slots);
            int previous = ReadSlot(slot);
            if (previous == 0) _slotsInUse++;
            BinaryPrimitives.WriteInt32BigEndian(entry[IndexFormat.EntryPrevious..], previous);
            WriteInt32(slot, number);
        }
    }

    private void Continue(IndexFile previous)
    {
        WriteBegin(previous.EndLogOffset, previous.EndTimestamp);
        WriteEnd(previous.EndLogOffset, previous.EndTimestamp);
    }

    private void WriteBegin(long logOffset, long timestamp)
    {
        WriteInt64(0, timestamp);
        WriteInt64(IndexFormat.BeginLogOffset, logOffset);
        Volatile.Write(ref _beginTimestamp, timestamp);
    }

    private void WriteEnd(long logOffset, long timestamp)
    {
        WriteInt64(IndexFormat.EndTimestamp, timestamp);
        WriteInt64(IndexFormat.EndLogOffset, logOffset);
        Volatile.Write(ref _endTimestamp, timestamp);
        Volatile.Write(ref _endLogOffset, logOffset);
    }

    private int SecondsSinceBegin(long timestamp) =>
        _beginTimestamp <= 0 ? 0 : (int)Math.Clamp((timestamp - _beginTimestamp) / 1000, 0, int.MaxValue);

    /// <summary>The newest entry of a slot; what cannot be one counts as none, as upstream takes it.</summary>
    private int ReadSlot(long position)
    {
        int number = BigEndian(Volatile.Read(ref Int32At(position)));
        return number > 0 && number < Volatile.Read(ref _nextEntry) ? number : 0;
    }

    private void Reserve(long end)
    {
        if (end <= _reservedBytes) return;
        if (_reservedBytes == 0)
        {
            RewriteUsedBytes();
            if (end <= _reservedBytes) return;
        }

        long fileBytes = IndexFormat.FileBytes(_slots, _entries);
        long target = Math.Min(fileBytes, _reservedBytes + ReserveStepBytes);
        _file.Reserve(_reservedBytes, target - _reservedBytes);
        _mapping.Prefault(_reservedBytes, (int)(target - _reservedBytes));
        _reservedBytes = target;
    }

    /// <summary>
    /// Takes the space of a file that was written by somebody else, and may have holes, by writing it once more.
    /// </summary>
    private void RewriteUsedBytes()
    {
        long used = IndexFormat.EntryPosition(_slots, _nextEntry);
        long end = Math.Min((used + PageBytes - 1) / PageBytes * PageBytes, IndexFormat.FileBytes(_slots, _entries));
        for (long position = 0; position < end; position += CopyBytes)
        {
            int bytes = (int)Math.Min(CopyBytes, end - position);
            _file.Write(position, _mapping.GetSpan(position, bytes));
        }

        _reservedBytes = end;
    }

    private Span<byte> Entry(int number) =>
        _mapping.GetSpan(IndexFormat.EntryPosition(_slots, number), IndexFormat.EntryBytes);

    private ref int Int32At(long position) => ref MemoryMarshal.AsRef<int>(_mapping.GetSpan(position, sizeof(int)));

    private void WriteInt32(long position, int value) =>
        BinaryPrimitives.WriteInt32BigEndian(_mapping.GetSpan(position, sizeof(int)), value);

    private void WriteInt64(long position, long value) =>
        BinaryPrimitives.WriteInt64BigEndian(_mapping.GetSpan(position, sizeof(long)), value);

    private static int BigEndian(int value) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}
