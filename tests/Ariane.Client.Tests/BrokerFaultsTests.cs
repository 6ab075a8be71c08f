using Ariane.Client.Producing;
using Ariane.Client.Tests.Fakes;

namespace Ariane.Client.Tests;

public sealed class BrokerFaultsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(549, 0)]
    [InlineData(550, 2_000)]
    [InlineData(1_800, 5_000)]
    [InlineData(3_000, 6_000)]
    [InlineData(5_000, 10_000)]
    [InlineData(14_999, 10_000)]
    [InlineData(15_000, 30_000)]
    public void PauseAfter_Latency_IsUpstreams(int latencyMilliseconds, int pauseMilliseconds) =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(pauseMilliseconds),
            BrokerFaults.PauseAfter(TimeSpan.FromMilliseconds(latencyMilliseconds)));

    [Fact]
    public void IsAvailable_AfterFailure_ComesBackAfterTheTimeOfATenSecondAnswer()
    {
        var time = new ManualTime();
        var faults = new BrokerFaults(time);

        faults.Failed("a");

        Assert.False(faults.IsAvailable("a"));
        Assert.True(faults.IsAvailable("b"));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(faults.IsAvailable("a"));
    }

    [Fact]
    public void IsAvailable_ClockSetBack_ComesBackAllTheSame()
    {
        var time = new ManualTime();
        var faults = new BrokerFaults(time);

        faults.Failed("a");
        time.Set(time.GetUtcNow() - TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.True(faults.IsAvailable("a"));
    }

    [Fact]
    public void IsAvailable_FastAnswerAfterSlowOne_DoesNotShortenThePause()
    {
        var time = new ManualTime();
        var faults = new BrokerFaults(time);

        faults.Answered("a", TimeSpan.FromSeconds(3));
        faults.Answered("a", TimeSpan.FromMilliseconds(600));
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(faults.IsAvailable("a"));
    }
}
