using Ariane.Client.Offsets;
using Ariane.Protocol.Bodies;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Client.Tests;

public sealed class LocalOffsetStoreTests : IDisposable
{
    private static readonly MessageQueue Queue = new("TopicA", "broker-a", 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("ariane-offsets-").FullName;

    private string File => Path.Combine(_folder, "client", "group", "offsets.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task CommitAsync_Offsets_AreThereAfterARestartTogetherWithOlderOnes()
    {
        await Open().CommitAsync([new QueueOffset(Queue, 34)], CancellationToken.None);
        await Open().CommitAsync([new QueueOffset(Queue with { QueueId = 2 }, 12)], CancellationToken.None);

        LocalOffsetStore store = Open();
        Assert.Equal(34, await store.ReadAsync(Queue, CancellationToken.None));
        Assert.Equal(12, await store.ReadAsync(Queue with { QueueId = 2 }, CancellationToken.None));
        Assert.Null(await store.ReadAsync(Queue with { QueueId = 3 }, CancellationToken.None));
    }

    [Fact]
    public async Task CommitAsync_File_IsWhatJavaClientsWrite()
    {
        await Open().CommitAsync([new QueueOffset(Queue, 34)], CancellationToken.None);

        Assert.Equal(
            "{\n\t\"offsetTable\":{{\n\t\t\t\"brokerName\":\"broker-a\",\n\t\t\t\"queueId\":1,\n" +
            "\t\t\t\"topic\":\"TopicA\"\n\t\t}:34\n\t}\n}",
            await System.IO.File.ReadAllTextAsync(File));
    }

    [Theory]
    [InlineData("""{"offsetTable":{{"brokerName":"broker-a","queueId":1,"topic":"TopicA"}:34}}""")]
    [InlineData("""{"offsetTable":{"{\"brokerName\":\"broker-a\",\"queueId\":1,\"topic\":\"TopicA\"}":34}}""")]
    public async Task ReadAsync_FormsThatOtherClientsWrite_AreUnderstood(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, content);

        Assert.Equal(34, await Open().ReadAsync(Queue, CancellationToken.None));
    }

    [Fact]
    public async Task CommitAsync_FolderThatCannotBeMade_StoresNothingUntilItCan()
    {
        string occupied = Path.Combine(_folder, "client");
        await System.IO.File.WriteAllTextAsync(occupied, "");
        LocalOffsetStore store = Open();
        QueueOffset[] offsets = [new QueueOffset(Queue, 34)];

        Assert.Empty(await store.CommitAsync(offsets, CancellationToken.None));

        System.IO.File.Delete(occupied);
        Assert.Equal(offsets, await store.CommitAsync(offsets, CancellationToken.None));
    }

    private LocalOffsetStore Open() => new(_folder, "client", "group", NullLogger.Instance);
}
