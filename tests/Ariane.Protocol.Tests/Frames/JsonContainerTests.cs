using System.Text;
using Ariane.Protocol.Frames;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Protocol.Tests.Frames;

public sealed class JsonContainerTests
{
    [Theory]
    [InlineData("{}", 2)]
    [InlineData("{}}", 2)]
    [InlineData("[{}]x", 4)]
    [InlineData("{\"}\":\"]\"}", 9)]
    [InlineData("{\"\\\"}\":1}", 9)]
    [InlineData("{\"\\\\\"}", 6)]
    [InlineData("{", -1)]
    [InlineData("{\"}", -1)]
    [InlineData("{\"a\":[}", -1)]
    public void Measure_Container_EndsWhereItsBracketsBalance(string json, int expected) =>
        Assert.Equal(expected, JsonContainer.Measure(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Measure_AnyText_AgreesWithReadingByteByByte()
    {
        Gen<string> texts = Gen.Elements('"', '\\', '{', '}', '[', ']', 'a', ':').ListOf(200)
            .Select(static characters => "{" + new string([.. characters]));

        Prop.ForAll(texts.ToArbitrary(), static text =>
            Assert.Equal(MeasureSlowly(text), JsonContainer.Measure(Encoding.UTF8.GetBytes(text))))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Measure_StringOverManyBlocks_IsSteppedOverAtEveryAlignment()
    {
        for (int length = 0; length < 200; length++)
        {
            string text = "{\"" + new string('\\', length * 2) + "}\":{\"" + new string('x', length) + "\":1}} ";

            Assert.Equal(text.Length - 1, JsonContainer.Measure(Encoding.UTF8.GetBytes(text)));
        }
    }

    private static int MeasureSlowly(string text)
    {
        int depth = 0;
        bool isInString = false;
        bool isEscaped = false;
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            if (character == '"' && !isEscaped) isInString = !isInString;
            else if (!isInString) depth += character is '{' or '[' ? 1 : character is '}' or ']' ? -1 : 0;
            if (depth == 0) return i + 1;
            isEscaped = character == '\\' && !isEscaped;
        }

        return -1;
    }
}
