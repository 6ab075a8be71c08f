using Ariane.Broker.Pulling;

namespace Ariane.Broker.Tests.Pulling;

public sealed class DeadlineWheelTests
{
    private readonly ManualTime _time = new();
    private readonly DeadlineWheel _wheel;

    public DeadlineWheelTests() => _wheel = new DeadlineWheel(_time);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(999)]
    [InlineData(120_000)]
    public void FindDue_AnyWait_IsNeverEarlyAndAtMostATickLate(int milliseconds)
    {
        _time.Advance(TimeSpan.FromMilliseconds(137));
        var pull = new ParkedPull(null!);
        _wheel.SkipToNow();
        _wheel.Add(pull, TimeSpan.FromMilliseconds(milliseconds));

        int waited = 0;
        while (_wheel.FindDue() is null)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            waited++;
        }

        Assert.InRange(waited, milliseconds, milliseconds + 250);
        _wheel.Remove(pull);
        Assert.Null(_wheel.FindDue());
    }

    [Fact]
    public void FindDue_ManyPulls_FindsEachOnce()
    {
        var random = new Random(1);
        var left = new HashSet<ParkedPull>();
        for (int i = 0; i < 1000; i++)
        {
            var pull = new ParkedPull(null!);
            left.Add(pull);
            _wheel.Add(pull, TimeSpan.FromMilliseconds(random.Next(0, 60_000)));
        }

        foreach (ParkedPull gone in left.Where((_, index) => index % 3 == 0).ToList())
        {
            _wheel.Remove(gone);
            left.Remove(gone);
        }

        for (int i = 0; i < 61; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            while (_wheel.FindDue() is { } due)
            {
                _wheel.Remove(due);
                Assert.True(left.Remove(due));
            }
        }

        Assert.Empty(left);
    }

    [Fact]
    public void FindDue_AfterALongPause_FindsWhatIsOverdue()
    {
        var pull = new ParkedPull(null!);
        _wheel.Add(pull, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromHours(3));

        Assert.Same(pull, _wheel.FindDue());
    }
}
