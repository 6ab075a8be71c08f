using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Recovery;
using Ariane.Storage.Tests.ConsumeQueues;
using static Ariane.Storage.Tests.ConsumeQueues.QueueFixture;

namespace Ariane.Storage.Tests.Recovery;

public sealed class QueueSummaryFileTests
{
    private const string SummaryPath = $"{Root}/queuesummary";

    private readonly ScratchFiles _files = new();

    [Fact]
    public void Take_WhatWasSaved_RestoresQueuesWithOneLookAtOneFile()
    {
        byte[] saved = Save();
        Assert.True(saved.Length > 0);
        ReadOnlyMemory<byte> summary = NewFile().Take(default);
        Assert.False(_files.FileExists(SummaryPath));

        int opened = _files.OpenedInAll;
        using ConsumeQueueTable table = NewTable(_files);
        Assert.True(table.TryRestore(summary.Span, 7));
        Assert.Equal((0, 23), (table.GetOrAdd("orders", 3).MinOffset, table.GetOrAdd("orders", 3).MaxOffset));
        Assert.Equal(Unit(22).EndOffset, table.MaxLogOffset);
        Assert.Equal(7, table.DurableTimestamp);
        Assert.Equal(opened + 1, _files.OpenedInAll);

        Fill(table, "orders", 3, 23, 25);
        Assert.Equal(Enumerable.Range(0, 25).Select(Unit), ReadAll(table.GetOrAdd("orders", 3)));
    }

    [Fact]
    public void Take_AnyByteChanged_BelievesNothing()
    {
        byte[] saved = Save();
        for (int at = 0; at < saved.Length; at++)
        {
            byte[] damaged = [.. saved];
            damaged[at] ^= 0x10;
            _files.WriteAll(SummaryPath, damaged);
            Assert.True(NewFile().Take(default).IsEmpty, $"Byte {at} may be changed.");
        }
    }

    [Fact]
    public void Take_CutAnywhere_BelievesNothing()
    {
        byte[] saved = Save();
        for (int length = 0; length < saved.Length; length++)
        {
            _files.WriteAll(SummaryPath, saved[..length]);
            Assert.True(NewFile().Take(default).IsEmpty, $"{length} bytes are enough.");
        }
    }

    [Fact]
    public void Take_LockTakenSince_BelievesNothing()
    {
        Save();
        Assert.True(NewFile().Take(DateTimeOffset.UnixEpoch).IsEmpty);
    }

    [Fact]
    public void Take_CheckpointWrittenSince_BelievesNothing()
    {
        Save();
        byte[] checkpoint = new byte[4096];
        checkpoint[15] = 1;
        _files.WriteAll($"{Root}/checkpoint", checkpoint);
        Assert.True(NewFile().Take(default).IsEmpty);
    }

    [Fact]
    public void TryRestore_TopicCameOrWent_IsFalse()
    {
        Save();
        ReadOnlyMemory<byte> summary = NewFile().Take(default);

        ScratchFiles more = _files.Copy();
        more.CreateDirectory($"{Root}/consumequeue/new");
        using (ConsumeQueueTable table = NewTable(more)) Assert.False(table.TryRestore(summary.Span, 0));

        using (ConsumeQueueTable table = Reload(_files)) table.DeleteTopic("orders");
        using ConsumeQueueTable without = NewTable(_files);
        Assert.False(without.TryRestore(summary.Span, 0));
        Assert.Empty(without.All);
    }

    [Fact]
    public void TryRestore_FilesDeletedBelowTheirDirectories_TheirQueuesAreUnknown()
    {
        Save();
        ReadOnlyMemory<byte> summary = NewFile().Take(default);
        foreach (string path in _files.Paths) _files.DeleteFile(path);
        using ConsumeQueueTable table = NewTable(_files);
        Assert.True(table.TryRestore(summary.Span, 0));
        Assert.True(table.HasLostFiles);
        Assert.All(table.All, static queue => Assert.True(queue.IsUnknown));
    }

    [Fact]
    public void TryRestore_NewestUnitIsNotInItsFile_IsFalse()
    {
        Save();
        ReadOnlyMemory<byte> summary = NewFile().Take(default);
        foreach (string path in _files.Paths) _files.WriteAll(path, new byte[_files.ReadAll(path).Length]);
        using ConsumeQueueTable table = NewTable(_files);
        Assert.False(table.TryRestore(summary.Span, 0));
        Assert.Empty(table.All);
    }

    [Fact]
    public void TryRestore_OtherSegmentSize_IsFalse()
    {
        Save();
        ReadOnlyMemory<byte> summary = NewFile().Take(default);
        using ConsumeQueueTable table = NewTable(_files, unitsPerSegment: 11);
        Assert.False(table.TryRestore(summary.Span, 0));
    }

    [Fact]
    public void TryRestore_TwentyThousandQueues_OpensOneFile()
    {
        using (ConsumeQueueTable table = NewTable(_files))
        {
            for (int i = 0; i < 20_000; i++) table.Append(table.GetOrAdd("t" + (i % 200), i / 200), 0, Unit(i), i);
            table.Flush(thorough: true);
            NewFile().Save(default, table);
        }

        ReadOnlyMemory<byte> summary = NewFile().Take(default);
        int opened = _files.OpenedInAll;
        using ConsumeQueueTable restored = NewTable(_files);
        Assert.True(restored.TryRestore(summary.Span, 0));
        restored.CorrectMinOffsets(Unit(0).LogOffset);
        Assert.Equal(20_000, restored.All.Count(queue => queue.MaxOffset == 1));
        Assert.Equal(opened + 1, _files.OpenedInAll);
    }

    private byte[] Save()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 3, 0, 23);
        Fill(table, "Größe", 5000, 4, 9);
        _ = table.GetOrAdd("never used", 0);
        table.Flush(thorough: true);
        NewFile().Save(default, table);
        return _files.ReadAll(SummaryPath);
    }

    private QueueSummaryFile NewFile() => new(_files, Root);
}
