using Ariane.Protocol.Bodies;

namespace Ariane.Protocol.Tests.Bodies;

public class HeartbeatTests
{
    [Fact]
    public void TryParse_GoldenHeartbeat_GivesItsSubscriptions()
    {
        HeartbeatData data = BodyText.Parse<HeartbeatData>(GoldenBodies.Load("heartbeat-v2.json"));

        Assert.Equal("192.0.2.2@CG_hb2-i", data.ClientId);
        Assert.Equal(1181734243, data.Fingerprint);
        Assert.False(data.WithoutSubscriptions);
        Assert.Equal("CLIENT_INNER_PRODUCER", Assert.Single(data.Producers).GroupName);
        ConsumerData consumer = Assert.Single(data.Consumers);
        Assert.Equal(ConsumeFromWhere.FirstOffset, consumer.ConsumeFromWhere);
        Assert.Equal(ConsumeType.ConsumePassively, consumer.ConsumeType);
        Assert.Equal(MessageModel.Clustering, consumer.MessageModel);
        Assert.Equal(["GoldenTopic", "%RETRY%CG_hb2"], consumer.Subscriptions.Select(data => data.Topic));
        Assert.Equal(1795263964510, consumer.Subscriptions[0].Version);
    }

    /// <summary>The Java client computed this number over the same subscriptions.</summary>
    [Fact]
    public void ComputeFingerprint_GoldenHeartbeat_IsTheOneItsSenderComputed()
    {
        HeartbeatData data = BodyText.Parse<HeartbeatData>(GoldenBodies.Load("heartbeat-v2.json"));

        Assert.Equal(data.Fingerprint, data.ComputeFingerprint());
    }

    /// <summary>In the manner of the Go client: codes in quotes, nanoseconds, no fingerprint members.</summary>
    [Fact]
    public void TryParse_GoHeartbeat_IsUnderstood()
    {
        HeartbeatData data = BodyText.Parse<HeartbeatData>(
            """{"clientID":"c","producerDataSet":[],"consumerDataSet":[{"groupName":"g","consumeType":"CONSUME_PASSIVELY","messageModel":"Clustering","consumeFromWhere":"CONSUME_FROM_LAST_OFFSET","subscriptionDataSet":[{"classFilterMode":false,"topic":"T","subString":"a","tagsSet":["a"],"codeSet":["97"],"subVersion":1700000000000000000,"expressionType":"TAG"}],"unitMode":false}]}""");

        SubscriptionData subscription = Assert.Single(Assert.Single(data.Consumers).Subscriptions);
        Assert.Equal([97], subscription.TagCodes);
        Assert.Equal(1700000000000000000, subscription.Version);
        Assert.Equal(0, data.Fingerprint);
    }

    [Fact]
    public void TryParse_EnumsAsOrdinals_AreUnderstood()
    {
        HeartbeatData data = BodyText.Parse<HeartbeatData>(
            """{"consumerDataSet":[{"groupName":"g","consumeType":2,"messageModel":"0","consumeFromWhere":5}]}""");

        ConsumerData consumer = Assert.Single(data.Consumers);
        Assert.Equal(ConsumeType.ConsumePop, consumer.ConsumeType);
        Assert.Equal(MessageModel.Broadcasting, consumer.MessageModel);
        Assert.Equal(ConsumeFromWhere.Timestamp, consumer.ConsumeFromWhere);
    }

    [Fact]
    public void TryParse_UnknownEnumName_IsAnError() =>
        Assert.Contains(
            "enumeration",
            BodyText.ParseError<HeartbeatData>("""{"consumerDataSet":[{"consumeType":"CONSUME_SLOWLY"}]}"""),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("withoutSub")]
    [InlineData("isWithoutSub")]
    [InlineData("WITHOUTSUB")]
    public void TryParse_EitherSpellingOfWithoutSub_IsUnderstood(string name) =>
        Assert.True(BodyText.Parse<HeartbeatData>($"{{\"{name}\":true}}").WithoutSubscriptions);

    [Fact]
    public void TryParse_MembersMissing_AreEmptyOrDefault()
    {
        HeartbeatData data = BodyText.Parse<HeartbeatData>(
            """{"consumerDataSet":[{"subscriptionDataSet":[{"topic":"T"}]}]}""");

        Assert.Equal("", data.ClientId);
        Assert.Empty(data.Producers);
        SubscriptionData subscription = Assert.Single(Assert.Single(data.Consumers).Subscriptions);
        Assert.Equal("TAG", subscription.ExpressionType);
        Assert.Equal("*", subscription.Expression);
        Assert.Null(subscription.Version);
        Assert.Empty(subscription.TagCodes);
    }

    [Fact]
    public void Write_SubscriptionWithoutVersion_LeavesItOut()
    {
        string json = BodyText.Write(new SubscriptionData("T", "*"));
        Assert.Equal(
            """{"classFilterMode":false,"codeSet":[],"expressionType":"TAG","subString":"*","tagsSet":[],"topic":"T"}""", json);
        Assert.Null(BodyText.Parse<SubscriptionData>(json).Version);
        Assert.Null(BodyText.Parse<SubscriptionData>("""{"subVersion":null}""").Version);
    }

    [Fact]
    public void CheckClientConfig_MembersMissing_AreNull()
    {
        CheckClientConfig config = BodyText.Parse<CheckClientConfig>("""{"group":"g","subscriptionData":null}""");

        Assert.Equal(new CheckClientConfig(null, "g", null), config);
        Assert.Equal("""{"group":"g"}""", BodyText.Write(config));
    }

    [Fact]
    public void QueueLockRequest_WithoutOnlyThisBroker_IsUnderstood()
    {
        QueueLockRequest request = BodyText.Parse<QueueLockRequest>(
            """{"consumerGroup":"g","clientId":"c","mqSet":[{"topic":"T","brokerName":"b","queueId":3}]}""");

        Assert.False(request.OnlyThisBroker);
        Assert.Equal(new MessageQueue("T", "b", 3), Assert.Single(request.Queues));
    }
}
