using Ariane.Storage.Recovery;
using Ariane.Crash.Files;

namespace Ariane.Storage.Tests.Recovery;

public sealed class SegmentLoaderTests
{
    private const string Directory = "/store/commitlog";
    private const int Bytes = 4096;

    private readonly MemoryFiles _files = new(new ManualTime());

    [Theory]
    [InlineData(100)]
    [InlineData(4097)]
    public void Find_WrongSize_SaysWhichFileAndWhatSize(int bytes)
    {
        Add("00000000000000000000", bytes);
        Add("00000000000000004096", Bytes);

        StoreException exception = Assert.Throws<StoreException>(() => SegmentLoader.Find(_files, Directory, Bytes));
        Assert.Contains(
            $"/store/commitlog/00000000000000000000 has {bytes} bytes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("has 4096 (mappedFileSizeCommitLog)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Gap_SaysWhichSegmentWasExpected()
    {
        Add("00000000000000004096", Bytes);
        Add("00000000000000012288", Bytes);

        StoreException exception = Assert.Throws<StoreException>(() => SegmentLoader.Find(_files, Directory, Bytes));
        Assert.Contains("00000000000000008192 was expected", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("0000000000000000000x")]
    [InlineData("99999999999999999999")]
    public void Find_ForeignFile_IsRefused(string name)
    {
        Add(name, Bytes);

        StoreException exception = Assert.Throws<StoreException>(() => SegmentLoader.Find(_files, Directory, Bytes));
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_OtherSegmentSize_IsRefused()
    {
        Add("00000000000000002048", Bytes);

        Assert.Throws<StoreException>(() => SegmentLoader.Find(_files, Directory, Bytes));
    }

    [Fact]
    public void Load_EmptyLastFile_IsDeleted()
    {
        Add("00000000000000000000", Bytes);
        Add("00000000000000004096", 0);

        Assert.Single(SegmentLoader.Load(_files, Directory, Bytes));
        Assert.False(_files.FileExists(Path.Combine(Directory, "00000000000000004096")));
    }

    [Fact]
    public void Load_NoDirectory_IsNoSegment() => Assert.Empty(SegmentLoader.Load(_files, Directory, Bytes));

    private void Add(string name, int bytes) => _files.WriteAll(Path.Combine(Directory, name), new byte[bytes]);
}
