using System.Text;
using Ariane.Crash.Files;
using Ariane.Crash.Raw;
using Ariane.Storage;
using Ariane.Storage.Files;
using Ariane.Storage.Reading;

namespace Ariane.Crash.Stores;

/// <summary>Reads an open store on every path and compares it with the history. One thread.</summary>
/// <remarks>
/// What it is told by one path it asks of all others: the queue, the unique key, a key that several share, the id
/// (which is the log offset) and the time.
/// </remarks>
internal sealed class LiveAudit(MessageStore store, MemoryFiles files, History history, Findings findings)
{
    private readonly ReadResult _result = new();

    /// <summary>Everything that was promised is there, and nothing else but what was sent.</summary>
    public void Check(Promises promises)
    {
        foreach (((string topic, int queueId), List<SentMessage> sent) in history.Queues)
            CheckQueue(topic, queueId, sent, promises);
        foreach (SentMessage message in history.Unqueued.Where(message => IsToBeThere(message, promises)))
            CheckDirect(message);
        CheckConfig(promises);
    }

    private bool IsToBeThere(SentMessage message, Promises promises) =>
        message.EndOffset <= promises.EndOffset && message.LogOffset >= store.MinLogOffset;

    private void CheckQueue(string topic, int queueId, List<SentMessage> sent, Promises promises)
    {
        string name = $"{topic}-{queueId}";
        long min = store.GetMinOffset(topic, queueId);
        long max = store.GetMaxOffset(topic, queueId);
        if (store.GetMaxOffset(topic, queueId, committed: false) != max)
            findings.Add($"{name}: messages beyond {max} are not dispatched.");
        AdoptInDoubt(topic, queueId, sent, max);
        if (max > sent.Count)
        {
            findings.Add($"{name} ends at {max}, but only {sent.Count} messages were sent to it.");
            return;
        }

        SentMessage? lost = sent.Find(message => message.EndOffset <= promises.EndOffset && message.QueueOffset >= max);
        if (lost is not null) findings.Add($"{lost} is lost: its queue ends at {max}.");
        List<SentMessage> stored = sent.FindAll(
            message => message.QueueOffset < max && message.LogOffset >= store.MinLogOffset);
        long first = stored.Count > 0 ? stored[0].QueueOffset : max;
        if (min != first)
            findings.Add($"{name} begins at {min} instead of {first}; the log begins at {store.MinLogOffset}.");

        List<RawRecord> read = ReadQueue(topic, queueId, min, max);
        if (!read.Select(static record => record.QueueOffset)
            .SequenceEqual(stored.Select(static message => message.QueueOffset)))
        {
            findings.Add($"{name}: read {Ranges(read)}, expected {first} to {max}.");
            return;
        }

        for (int index = 0; index < read.Count; index++)
        {
            Compare(read[index], stored[index], "the queue");
            CheckDirect(stored[index]);
        }

        CheckTimes(topic, queueId, min, max, [.. read.Select(static record => record.StoreTimestamp)]);
    }

    /// <summary>What was appended but not known to be written may be there, at the end of its queue.</summary>
    private void AdoptInDoubt(string topic, int queueId, List<SentMessage> sent, long max)
    {
        foreach (SentMessage message in history.InDoubt)
        {
            bool isOfQueue = message.Topic == topic && message.QueueId == queueId && message.QueueOffset >= 0;
            if (!isOfQueue || sent.Count >= max) continue;
            if (message.QueueOffset == sent.Count) sent.Add(message);
        }
    }

    private List<RawRecord> ReadQueue(string topic, int queueId, long min, long max)
    {
        var records = new List<RawRecord>();
        for (long offset = min; offset < max;)
        {
            store.Read(topic, queueId, offset, 32, 1 << 20, null, _result);
            for (int index = 0; index < _result.RecordCount; index++)
            {
                if (Parse(_result.GetRecord(index)) is { } record) records.Add(record);
                else findings.Add($"{topic}-{queueId}: what is served at or behind {offset} is no whole record.");
            }

            long next = _result.NextOffset;
            ReadStatus status = _result.Status;
            _result.Release();
            if (status is not (ReadStatus.Found or ReadStatus.MessageWasRemoving) || next <= offset)
            {
                findings.Add($"{topic}-{queueId}: reading at {offset} of {max} answers {status}, next {next}.");
                break;
            }

            offset = next;
        }

        return records;
    }

