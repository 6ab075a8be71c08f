using Ariane.NameServer.KeyValues;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.NameServer.Tests.KeyValues;

public sealed class KeyValueConfigStoreTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private string FilePath => _directory.File("namesrv/kvConfig.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task PutAsync_NewDirectory_WritesUpstreamsFormat()
    {
        using var store = Open();
        await store.TryPutAsync("ORDER_TOPIC_CONFIG", "TopicA", "broker-a:4;broker-b:4", CancellationToken.None);

        Assert.Equal(
            """{"configTable":{"ORDER_TOPIC_CONFIG":{"TopicA":"broker-a:4;broker-b:4"}}}""",
            File.ReadAllText(FilePath));
    }

    [Fact]
    public void Open_UpstreamsFile_IsRead()
    {
        Write(FilePath, """{"configTable":{"ns1":{},"ORDER_TOPIC_CONFIG":{"AdmOrder2":"broker-a:8"}}}""");
        using var store = Open();

        Assert.Equal("broker-a:8", store.Find("ORDER_TOPIC_CONFIG", "AdmOrder2"));
        Assert.Empty(store.FindNamespace("ns1")!.Table);
        Assert.Null(store.FindNamespace("none"));
    }

    [Fact]
    public async Task DeleteAsync_LastKey_KeepsTheNamespace()
    {
        using var store = Open();
        await store.TryPutAsync("n", "k", "v", CancellationToken.None);
        await store.DeleteAsync("n", "k", CancellationToken.None);
        await store.DeleteAsync("none", "k", CancellationToken.None);

        Assert.Null(store.Find("n", "k"));
        Assert.NotNull(store.FindNamespace("n"));
        Assert.Null(store.FindNamespace("none"));
    }

    [Fact]
    public async Task Open_DamagedFile_TakesTheBackup()
    {
        using (var store = Open())
        {
            await store.TryPutAsync("n", "k", "old", CancellationToken.None);
            await store.TryPutAsync("n", "k", "new", CancellationToken.None);
        }

        File.WriteAllText(FilePath, "{\"configTable\":{\"n\"");
        using var again = Open();
        Assert.Equal("old", again.Find("n", "k"));
    }

    [Fact]
    public void Open_NothingReadable_NamesTheFile()
    {
        Write(FilePath, "nonsense");
        var exception = Assert.Throws<InvalidDataException>(Open);
        Assert.Contains(FilePath, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PutAsync_DirectoryCannotBeMade_ChangesNothing()
    {
        Write(_directory.File("namesrv"), "a file in the way");
        using var store = Open();
        await Assert.ThrowsAnyAsync<IOException>(() => store.TryPutAsync("n", "k", "v", CancellationToken.None));

        Assert.Null(store.Find("n", "k"));
    }

    private static void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private KeyValueConfigStore Open() => KeyValueConfigStore.Open(FilePath, NullLogger<KeyValueConfigStore>.Instance);
}
