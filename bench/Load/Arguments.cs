using System.Globalization;

namespace Ariane.Load;

/// <summary>A command and its <c>--name value</c> pairs. Immutable.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values;

    private Arguments(string command, Dictionary<string, string> values)
    {
        Command = command;
        _values = values;
    }

    public string Command { get; }

    public static Arguments Parse(string[] args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int index = 1; index < args.Length; index += 2)
        {
            if (!args[index].StartsWith("--", StringComparison.Ordinal) || index + 1 == args.Length)
                throw new ArgumentException($"'{args[index]}' is not followed by a value.");
            values[args[index][2..]] = args[index + 1];
        }

        return new Arguments(args.Length > 0 ? args[0] : "", values);
    }

    public string Text(string name) =>
        _values.TryGetValue(name, out string? value) ? value : throw new ArgumentException($"--{name} is missing.");

    public int Number(string name, int standard) =>
        _values.TryGetValue(name, out string? value) ? int.Parse(value, CultureInfo.InvariantCulture) : standard;
}
