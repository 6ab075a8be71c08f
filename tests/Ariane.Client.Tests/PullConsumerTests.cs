using System.IO.Compression;
using System.Text;
using Ariane.Client.Messages;
using Ariane.Client.Pulling;
using Ariane.Client.Tests.Fakes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Tests;

public sealed class PullConsumerTests
{
    private static readonly MessageQueue Queue = new(FakeCluster.Topic, "broker-0", 0);

    [Fact]
    public async Task PullAsync_MessagesThere_BringsThemAndWhereToGoOn()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        for (int count = 0; count < 5; count++) cluster.Broker.Store(FakeCluster.Topic, 0, new byte[] { (byte)count });
        PullConsumer consumer = cluster.Connect().CreatePullConsumer(FakeCluster.Group);

        PullResult result = await consumer.PullAsync(Queue, 1, new PullOptions { MaxMessages = 3 });

        Assert.Equal(PullStatus.Found, result.Status);
        Assert.Equal([1L, 2L, 3L], result.Messages.Select(message => message.QueueOffset));
        Assert.Equal((4L, 0L, 5L), (result.NextOffset, result.MinOffset, result.MaxOffset));
    }

    [Fact]
    public async Task PullAsync_NothingThere_WaitsForTheNextMessage()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        PullConsumer consumer = cluster.Connect().CreatePullConsumer(FakeCluster.Group);

        Task<PullResult> pulling = consumer.PullAsync(Queue, 0).AsTask();
        await cluster.Broker.Pulls.WaitForAsync(1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "late"u8.ToArray());

        Assert.Equal("late", Encoding.UTF8.GetString((await pulling.WaitAsync(Patience.Limit)).Messages[0].Body.Span));
    }

    [Fact]
    public async Task PullAsync_NothingThereAndNoWait_AnswersAtOnce()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        PullConsumer consumer = cluster.Connect().CreatePullConsumer(FakeCluster.Group);

        PullResult result = await consumer.PullAsync(Queue, 0, new PullOptions { Wait = TimeSpan.Zero });

        Assert.Equal(PullStatus.NoNewMessage, result.Status);
        Assert.Empty(result.Messages);
    }

    [Fact]
    public async Task PullAsync_OffsetOutsideTheQueue_SaysWhereToGoOn()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        cluster.Broker.DropBefore(FakeCluster.Topic, 0, 50);
        PullConsumer consumer = cluster.Connect().CreatePullConsumer(FakeCluster.Group);

        PullResult result = await consumer.PullAsync(Queue, 7);

        Assert.Equal((PullStatus.OffsetIllegal, 50L), (result.Status, result.NextOffset));
    }

    [Fact]
    public async Task PullAsync_Tags_AreSentAlongAndComparedAgain()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        cluster.Broker.Store(FakeCluster.Topic, 0, "1"u8.ToArray(), "TAGS\u0001Aa\u0002");
        cluster.Broker.Store(FakeCluster.Topic, 0, "2"u8.ToArray(), "TAGS\u0001BB\u0002");
        PullConsumer consumer = cluster.Connect().CreatePullConsumer(FakeCluster.Group);

        PullResult result = await consumer.PullAsync(Queue, 0, new PullOptions { Tags = "BB || C" });

        Assert.Equal(1, Assert.Single(result.Messages).QueueOffset);
        Assert.Equal(2, result.NextOffset);
        PullMessageRequest request = cluster.Broker.Pulls.All[0];
        Assert.Equal(("BB || C", "TAG", 6), (request.Subscription, request.ExpressionType, request.SysFlag));
    }

    [Theory]
    [InlineData(MessageSysFlag.Compressed | MessageSysFlag.CompressionZlib)]
    [InlineData(MessageSysFlag.Compressed)]
    public async Task PullAsync_ZlibBody_IsInflated(MessageSysFlag flags)
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        cluster.Broker.Store(FakeCluster.Topic, 0, Compress("hello"u8), flags: flags);

        ReceivedMessage message = (await cluster.Connect().CreatePullConsumer("g").PullAsync(Queue, 0)).Messages[0];

        Assert.Equal("hello", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal(BodyEncoding.None, message.BodyEncoding);
    }

    [Theory]
    [InlineData(MessageSysFlag.Compressed | MessageSysFlag.CompressionZlib, BodyEncoding.Zlib)]
    [InlineData(MessageSysFlag.Compressed | MessageSysFlag.CompressionLz4, BodyEncoding.Lz4)]
    [InlineData(MessageSysFlag.Compressed | MessageSysFlag.CompressionZstd, BodyEncoding.Zstd)]
    public async Task PullAsync_BodyThatCannotBeInflated_IsGivenAsStored(MessageSysFlag flags, BodyEncoding expected)
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        cluster.Broker.Store(FakeCluster.Topic, 0, "no zlib"u8.ToArray(), flags: flags);

        ReceivedMessage message = (await cluster.Connect().CreatePullConsumer("g").PullAsync(Queue, 0)).Messages[0];

        Assert.Equal("no zlib", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal(expected, message.BodyEncoding);
    }

    [Fact]
    public async Task CommitAsync_Offset_IsWhatGetCommittedReturns()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        PullConsumer consumer = cluster.Connect().CreatePullConsumer(FakeCluster.Group);

        Assert.Null(await consumer.GetCommittedAsync(Queue));
        await consumer.CommitAsync(Queue, 42);

        Assert.Equal(42, await consumer.GetCommittedAsync(Queue));
    }

    [Fact]
    public async Task Offsets_Queue_AreTheBrokers()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        cluster.Broker.DropBefore(FakeCluster.Topic, 0, 5);
        cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1]);
        ArianeClient client = cluster.Connect();

        Assert.Equal(5, await client.Offsets.GetMinAsync(Queue));
        Assert.Equal(6, await client.Offsets.GetMaxAsync(Queue));
        Assert.Equal(1, await client.Offsets.FindAsync(Queue, DateTimeOffset.FromUnixTimeMilliseconds(123)));
        Assert.Equal([123L], cluster.Broker.Searches.All);
    }

    private static byte[] Compress(ReadOnlySpan<byte> body)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal)) zlib.Write(body);
        return output.ToArray();
    }
}
