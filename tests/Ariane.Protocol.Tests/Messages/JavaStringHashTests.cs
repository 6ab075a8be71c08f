using System.Text;
using Ariane.Protocol.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Protocol.Tests.Messages;

public class JavaStringHashTests
{
    /// <summary>Values of String.hashCode on a Java virtual machine.</summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 97)]
    [InlineData("TagA", 2598919)]
    [InlineData("TopicTest#k1", 2746024)]
    [InlineData("polygenelubricants", int.MinValue)]
    [InlineData("é", 233)]
    [InlineData("\U0001F600", (0xD83D * 31) + 0xDE00)]
    public void Compute_KnownString_IsJavas(string text, int expected)
    {
        Assert.Equal(expected, JavaStringHash.Compute(text));
        Assert.Equal(expected, JavaStringHash.ComputeUtf8(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void ComputeUtf8_AnyText_EqualsCompute() =>
        Prop.ForAll(ArbMap.Default.ArbFor<UnicodeString>(), text =>
        {
            // A lone surrogate has no UTF-8 form; what it becomes there is what counts.
            string wellFormed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get ?? ""));
            return JavaStringHash.ComputeUtf8(Encoding.UTF8.GetBytes(wellFormed)) == JavaStringHash.Compute(wellFormed);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ContinueUtf8_TextInParts_EqualsTheWhole()
    {
        int topic = JavaStringHash.ComputeUtf8("Tópico"u8);
        int separator = JavaStringHash.ContinueUtf8(topic, "#"u8);

        Assert.Equal(JavaStringHash.Compute("Tópico#clé"), JavaStringHash.ContinueUtf8(separator, "clé"u8));
    }

    [Fact]
    public void ComputeUtf8_BytesThatAreNoUtf8_CountAsReplacementCharacters() =>
        Assert.Equal(JavaStringHash.Compute("a\uFFFDb"), JavaStringHash.ComputeUtf8([(byte)'a', 0xFF, (byte)'b']));
}
