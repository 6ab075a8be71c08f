using System.Text;
using System.Text.Json;

namespace Ariane.Hostile.Fuzzing;

/// <summary>Puts values into JSON text that nobody means there, and leaves it JSON. Used by one thread.</summary>
/// <remarks>Changing bytes at random mostly ends with text that no reader takes, so that no handler sees it.</remarks>
public sealed class JsonMutator(Random random)
{
    /// <summary>
    /// How deep the product's own readers go: what is as deep may be too deep for whoever puts it into more.
    /// </summary>
    public const int DeepestRead = 64;

    private static readonly int[] Depths = [DeepestRead / 2, DeepestRead, DeepestRead, DeepestRead * 2, 512, 1024];

    /// <summary>The text with one value replaced; as it was when there is none.</summary>
    public byte[] Mutate(byte[] json)
    {
        IReadOnlyList<JsonPlace> places = JsonPlace.Find(json);
        if (places.Count == 0) return json;
        JsonPlace place = places[random.Next(places.Count)];
        return place.Replace(json, Encoding.UTF8.GetBytes(Value(place.Depth)));
    }

    /// <summary>The text with a value in <paramref name="place"/> so that it nests as deep as asked for.</summary>
    public static byte[] Nest(byte[] json, JsonPlace place, int depth) =>
        place.Replace(
            json, Encoding.UTF8.GetBytes(HostileValues.Deep("{\"a\":", "}", Math.Max(1, depth - place.Depth))));

    private string Value(int depth) => random.Next(4) switch
    {
        0 => Nested(depth),
        1 => JsonSerializer.Serialize(Nested(0)),   // as settings of all kinds are kept in a text
        2 => JsonSerializer.Serialize(Pick(HostileValues.Fields)),
        _ => Pick(HostileValues.Bodies),
    };

    private string Nested(int outside)
    {
        int depth = Math.Max(1, Pick(Depths) + random.Next(-3, 2) - outside);
        return random.Next(2) == 0 ? HostileValues.Deep("{\"a\":", "}", depth) : HostileValues.Deep("[", "]", depth);
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
