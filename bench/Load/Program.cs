using System.Text.Json;
using Ariane.Load;

// What bench/compare needs beyond the reference kit's own load generator: ariane-load paced|fill --name value...
// Prints one JSON object.
Arguments arguments = Arguments.Parse(args);
object figures = arguments.Command switch
{
    "paced" => PacedSends.Run(arguments),
    "fill" => await TaggedBacklog.FillAsync(arguments),
    _ => throw new ArgumentException($"'{arguments.Command}' is neither paced nor fill."),
};
Console.WriteLine(JsonSerializer.Serialize(figures));
