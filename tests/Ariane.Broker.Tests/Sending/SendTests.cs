using System.Text;
using Ariane.Broker.Sending;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Sending;

public sealed class SendTests : IAsyncLifetime
{
    private BrokerHost _host = null!;
    private RemotingConnection _client = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync();
        _client = await _host.ConnectAsync();
        await _client.CreateTopicAsync("T");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Send_Message_IsStoredWithAllItHas()
    {
        SendMessageRequest request = Calls.Send("T", "TAGS=A;MSG_REGION=else;POP_CK=x;mine=1", queueId: 1) with
        {
            Flag = 7, BornTimestamp = 123, ReconsumeTimes = 2, SysFlag = 1,
        };
        RemotingResponse sent = await _client.CallAsync(request, "body"u8.ToArray());
        SendMessageResponse answer = sent.ReadHeader<SendMessageResponse>();
        RemotingResponse pulled = await _client.CallAsync(Calls.Pull("T", 0, queueId: 1));

        Assert.Equal((ResponseCode.Success, 1, 0L), (sent.Code, answer.QueueId, answer.QueueOffset));
        Assert.Equal(("DefaultRegion", true), (answer.Region, answer.TraceOn));
        string stored = Calls.Records(
            pulled,
            static (in MessageRecord record) =>
                $"{Encoding.UTF8.GetString(record.Topic)} {record.QueueId} {record.Flag} {record.BornTimestamp} "
                + $"{record.ReconsumeTimes} {record.SysFlag} {record.StoreHost} {Encoding.UTF8.GetString(record.Body)}")
            .Single();
        Assert.Equal("T 1 7 123 2 Compressed 127.0.0.2:20911 body", stored);
        string unique = answer.TransactionIdText!;
        Assert.Equal(
            Calls.Separate(
                $"TAGS=A;mine=1;MSG_REGION=DefaultRegion;TRACE_ON=true;CLUSTER=DefaultCluster;UNIQ_KEY={unique};"),
            Calls.Properties(pulled).Single());
    }

    [Fact]
    public async Task Send_OffsetMessageId_FindsTheMessage()
    {
        RemotingResponse sent = await _client.SendAsync("T", "find me");
        Assert.True(
            MessageId.TryParseOffsetId(sent.ReadHeader<SendMessageResponse>().MsgIdText, out _, out long offset));
        RemotingResponse found = await _client.CallAsync(new ViewMessageRequest(offset));

        Assert.Equal(["find me"], Calls.Bodies(found));
    }

    [Theory]
    [InlineData("DELAY=3")]
    [InlineData("TIMER_DELIVER_MS=1")]
    [InlineData("TIMER_DELAY_SEC=1")]
    [InlineData("TRAN_MSG=true")]
    [InlineData("INNER_NUM=2")]
    public async Task Send_WhatIsNotSupported_IsRefusedAndNotStored(string properties)
    {
        RemotingResponse response = await _client.SendAsync("T", "x", properties);

        Assert.Equal(ResponseCode.MessageIllegal, response.Code);
        Assert.Contains("not supported by this version", response.Remark, StringComparison.Ordinal);
        Assert.Equal(0, _host.Broker.Store.AppendedOffset);
    }

    [Theory]
    [InlineData(MessageSysFlag.Prepared)]
    [InlineData(MessageSysFlag.Rollback)]
    [InlineData(MessageSysFlag.InnerBatch)]
    public async Task Send_FlagThatIsNotSupported_IsRefused(MessageSysFlag flag)
    {
        RemotingResponse response =
            await _client.CallAsync(Calls.Send("T") with { SysFlag = (int)flag }, "x"u8.ToArray());

        Assert.Equal(ResponseCode.MessageIllegal, response.Code);
    }

    [Fact]
    public async Task Send_NewTopic_IsCreatedAfterTheModelAndSaved()
    {
        RemotingResponse response = await _client.SendAsync("Brand-new", "first");

        Assert.Equal(ResponseCode.Success, response.Code);
        Assert.Contains("Brand-new", _host.ReadConfig("topics.json"), StringComparison.Ordinal);
        RemotingResponse found = await _client.CallAsync(new GetTopicConfigRequest("Brand-new"));
        Assert.True(TopicConfig.TryParse(found.Body.Span, out TopicConfig? config, out _));
        Assert.Equal((4, 4), (config.ReadQueueNums, config.WriteQueueNums));
        Assert.Equal(TopicPermission.Read | TopicPermission.Write, config.Perm);
        Assert.Equal(["first"], Calls.Bodies(await _client.CallAsync(Calls.Pull("Brand-new", 0))));
    }

