using System.Text;
using Ariane.Broker.Sending;
using Ariane.Protocol.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Broker.Tests.Sending;

public sealed class PropertyStampTests
{
    private readonly PropertyStamp _stamp = new(new SendOptions(), "DefaultCluster");

    [Fact]
    public void Rewrite_AnyProperties_KeepsAllButItsOwn()
    {
        Gen<string> names =
            Gen.Elements("a", "TAGS", "KEYS", "UNIQ_KEY", "MSG_REGION", "TRACE_ON", "POP_CK", "CLUSTER", "WAIT", "");
        Gen<string> values = Gen.Elements("x", "", "true", "v\u0001w", "\u00fc");
        Gen<string> pairs = from name in names from value in values select name + '\u0001' + value;
        Gen<string> texts = from list in pairs.ListOf()
                            from end in Gen.Elements("", "\u0002", "\u0002rubbish\u0002")
                            select string.Join('\u0002', list) + end;

        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            Dictionary<string, string> expected = Parse(Encoding.UTF8.GetBytes(text));
            expected.Remove("POP_CK");
            (expected["MSG_REGION"], expected["TRACE_ON"], expected["CLUSTER"]) =
                ("DefaultRegion", "true", "DefaultCluster");

            Assert.Equal(expected, Parse(Rewrite(text, out _)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Rewrite_UniqueKey_IsFoundWhereItWasWritten()
    {
        byte[] rewritten = Rewrite("A=1;CLUSTER=x;UNIQ_KEY=0A0B;B=2", out MessageTraits traits);

        Assert.Equal("0A0B", Encoding.UTF8.GetString(rewritten, traits.UniqueKeyStart, traits.UniqueKeyBytes));
    }

    [Theory]
    [InlineData("DELAY=1", true)]
    [InlineData("DELAY=18", true)]
    [InlineData("DELAY=x", true)]
    [InlineData("DELAY=99999999999", true)]
    [InlineData("DELAY=0", false)]
    [InlineData("DELAY=-1", false)]
    [InlineData("DELAYED=3", false)]
    public void Rewrite_DelayLevel_CountsAboveZero(string properties, bool expected)
    {
        Rewrite(properties, out MessageTraits traits);

        Assert.Equal(expected, traits.IsDelayed);
    }

    [Theory]
    [InlineData("TIMER_DELAY_MS=1")]
    [InlineData("TIMER_DELAY_SEC=1")]
    [InlineData("TIMER_DELIVER_MS=1")]
    [InlineData("TIMER_DEL_UNIQKEY=k")]
    public void Rewrite_TimerProperty_IsNoticed(string properties)
    {
        Rewrite(properties, out MessageTraits traits);

        Assert.True(traits.IsTimed);
    }

    [Theory]
    [InlineData("WAIT=false", true)]
    [InlineData("WAIT=FALSE", true)]
    [InlineData("WAIT=true", false)]
    [InlineData("", false)]
    public void Rewrite_Wait_SkipsTheDiskWhenFalse(string properties, bool expected)
    {
        Rewrite(properties, out MessageTraits traits);

        Assert.Equal(expected, traits.SkipsDisk);
    }

    private byte[] Rewrite(string properties, out MessageTraits traits)
    {
        byte[] received = Encoding.UTF8.GetBytes(Calls.Separate(properties));
        byte[] buffer = new byte[_stamp.MaxBytes(received.Length)];
        var output = new PropertyWriter(buffer);
        traits = _stamp.Rewrite(received, null, ref output);
        Assert.False(output.HasOverflowed);
        return output.Written.ToArray();
    }

    private static Dictionary<string, string> Parse(byte[] properties)
    {
        var parsed = new Dictionary<string, string>();
        PropertyEnumerator pairs = MessageProperties.Enumerate(properties);
        while (pairs.MoveNext()) parsed[Encoding.UTF8.GetString(pairs.Name)] = Encoding.UTF8.GetString(pairs.Value);
        return parsed;
    }
}
