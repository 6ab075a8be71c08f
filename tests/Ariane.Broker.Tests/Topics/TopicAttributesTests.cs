using Ariane.Broker.Topics;

namespace Ariane.Broker.Tests.Topics;

public sealed class TopicAttributesTests
{
    private static readonly Dictionary<string, string> Fifo = new() { ["message.type"] = "FIFO" };

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("+message.type=FIFO", 1)]
    [InlineData("+message.type=FIFO,-reserve.time", 2)]
    public void TryParse_WellFormed_Reads(string? text, int count)
    {
        Assert.True(TopicAttributes.TryParse(text, out Dictionary<string, string> changes, out _));
        Assert.Equal(count, changes.Count);
    }

    [Theory]
    [InlineData("message.type=FIFO", "add/alter attribute format is wrong: message.type=FIFO")]
    [InlineData("+message.type", "delete attribute format is wrong: +message.type")]
    [InlineData("-message.type=FIFO", "add/alter attribute format is wrong: -message.type=FIFO")]
    [InlineData("+a=1,+a=2", "key duplication: +a")]
    [InlineData("+a=b=c", "kv string format wrong.")]
    [InlineData(",", "delete attribute format is wrong: ")]
    public void TryParse_Malformed_SaysWhat(string text, string expected)
    {
        Assert.False(TopicAttributes.TryParse(text, out _, out string? error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("+message.type=DELAY", "message.type=DELAY")]
    [InlineData("+reserve.time=5", "message.type=FIFO,reserve.time=5")]
    [InlineData("-message.type", "")]
    public void TryApply_ToATopic_Changes(string text, string expected)
    {
        Assert.True(TopicAttributes.TryParse(text, out Dictionary<string, string> changes, out _));

        Assert.True(TopicAttributes.TryApply(Fifo, changes, out Dictionary<string, string> result, out _));
        Assert.Equal(expected, string.Join(',', result.Select(static pair => pair.Key + "=" + pair.Value)));
    }

    [Theory]
    [InlineData("+color=red", "unsupported key: color")]
    [InlineData("+queue.type=SimpleCQ", "attempt to update an unchangeable attribute. key: queue.type")]
    [InlineData("-reserve.time", "attempt to delete a nonexistent key: reserve.time")]
    [InlineData("+message.type=LOUD", "value is not in set: [UNSPECIFIED, NORMAL, FIFO, DELAY, TRANSACTION, MIXED]")]
    [InlineData("+reserve.time=-2", "value is not in range(-1, 9223372036854775807)")]
    public void TryApply_WhatCannotBe_SaysWhat(string text, string expected)
    {
        Assert.True(TopicAttributes.TryParse(text, out Dictionary<string, string> changes, out _));

        Assert.False(TopicAttributes.TryApply(Fifo, changes, out _, out string? error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("-message.type", "only add attribute is supported while creating topic. key: message.type")]
    [InlineData("+queue.type=BatchCQ", "queue.type=BatchCQ is not supported by this version; use SimpleCQ")]
    [InlineData("+cleanup.policy=COMPACTION", "cleanup.policy=COMPACTION is not supported by this version; use DELETE")]
    public void TryApply_ToANewTopic_SaysWhatIsWrong(string text, string expected)
    {
        Assert.True(TopicAttributes.TryParse(text, out Dictionary<string, string> changes, out _));

        Assert.False(TopicAttributes.TryApply(null, changes, out _, out string? error));
        Assert.Equal(expected, error);
    }
}
