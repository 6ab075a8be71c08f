using System.Text;
using Ariane.Hostile.Fuzzing;

namespace Ariane.Hostile.Tests;

public sealed class JsonPlaceTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("brokerName=b", "")]
    [InlineData("{}", "0 {}")]
    [InlineData("""{"a":1,"b\"}":["x",{}]}""", """1 1|2 "x"|2 {}|1 ["x",{}]|0 {"a":1,"b\"}":["x",{}]}""")]
    [InlineData("{0: -1.5,{\"q\":2}:true}", """1 -1.5|2 2|1 true|0 {0: -1.5,{"q":2}:true}""")]
    [InlineData("""{"a":[nul""", "2 nul")]
    [InlineData("""{"a":"x\""", """1 "x\""")]
    [InlineData("[]]]", "0 []")]
    public void Find_Text_GivesItsValuesAndHowDeepTheyStand(string json, string expected)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(json);

        var values = JsonPlace.Find(utf8).Select(
            place => $"{place.Depth} {Encoding.UTF8.GetString(utf8[place.Start..place.End])}");

        Assert.Equal(expected, string.Join('|', values));
    }

    [Fact]
    public void Nest_ValueThatStandsInOthers_IsAsDeepAsAskedForWithThem()
    {
        byte[] json = "{\"a\":[7]}"u8.ToArray();

        byte[] nested = JsonMutator.Nest(json, JsonPlace.Find(json)[0], depth: 4);

        Assert.Equal("""{"a":[{"a":{"a":1}}]}""", Encoding.UTF8.GetString(nested));
    }
}
