using System.Buffers;
using System.Diagnostics;
using Ariane.Storage.CommitLogs;

namespace Ariane.Storage.Reading;

/// <summary>The outcome of a read: positions, and the stored records without a copy. Not thread-safe.</summary>
/// <remarks>
/// Holds leases on log segments until <see cref="Release"/>: a holder must release it promptly. Reusable after
/// release; kept in a pool by whoever reads often.
/// </remarks>
public sealed class ReadResult
{
    private const int InitialRecords = 32;

    private LogSlice[] _records = [];

    public ReadStatus Status { get; private set; } = ReadStatus.NotAvailable;

    /// <summary>Where the next read should begin.</summary>
    public long NextOffset { get; private set; }

    public long MinOffset { get; private set; }

    public long MaxOffset { get; private set; }

    /// <summary>Messages found; an inner batch counts as many as it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Sum of the records' sizes.</summary>
    public int Bytes { get; private set; }

    /// <summary>The reader is so far behind that a slave should serve it.</summary>
    public bool SuggestSlave { get; internal set; }

    /// <summary>How many records <see cref="GetRecord"/> knows.</summary>
    public int RecordCount { get; private set; }

    /// <summary>Copies all records, one after the other, <see cref="Bytes"/> in all.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        foreach (ref readonly LogSlice record in _records.AsSpan(0, RecordCount)) output.Write(record.Span);
    }

    /// <summary>One record; valid until <see cref="Release"/>.</summary>
    public ReadOnlySpan<byte> GetRecord(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)RecordCount, nameof(index));
        return _records[index].Span;
    }

    /// <summary>Gives the leases back and forgets everything. May be repeated.</summary>
    public void Release()
    {
        for (int i = 0; i < RecordCount; i++)
        {
            _records[i].Dispose();
            _records[i] = default;
        }

        Status = ReadStatus.NotAvailable;
        NextOffset = MinOffset = MaxOffset = 0;
        Count = Bytes = RecordCount = 0;
        SuggestSlave = false;
    }

    /// <summary>Takes over a record and its lease.</summary>
    internal void Add(in LogSlice record)
    {
        if (RecordCount == _records.Length) Array.Resize(ref _records, Math.Max(InitialRecords, _records.Length * 2));
        _records[RecordCount++] = record;
        Bytes += record.Bytes;
        Count++;
    }

    internal void Complete(ReadStatus status, long nextOffset)
    {
        Debug.Assert((status == ReadStatus.Found) == (RecordCount > 0));
        Status = status;
        NextOffset = nextOffset;
    }

    internal void SetRange(long minOffset, long maxOffset)
    {
        MinOffset = minOffset;
        MaxOffset = maxOffset;
    }
}
