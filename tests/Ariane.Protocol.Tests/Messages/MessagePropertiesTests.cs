using System.Text;
using Ariane.Protocol.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Protocol.Tests.Messages;

public class MessagePropertiesTests
{
    private static readonly PropertyNameSet Dropped = new(
        PropertyNames.PopCheckPoint, PropertyNames.Region, PropertyNames.TraceOn, PropertyNames.Cluster);

    [Theory]
    [InlineData("", "")]
    [InlineData("a\u0001b\u0002", "a=b")]
    [InlineData("a\u0001b", "a=b")]
    [InlineData("a\u0001b\u0002c\u0001d", "a=b,c=d")]
    [InlineData("\u0002\u0002a\u0001b\u0002\u0002", "a=b")]
    [InlineData("a\u0001\u0002c\u0001d\u0002", "c=d")]
    [InlineData("\u0001b\u0002c\u0001d\u0002", "c=d")]
    [InlineData("ab\u0002abc\u0002c\u0001d\u0002", "c=d")]
    [InlineData("a\u0001b\u0001c\u0002", "a=b\u0001c")]
    [InlineData("a\u0001b\u0002a\u0001c\u0002", "a=b,a=c")]
    public void Enumerate_Text_GivesThePairsThatUpstreamReads(string properties, string expected) =>
        Assert.Equal(expected, Describe(Encoding.UTF8.GetBytes(properties)));

    [Theory]
    [InlineData("a\u0001b\u0002", "a", "b")]
    [InlineData("a\u0001b", "a", "b")]
    [InlineData("a\u0001b\u0002a\u0001c\u0002", "a", "c")]
    [InlineData("a\u0001b\u0002a\u0001\u0002", "a", "b")]
    [InlineData("aa\u0001b\u0002", "a", null)]
    [InlineData("a\u0001b\u0001c\u0002", "a", "b\u0001c")]
    [InlineData("x\u0001a\u0002", "a", null)]
    [InlineData("\u0001a\u0002", "", null)]
    [InlineData("", "a", null)]
    public void TryFind_Name_GivesTheLastValue(string properties, string name, string? expected)
    {
        bool found = MessageProperties.TryFind(
            Encoding.UTF8.GetBytes(properties), Encoding.UTF8.GetBytes(name), out ReadOnlySpan<byte> value);

        Assert.Equal(expected is not null, found);
        Assert.Equal(expected ?? "", Encoding.UTF8.GetString(value));
    }