    [Fact]
    public async Task Send_NewTopicOneway_IsStored()
    {
        await _client.SendOnewayAsync(Calls.Send("Brand-new"), "first"u8.ToArray(), CancellationToken.None);

        await Eventually.IsTrueAsync(() => _host.Broker.Store.GetMaxOffset("Brand-new", 0) == 1);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(100, 8)]
    public async Task Send_NewTopic_HasTheSmallerOfBothQueueCounts(int wanted, int expected)
    {
        await _client.CallAsync(Calls.Send("Brand-new") with { DefaultTopicQueueNums = wanted }, "x"u8.ToArray());

        RemotingResponse found = await _client.CallAsync(new GetTopicConfigRequest("Brand-new"));
        Assert.True(TopicConfig.TryParse(found.Body.Span, out TopicConfig? config, out _));
        Assert.Equal(expected, config.WriteQueueNums);
    }

    [Fact]
    public async Task Send_ToRetryTopicOfAGroup_CreatesItEvenWithoutAModel()
    {
        RemotingResponse response = await _client.CallAsync(
            Calls.Send("%RETRY%CG") with { DefaultTopic = null }, "again"u8.ToArray());

        Assert.Equal(ResponseCode.Success, response.Code);
        Assert.Equal(1, _host.Broker.Store.GetMaxOffset("%RETRY%CG", 0));
    }

    [Theory]
    [InlineData(16, null, false)]
    [InlineData(17, null, true)]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, false)]
    public async Task Send_RetriedTooOften_GoesToTheDeadLetters(int times, int? most, bool expected)
    {
        RemotingResponse response = await _client.CallAsync(
            Calls.Send("%RETRY%CG", "DELAY=0;K=1") with { ReconsumeTimes = times, MaxReconsumeTimes = most },
            "again"u8.ToArray());

        Assert.Equal(ResponseCode.Success, response.Code);
        Assert.Equal(0, response.ReadHeader<SendMessageResponse>().QueueId);
        Assert.Equal(expected ? 1 : 0, _host.Broker.Store.GetMaxOffset("%DLQ%CG", 0));
        Assert.Equal(expected ? 0 : 1, _host.Broker.Store.GetMaxOffset("%RETRY%CG", 0));
        if (!expected) return;
        RemotingResponse dead = await _client.CallAsync(Calls.Pull("%DLQ%CG", 0));
        Assert.Contains(Calls.Separate("DELAY=-1;"), Calls.Properties(dead).Single(), StringComparison.Ordinal);
        Assert.Contains("%DLQ%CG", _host.ReadConfig("topics.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_RetryWhileAQueueIsLocked_GoesToTheDeadLetters()
    {
        await _client.CallAsync(
            new LockQueuesRequest(), new QueueLockRequest("CG", "c", [new MessageQueue("T", "broker-a", 0)]));
        await _client.CallAsync(Calls.Send("%RETRY%CG", "DELAY=3") with { ReconsumeTimes = 1 }, "again"u8.ToArray());

        Assert.Equal(1, _host.Broker.Store.GetMaxOffset("%DLQ%CG", 0));
    }

    [Fact]
    public async Task Send_BeforeTheTimeToAccept_IsRefused()
    {
        await using BrokerHost host = await BrokerHost.StartAsync(options => options with
        {
            Sending = new SendOptions { AcceptFrom = _host.Time.GetUtcNow().AddHours(1) },
        });
        RemotingConnection client = await host.ConnectAsync();
        Assert.Equal(ResponseCode.SystemError, (await client.SendAsync("TBW102", "x")).Code);

        for (int i = 0; i < 61; i++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(1));
            await client.CallAsync(new GetMaxOffsetRequest("T", 0));
        }

        Assert.Equal(ResponseCode.Success, (await client.SendAsync("TBW102", "x")).Code);
    }

    [Fact]
    public async Task Send_Stopped_IsRefusedAndWhatWasAcknowledgedIsThere()
    {
        await _client.SendAsync("T", "kept");
        await _host.RestartAsync();
        RemotingConnection client = await _host.ConnectAsync();

        Assert.Equal(["kept"], Calls.Bodies(await client.CallAsync(Calls.Pull("T", 0))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_WithSynchronousFlush_IsAnsweredOnceOnDisk(bool skipsDisk)
    {
        await using BrokerHost host = await BrokerHost.StartAsync(
            static options => options with { Store = options.Store with { SyncFlush = true } });
        RemotingConnection client = await host.ConnectAsync();
        await client.CreateTopicAsync("T");
        var sends = new List<Task<RemotingResponse>>();
        string wait = skipsDisk ? "WAIT=false;" : "";
        for (int i = 0; i < 100; i++) sends.Add(client.SendAsync("T", "m" + i, wait + "UNIQ_KEY=k" + i));

        for (int i = 0; i < sends.Count; i++)
        {
            RemotingResponse response = await sends[i];
            SendMessageResponse header = response.ReadHeader<SendMessageResponse>();
            Assert.Equal(
                (ResponseCode.Success, i, "k" + i), (response.Code, header.QueueOffset, header.TransactionIdText));
            Assert.True(MessageId.TryParseOffsetId(header.MsgIdText, out _, out long offset));
            if (!skipsDisk) Assert.True(host.Broker.Store.DurableOffset > offset);
        }
    }
}
