using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Tests.Messages;

public class ResourceNamesTests
{
    [Theory]
    [InlineData("TopicTest", null)]
    [InlineData("%RETRY%group|ns-1_2", null)]
    [InlineData(null, "The specified topic is blank.")]
    [InlineData(" ", "The specified topic is blank.")]
    [InlineData("a b", "The specified topic contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$")]
    [InlineData("tópico", "The specified topic contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$")]
    [InlineData("%RETRY%g+t", "The specified topic contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$")]
    public void FindTopicFault_Name_SaysItInUpstreamsWords(string? topic, string? expected) =>
        Assert.Equal(expected, ResourceNames.FindTopicFault(topic));

    [Fact]
    public void FindTopicFault_Length_IsLimitedTo127()
    {
        Assert.Null(ResourceNames.FindTopicFault(new string('t', 127)));
        Assert.Equal(
            "The specified topic is longer than topic max length.", ResourceNames.FindTopicFault(new string('t', 128)));
    }

    [Fact]
    public void FindGroupFault_Length_IsLimitedTo255()
    {
        Assert.Null(ResourceNames.FindGroupFault(new string('g', 255)));
        Assert.NotNull(ResourceNames.FindGroupFault(new string('g', 256)));
        Assert.NotNull(ResourceNames.FindGroupFault(""));
        Assert.NotNull(ResourceNames.FindGroupFault("g/h"));
    }

    [Theory]
    [InlineData("TBW102", true, false)]
    [InlineData("SCHEDULE_TOPIC_XXXX", true, true)]
    [InlineData("RMQ_SYS_TRACE_TOPIC", true, false)]
    [InlineData("RMQ_SYS_TRANS_HALF_TOPIC", true, true)]
    [InlineData("TRANS_CHECK_MAX_TIME_TOPIC", true, true)]
    [InlineData("rmq_sys_wheel_timer", true, false)]
    [InlineData("TopicTest", false, false)]
    [InlineData("RMQ_SYS_OTHER", false, false)]
    public void IsSystemTopic_Name_IsNotTheSameAsClosedToClients(string topic, bool isSystem, bool isClosed)
    {
        Assert.Equal(isSystem, ResourceNames.IsSystemTopic(topic));
        Assert.Equal(isClosed, ResourceNames.IsClosedToClients(topic));
    }

    [Fact]
    public void IsSystemGroup_Prefix_Decides()
    {
        Assert.True(ResourceNames.IsSystemGroup(ResourceNames.TransactionGroup));
        Assert.False(ResourceNames.IsSystemGroup("CID_group"));
    }

    [Theory]
    [InlineData("%RETRY%group", true, "group")]
    [InlineData("%RETRY%group+topic", true, "group")]
    [InlineData("%RETRY%group_topic", true, "group_topic")]
    [InlineData("%DLQ%group", false, "")]
    public void TryGetGroup_Topic_GivesTheGroup(string topic, bool isRetry, string expected)
    {
        Assert.Equal(isRetry, RetryTopics.TryGetGroup(topic, out ReadOnlySpan<char> group));
        Assert.Equal(expected, group.ToString());
    }

    [Theory]
    [InlineData(true, "%RETRY%group+topic")]
    [InlineData(false, "%RETRY%group_topic")]
    public void OfPop_TopicAndGroup_CanBeTakenApart(bool separatedByPlus, string expected)
    {
        Assert.Equal(expected, RetryTopics.OfPop("topic", "group", separatedByPlus));
        Assert.True(RetryTopics.TryGetPopTopic(expected, "group", out ReadOnlySpan<char> topic));
        Assert.Equal("topic", topic.ToString());
        Assert.False(RetryTopics.TryGetPopTopic(expected, "other", out _));
        Assert.False(RetryTopics.TryGetPopTopic("%RETRY%group", "group", out _));
    }

    [Fact]
    public void IsRetry_Prefix_Decides()
    {
        Assert.True(RetryTopics.IsRetry(RetryTopics.Of("g")));
        Assert.True(RetryTopics.IsRetry("%RETRY%g"u8));
        Assert.True(RetryTopics.IsDeadLetter(RetryTopics.DeadLetterOf("g")));
        Assert.False(RetryTopics.IsRetry("RETRY"u8));
        Assert.False(RetryTopics.IsDeadLetter("%RETRY%g"));
    }
}
