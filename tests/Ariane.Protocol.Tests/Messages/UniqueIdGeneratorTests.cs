using System.Globalization;
using System.Net;
using System.Text;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Tests.Messages;

public class UniqueIdGeneratorTests
{
    private static readonly IPAddress Address = IPAddress.Parse("192.168.1.10");

    [Fact]
    public void Next_KnownTime_HasUpstreamsParts()
    {
        var clock = new Clock(new DateTimeOffset(2024, 5, 3, 1, 2, 3, 4, TimeSpan.FromHours(2)));
        var generator = new UniqueIdGenerator(clock, Address, processId: 0x1234_5678);

        string id = generator.Next();

        Assert.Equal(32, id.Length);
        Assert.Equal("C0A8010A5678", id[..12]);
        var sinceMonthStart = new TimeSpan(days: 2, 1, 2, 3, 4);
        Assert.Equal(((int)sinceMonthStart.TotalMilliseconds).ToString("X8", CultureInfo.InvariantCulture), id[20..28]);
        Assert.Equal("0001", id[28..]);
    }

    [Fact]
    public void Next_ManyAtOneMoment_AreDifferent()
    {
        var generator = new UniqueIdGenerator(new Clock(DateTimeOffset.UnixEpoch), Address, 1);
        Assert.Equal(65536, Enumerable.Range(0, 65536).Select(_ => generator.Next()).Distinct().Count());
    }

    [Fact]
    public void Next_TwoGeneratorsOfOneProcess_DoNotCollide()
    {
        var clock = new Clock(DateTimeOffset.UnixEpoch);
        Assert.NotEqual(
            new UniqueIdGenerator(clock, Address, 1).Next(), new UniqueIdGenerator(clock, Address, 1).Next());
    }

    [Fact]
    public void Next_MonthEnds_StartsAnew()
    {
        var clock = new Clock(new DateTimeOffset(2024, 1, 31, 23, 59, 59, 999, TimeSpan.Zero));
        var generator = new UniqueIdGenerator(clock, Address, 1);

        // 31 days of milliseconds do not fit an int32: the number wraps, as upstream's does.
        Assert.Equal("9FA523FF", generator.Next()[20..28]);
        clock.Now = clock.Now.AddMilliseconds(1);
        Assert.Equal("00000000", generator.Next()[20..28]);
    }

    [Fact]
    public void Next_ClockSetBackOverTheMonthsStart_CountsAsThere()
    {
        var clock = new Clock(new DateTimeOffset(2024, 2, 1, 0, 0, 5, TimeSpan.Zero));
        var generator = new UniqueIdGenerator(clock, Address, 1);
        clock.Now = clock.Now.AddSeconds(-30);

        Assert.Equal("00000000", generator.Next()[20..28]);
    }

    [Fact]
    public void WriteNext_IPv6Address_Gives56Characters()
    {
        var generator = new UniqueIdGenerator(new Clock(DateTimeOffset.UnixEpoch), IPAddress.Parse("2001:db8::7"), 1);
        var ascii = new byte[UniqueIdGenerator.MaxIdBytes];

        Assert.Equal(56, generator.WriteNext(ascii));
        Assert.StartsWith(
            "20010DB8000000000000000000000007", Encoding.ASCII.GetString(ascii), StringComparison.Ordinal);
    }

    [Fact]
    public void Next_AddressOfThisMachine_GivesAnIdOfEitherLength() =>
        Assert.Contains(new UniqueIdGenerator(TimeProvider.System).Next().Length, (int[])[32, 56]);

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override TimeZoneInfo LocalTimeZone =>
            TimeZoneInfo.CreateCustomTimeZone("local", Now.Offset, "local", "local");

        public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();
    }
}