    private void CheckDirect(SentMessage message)
    {
        if (!store.TryReadRecord(message.LogOffset, _result)) findings.Add($"{message} cannot be read by its id.");
        else if (Parse(_result.GetRecord(0)) is { } record) Compare(record, message, "its id");
        _result.Release();
        CheckKey(message, message.UniqueKey, only: true);
        CheckKey(message, message.SharedKey, only: false);
    }

    private void CheckKey(SentMessage message, string key, bool only)
    {
        if (!store.Options.IndexEnabled) return;
        store.QueryByKey(message.Topic, key, 64, 0, long.MaxValue, _result);
        int matches = 0;
        bool isFound = false;
        for (int index = 0; index < _result.RecordCount; index++)
        {
            // The store finds by the hash; telling keys with one hash apart is for whoever asks.
            if (Parse(_result.GetRecord(index)) is not { } record || !record.Keys.Contains(key)) continue;
            matches++;
            isFound |= Payload.Read(record.Body) == message.Number;
        }

        _result.Release();
        if (!isFound) findings.Add($"{message} is not found by the key {key}.");
        if (only && matches > 1) findings.Add($"{message} is found {matches} times by the key {key}.");
    }

    private void CheckTimes(string topic, int queueId, long min, long max, long[] times)
    {
        if (!times.Order().SequenceEqual(times)) findings.Add($"{topic}-{queueId}: store times go back.");
        foreach (long time in times.SelectMany(static time => (long[])[time - 1, time, time + 1]).Distinct())
        {
            long lower = min + times.Count(stored => stored < time);
            long upper = Math.Max(min, min + times.Count(stored => stored <= time) - 1);
            long foundLower = store.FindOffsetByTime(topic, queueId, time, upper: false);
            long foundUpper = store.FindOffsetByTime(topic, queueId, time, upper: true);
            if (foundLower != lower || foundUpper != upper)
            {
                findings.Add(
                    $"{topic}-{queueId}, {min} to {max}: time {time} leads to {foundLower} and {foundUpper}, "
                    + $"not {lower} and {upper}.");
                return;
            }
        }
    }

    private void CheckConfig(Promises promises)
    {
        int version = 0;
        if (new ConfigFile(files, StoreDriver.ConfigPath).TryLoad<int>(ParseVersion, out int found)) version = found;
        if (version < promises.ConfigVersion || version > history.TriedConfig)
            findings.Add($"The configuration is of version {version}, but {promises.ConfigVersion} was saved.");
    }

    private static bool ParseVersion(ReadOnlySpan<byte> content, out int version, out string? error)
    {
        string[] words = Encoding.ASCII.GetString(content).Split(' ');
        bool isWhole = words is ["version", _, "ok"];
        version = isWhole && int.TryParse(words[1], out int number) ? number : -1;
        error = isWhole ? null : "it does not say \"version N ok\"";
        return isWhole;
    }

    private void Compare(RawRecord record, SentMessage message, string path)
    {
        bool isSame = Payload.Read(record.Body) == message.Number
            && record.Topic == message.Topic
            && record.QueueId == message.QueueId
            && record.LogOffset == message.LogOffset
            && (!record.IsQueued || record.QueueOffset == message.QueueOffset)
            && record.Keys.Contains(message.UniqueKey);
        if (!isSame)
            findings.Add(
                $"{message}: by {path} one gets message {Payload.Read(record.Body)} "
                + $"of {record.Topic}-{record.QueueId}.");
    }

    private static RawRecord? Parse(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 36
            ? null
            : RawRecord.TryRead(bytes, System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes[28..]));

    private static string Ranges(List<RawRecord> records) =>
        records.Count == 0
            ? "nothing"
            : $"{records.Count} messages from {records[0].QueueOffset} to {records[^1].QueueOffset + 1}";
}