    [Fact]
    public void TryFind_AnyBytes_AgreesWithEnumerate() =>
        Prop.ForAll(PropertyBytes(), properties =>
        {
            var last = new Dictionary<string, string>(StringComparer.Ordinal);
            PropertyEnumerator pairs = MessageProperties.Enumerate(properties);
            while (pairs.MoveNext())
                last[Encoding.Latin1.GetString(pairs.Name)] = Encoding.Latin1.GetString(pairs.Value);
            foreach (string name in (string[])["a", "b", "ab", "c"])
            {
                bool found = MessageProperties.TryFind(properties, Encoding.Latin1.GetBytes(name), out var value);
                Assert.Equal(last.GetValueOrDefault(name), found ? Encoding.Latin1.GetString(value) : null);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Copy_AnyBytes_KeepsWhatIsNotDropped() =>
        Prop.ForAll(PropertyBytes(), properties =>
        {
            var writer = new PropertyWriter(new byte[properties.Length + 10]);
            writer.Copy(properties, new PropertyNameSet("a", "ab"));
            writer.Append("new"u8, "1"u8);

            Assert.False(writer.HasOverflowed);
            string expected = string.Join(',', Describe(properties).Split(',').Where(
                pair => !pair.StartsWith("a=", StringComparison.Ordinal)
                    && !pair.StartsWith("ab=", StringComparison.Ordinal) && pair.Length > 0).Append("new=1"));
            Assert.Equal(expected, Describe(writer.Written));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("KEYS\u0001k\u0002")]
    [InlineData("KEYS\u0001k")]
    public void Rewrite_PropertiesOfASender_ReplacesTheBrokersOwn(string kept)
    {
        string sent = "POP_CK\u0001x\u0002CLUSTER\u0001old\u0002" + kept;
        var writer = new PropertyWriter(new byte[200]);
        writer.Copy(Encoding.UTF8.GetBytes(sent), Dropped);
        writer.Append("MSG_REGION"u8, "DefaultRegion"u8);
        writer.Append(PropertyNames.TraceOn, "true");
        writer.Append("CLUSTER"u8, ""u8);
        writer.Append("BIG"u8, long.MinValue);

        Assert.Equal(
            (kept.Length > 0 ? "KEYS\u0001k\u0002" : "")
                + "MSG_REGION\u0001DefaultRegion\u0002TRACE_ON\u0001true\u0002BIG\u0001-9223372036854775808\u0002",
            Encoding.UTF8.GetString(writer.Written));
    }

    [Fact]
    public void Append_DestinationTooSmall_SaysSoAndStaysInside()
    {
        byte[] destination = new byte[20];
        for (int size = 0; size < 15; size++)
        {
            var writer = new PropertyWriter(destination.AsSpan(0, size));
            writer.Copy("a\u0001b"u8, Dropped);
            writer.Append("name"u8, "value"u8);
            writer.Append("x"u8, "y"u8);
            Assert.True(writer.HasOverflowed, $"size {size}");
            Assert.True(writer.WrittenBytes <= size);
        }
    }

    [Theory]
    [InlineData("k", "v", true)]
    [InlineData("k", "v\u0001w", true)]
    [InlineData("", "v", false)]
    [InlineData("k", "", false)]
    [InlineData("k\u0001", "v", false)]
    [InlineData("k\u0002", "v", false)]
    [InlineData("k", "v\u0002", false)]
    public void CanEncode_Pair_IsTrueIfItReadsBack(string name, string value, bool expected) =>
        Assert.Equal(expected, MessageProperties.CanEncode(name, value));

    [Fact]
    public void Rewrite_PerMessage_AllocatesNothing()
    {
        byte[] sent = Encoding.UTF8.GetBytes(
            "UNIQ_KEY\u0001AB\u0002CLUSTER\u0001c\u0002TAGS\u0001t\u0002WAIT\u0001true\u0002");
        byte[] destination = new byte[256];

        Assert.Equal(0, Allocations.Of(calls: 100, () => RewriteOnce(sent, destination)));
    }

    [Fact]
    public void ReservedNames_UserAndSystemNames_AreToldApart()
    {
        Assert.True(ReservedPropertyNames.Contains(PropertyNames.Keys));
        Assert.True(ReservedPropertyNames.Contains("__CRC32#"));
        Assert.False(ReservedPropertyNames.Contains("color"));
        Assert.False(ReservedPropertyNames.Contains(PropertyNames.ShardingKey));
    }

    private static void RewriteOnce(byte[] sent, byte[] destination)
    {
        var writer = new PropertyWriter(destination);
        writer.Copy(sent, Dropped);
        writer.Append("MSG_REGION"u8, "DefaultRegion"u8);
        writer.Append("CLUSTER"u8, "DefaultCluster"u8);
        writer.Append("TIME"u8, 1700000000000);
        MessageProperties.TryFind(writer.Written, "TAGS"u8, out _);
    }

    /// <summary>Bytes in which separators and the names a, b and ab are frequent.</summary>
    private static Arbitrary<byte[]> PropertyBytes() =>
        Arb.From(Gen.Elements<byte>((byte)'a', (byte)'b', 1, 2, (byte)'x').ArrayOf());

    private static string Describe(ReadOnlySpan<byte> properties)
    {
        var pairs = new List<string>();
        PropertyEnumerator enumerator = MessageProperties.Enumerate(properties);
        while (enumerator.MoveNext())
            pairs.Add(Encoding.UTF8.GetString(enumerator.Name) + '=' + Encoding.UTF8.GetString(enumerator.Value));
        return string.Join(',', pairs);
    }
}
