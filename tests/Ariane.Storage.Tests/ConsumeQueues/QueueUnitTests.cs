using Ariane.Storage.ConsumeQueues;

namespace Ariane.Storage.Tests.ConsumeQueues;

public sealed class QueueUnitTests
{
    [Fact]
    public void WriteTo_GoldenMessage_WritesUpstreamsBytes()
    {
        byte[] bytes = new byte[QueueUnit.EncodedBytes];
        new QueueUnit(1000, 123, 2598919).WriteTo(bytes);
        Assert.Equal("00000000000003E80000007B000000000027A807", Convert.ToHexString(bytes));
        Assert.Equal(new QueueUnit(1000, 123, 2598919), QueueUnit.Read(bytes));
    }

    [Fact]
    public void PreBlank_Written_IsUpstreamsFiller()
    {
        byte[] bytes = new byte[QueueUnit.EncodedBytes];
        QueueUnit.PreBlank.WriteTo(bytes);
        Assert.Equal("00000000000000007FFFFFFF0000000000000000", Convert.ToHexString(bytes));
        Assert.True(QueueUnit.Read(bytes).IsPreBlank);
    }

    [Theory]
    [InlineData(int.MinValue, false)]
    [InlineData(int.MinValue - 1L, true)]
    [InlineData(long.MinValue, true)]
    [InlineData(1795264636937, false)]
    public void HasUnknownTags_OnlyForExtAddresses(long tagsCode, bool expected) =>
        Assert.Equal(expected, new QueueUnit(0, 1, tagsCode).HasUnknownTags);

    [Fact]
    public void IsWritten_Zeros_IsFalse() => Assert.False(QueueUnit.Read(new byte[QueueUnit.EncodedBytes]).IsWritten);
}
