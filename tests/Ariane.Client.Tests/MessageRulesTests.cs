using Ariane.Client.Messages;
using Ariane.Client.Producing;

namespace Ariane.Client.Tests;

public sealed class MessageRulesTests
{
    public static TheoryData<string, Message> Wrong => new()
    {
        { "is blank", new Message(" ", new byte[1]) },
        { "contains '/'", new Message("a/b", new byte[1]) },
        { "has 128 characters", new Message(new string('t', 128), new byte[1]) },
        { "belongs to the broker", new Message("SCHEDULE_TOPIC_XXXX", new byte[1]) },
        { "empty body", new Message("T", default) },
        { "at most 10", new Message("T", new byte[11]) },
        { "delay level is negative", new Message("T", new byte[1]) { DelayLevel = -1 } },
        { "either a delay level", new Message("T", new byte[1]) { DelayLevel = 1, Delay = TimeSpan.FromSeconds(1) } },
        { "contains a blank", new Message("T", new byte[1]) { Keys = ["a b"] } },
        { "is reserved", WithProperty("UNIQ_KEY", "x") },
        { "empty value", WithProperty("a", "") },
        { "separates properties", new Message("T", new byte[1]) { Tag = "a\u0002b" } },
        { "separates properties", WithProperty("a", "\u0001") },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_WrongMessage_SaysWhat(string expected, Message message)
    {
        InvalidMessageException problem = Assert.Throws<InvalidMessageException>(() =>
            MessageRules.Check(message, maxBodyBytes: 10));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("T")]
    [InlineData("%RETRY%group_1-a|b")]
    public void Check_AllowedTopic_Passes(
        string topic) => MessageRules.Check(new Message(topic, new byte[10]), maxBodyBytes: 10);

    private static Message WithProperty(string name, string value) =>
        new("T", new byte[1]) { Properties = new Dictionary<string, string> { [name] = value } };
}
