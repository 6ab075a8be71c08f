using System.Diagnostics;
using System.Globalization;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging.Abstractions;
using static Ariane.Storage.Tests.StoreFixture;

namespace Ariane.Storage.Tests.Files;

public sealed class PhysicalFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ariane-files-").FullName;
    private readonly PhysicalFiles _files = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Map_BytesStoredAndFlushed_AreInTheFile()
    {
        string path = Path.Combine(_root, "file");
        using (IStoreFile file = _files.Open(path, StoreFileMode.CreateNew))
        {
            file.SetLength(1 << 20);
            file.Reserve(0, 1 << 16);
            using IStoreMapping mapping = file.Map();
            "hello"u8.CopyTo(mapping.GetSpan(5000, 5));
            file.Flush();
        }

        byte[] content = File.ReadAllBytes(path);
        Assert.Equal(1 << 20, content.Length);
        Assert.Equal("hello"u8, content.AsSpan(5000, 5));
    }

    [Fact]
    public void TryWrite_ClosedFile_WritesIntoIt()
    {
        string path = Path.Combine(_root, "Größe");
        File.WriteAllBytes(path, new byte[100]);

        Assert.True(_files.TryWrite(path, 40, "hello"u8));

        byte[] content = File.ReadAllBytes(path);
        Assert.Equal(100, content.Length);
        Assert.Equal("hello"u8, content.AsSpan(40, 5));
    }

    [Fact]
    public void TryWrite_NoSuchFile_CreatesNone()
    {
        string path = Path.Combine(_root, "file");

        Assert.False(_files.TryWrite(path, 0, "hello"u8));

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void TryWrite_DiskRefuses_Fails() =>
        Assert.Throws<IOException>(() => _files.TryWrite("/dev/full", 0, "hello"u8));

    [Fact]
    public async Task Reserve_TakesDiskSpaceWithoutGrowing()
    {
        string path = Path.Combine(_root, "file");
        using IStoreFile file = _files.Open(path, StoreFileMode.CreateNew);
        file.SetLength(1 << 22);
        Assert.InRange(await UsedKibibytesAsync(path), 0, 64);

        file.Reserve(0, 1 << 22);

        Assert.Equal(1 << 22, file.Bytes);
        Assert.InRange(await UsedKibibytesAsync(path), 4096, 4096 + 64);
    }

    [Fact]
    public void Clear_MappedBytes_BecomeZero()
    {
        using IStoreFile file = _files.Open(Path.Combine(_root, "file"), StoreFileMode.CreateNew);
        file.SetLength(20_000);
        using IStoreMapping mapping = file.Map();
        mapping.GetSpan(0, 20_000).Fill(7);

        file.Clear(5000, 15_000);

        Assert.False(mapping.GetSpan(0, 5000).ContainsAnyExcept((byte)7));
        Assert.False(mapping.GetSpan(5000, 15_000).ContainsAnyExcept((byte)0));
        Assert.Equal(20_000, file.Bytes);
    }

    [Theory]
    [InlineData(100, 101)]
    [InlineData(100, 4095)]
    [InlineData(100, 4096)]
    [InlineData(100, 900_000)]
    [InlineData(4096, 4096)]
    [InlineData(100, 999_999)]
    public void Clear_SparseFileWithOneByteBehind_MakesItZeroAndNothingElse(int from, int at)
    {
        using IStoreFile file = _files.Open(Path.Combine(_root, "file"), StoreFileMode.CreateNew);
        file.SetLength(1_000_000);
        file.Write(from - 1, [7]);
        file.Write(at, [7]);

        file.Clear(from, 1_000_000 - from);

        byte[] content = new byte[1_000_000];
        Assert.Equal(content.Length, file.Read(0, content));
        Assert.Equal(7, content[from - 1]);
        Assert.False(content.AsSpan(from).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void GetSpan_OutsideOrAfterDisposal_Throws()
    {
        using IStoreFile file = _files.Open(Path.Combine(_root, "file"), StoreFileMode.CreateNew);
        file.SetLength(4096);
        IStoreMapping mapping = file.Map();

        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.GetSpan(4000, 97));
        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.GetSpan(-1, 1));
        mapping.Dispose();
        Assert.Throws<ObjectDisposedException>(() => mapping.GetSpan(0, 1));
    }

    [Fact]
    public void TryLock_SecondHandleOfTheSameProcess_IsRefusedUntilTheFirstCloses()
    {
        string path = Path.Combine(_root, "lock");
        IStoreFile first = _files.Open(path, StoreFileMode.OpenOrCreate);
        using IStoreFile second = _files.Open(path, StoreFileMode.OpenOrCreate);

        Assert.True(first.TryLock());
        Assert.False(second.TryLock());
        first.Dispose();
        Assert.True(second.TryLock());
    }

    [Fact]
    public void List_FilesAndDirectories_SortedWithSizes()
    {
        Directory.CreateDirectory(Path.Combine(_root, "b"));
        File.WriteAllBytes(Path.Combine(_root, "a"), new byte[3]);
        File.WriteAllBytes(Path.Combine(_root, "B"), new byte[4]);

        IReadOnlyList<StoreEntry> entries = _files.List(_root);

        Assert.Equal([("B", false, 4), ("a", false, 3), ("b", true, 0)],
            entries.Select(entry => (entry.Name, entry.IsDirectory, entry.Bytes)));
        Assert.Empty(_files.List(Path.Combine(_root, "missing")));
    }

    [Fact]
    public void GetDiskSpace_MissingDirectory_IsThatOfItsParent() =>
        Assert.Equal(
            _files.GetDiskSpace(_root).TotalBytes, _files.GetDiskSpace(Path.Combine(_root, "x", "y")).TotalBytes);

    [Fact]
    public async Task MessageStore_OnRealFiles_SurvivesACleanStop()
    {
        StoreOptions options = Options with { RootDirectory = _root };
        await using (MessageStore store = await OpenAsync(options))
        {
            for (int i = 0; i < 200; i++) Append(store, "T", 0, $"m{i}");
        }

        await using MessageStore reopened = await OpenAsync(options);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"m{i}"), ReadIds(reopened, "T", 0));
        await Assert.ThrowsAsync<StoreException>(() => OpenAsync(options));
    }

    /// <summary>
    /// What the file itself takes: the space that is free on its disk changes with whatever others do.
    /// </summary>
    private static async Task<int> UsedKibibytesAsync(string path)
    {
        using Process du = Process.Start(new ProcessStartInfo("du", ["-k", path]) { RedirectStandardOutput = true })!;
        string line = await du.StandardOutput.ReadToEndAsync();
        return int.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture);
    }

    private Task<MessageStore> OpenAsync(StoreOptions options) =>
        MessageStore.OpenAsync(
            options, _files, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
}
