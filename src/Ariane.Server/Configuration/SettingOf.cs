using System.Globalization;
using System.Net;

namespace Ariane.Server.Configuration;

/// <summary>Makes settings of one kind of options, by the kind of their values.</summary>
internal static class SettingOf<TOptions>
    where TOptions : class
{
    public static Setting<TOptions> Text(
        string key, Func<TOptions, string> read, Func<TOptions, string, TOptions> change) =>
        new(key, SettingEffect.Full, "a text", read, (o, text) => text.Length == 0 ? null : change(o, text));

    public static Setting<TOptions> Flag(
        string key, Func<TOptions, bool> read, Func<TOptions, bool, TOptions> change) =>
        new(
            key,
            SettingEffect.Full,
            "true or false",
            o => read(o) ? "true" : "false",
            (o, text) => bool.TryParse(text, out bool value) ? change(o, value) : null);

    public static Setting<TOptions> Whole(
        string key,
        int minimum,
        int maximum,
        Func<TOptions, int> read,
        Func<TOptions, int, TOptions> change,
        string unit = "") =>
        new(
            key,
            SettingEffect.Full,
            string.Create(CultureInfo.InvariantCulture, $"a whole number{unit} from {minimum} to {maximum}"),
            o => read(o).ToString(CultureInfo.InvariantCulture),
            (o, text) =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                && value >= minimum
                && value <= maximum
                    ? change(o, value)
                    : null);

    public static Setting<TOptions> Bytes(
        string key, int minimum, int maximum, Func<TOptions, int> read, Func<TOptions, int, TOptions> change) =>
        Whole(key, minimum, maximum, read, change, " of bytes");

    public static Setting<TOptions> Percent(
        string key, int minimum, int maximum, Func<TOptions, int> read, Func<TOptions, int, TOptions> change) =>
        Whole(key, minimum, maximum, read, change, " of percent");

    public static Setting<TOptions> Milliseconds(
        string key,
        int minimum,
        int maximum,
        Func<TOptions, TimeSpan> read,
        Func<TOptions, TimeSpan, TOptions> change) =>
        Duration(key, minimum, maximum, read, change, TimeSpan.FromMilliseconds(1), " of milliseconds");

    public static Setting<TOptions> Seconds(
        string key,
        int minimum,
        int maximum,
        Func<TOptions, TimeSpan> read,
        Func<TOptions, TimeSpan, TOptions> change) =>
        Duration(key, minimum, maximum, read, change, TimeSpan.FromSeconds(1), " of seconds");

    public static Setting<TOptions> Address(
        string key, Func<TOptions, IPAddress> read, Func<TOptions, IPAddress, TOptions> change) =>
        new(
            key,
            SettingEffect.Full,
            "an IP address",
            o => read(o).ToString(),
            (o, text) => IPAddress.TryParse(text, out var value) ? change(o, value) : null);

    /// <summary>A setting whose values are none of the common kinds.</summary>
    public static Setting<TOptions> Other(
        string key, string expected, Func<TOptions, string> read, Func<TOptions, string, TOptions?> apply) =>
        new(key, SettingEffect.Full, expected, read, apply);

    private static Setting<TOptions> Duration(
        string key,
        int minimum,
        int maximum,
        Func<TOptions, TimeSpan> read,
        Func<TOptions, TimeSpan, TOptions> change,
        TimeSpan unit,
        string unitName) =>
        Whole(key, minimum, maximum, o => (int)(read(o) / unit), (o, value) => change(o, value * unit), unitName);
}
