using System.Text;
using Ariane.Protocol.Headers;

namespace Ariane.Protocol.Tests.Headers;

public sealed class SharedStringsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("TopicTest")]
    [InlineData("%RETRY%please_rename_unique_group_name")]
    [InlineData("ünïcödé 😀")]
    public void Get_Text_IsThatText(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < 5; i++) Assert.Equal(text, SharedStrings.Get(utf8));
    }

    [Fact]
    public void Get_FrequentText_IsOneInstance()
    {
        for (int i = 0; i < 3; i++) SharedStrings.Get("frequent-topic"u8);

        Assert.Same(SharedStrings.Get("frequent-topic"u8), SharedStrings.Get("frequent-topic"u8));
    }

    [Fact]
    public void Get_LongText_IsNotKept()
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(new string('x', 256));
        for (int i = 0; i < 3; i++) SharedStrings.Get(utf8);

        Assert.NotSame(SharedStrings.Get(utf8), SharedStrings.Get(utf8));
    }

    [Fact]
    public void Get_AnyTextBetweenFrequentOnes_DoesNotDriveThemOut()
    {
        for (int i = 0; i < 3; i++) SharedStrings.Get("stays"u8);
        string before = SharedStrings.Get("stays"u8);
        for (int i = 0; i < 100_000; i++) SharedStrings.Get(Encoding.UTF8.GetBytes($"once-{i}"));

        Assert.Same(before, SharedStrings.Get("stays"u8));
    }

    [Fact]
    public void Get_BytesThatAreNotUtf8_NeverConfuseTwoTexts()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("a\ufffd", SharedStrings.Get([(byte)'a', 0xFF]));
            Assert.Equal("a\ufffd", SharedStrings.Get([(byte)'a', 0xFE]));
            Assert.Equal("a\ufffd", SharedStrings.Get("a\ufffd"u8));
        }
    }

    [Fact]
    public void Get_FromManyThreads_IsAlwaysTheRightText() =>
        Parallel.For(0, 8, static thread =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                string text = $"t{(i * (thread + 1)) % 9000}";
                Assert.Equal(text, SharedStrings.Get(Encoding.UTF8.GetBytes(text)));
            }
        });
}
