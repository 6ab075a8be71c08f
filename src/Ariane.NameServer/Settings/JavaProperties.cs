using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Ariane.NameServer.Settings;

/// <summary>
/// Reads the text of Java property files: <c>key=value</c> lines, comments, continued lines and escapes.
/// </summary>
/// <remarks>
/// The rules are those of <c>java.util.Properties.load</c>, except that text is taken as UTF-8 where
/// Java takes Latin-1.
/// </remarks>
public static class JavaProperties
{
    /// <summary>
    /// Reads all entries in their order, each with the number of its first line; a repeated key is listed again.
    /// </summary>
    /// <returns>
    /// False with a sentence that names the line of a malformed <c>\u</c> escape, the only possible error.
    /// </returns>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out IReadOnlyList<JavaProperty>? properties,
        [NotNullWhen(false)] out string? error)
    {
        var found = new List<JavaProperty>();
        properties = null;
        foreach (var (line, number) in LogicalLines(text))
        {
            if (!TryParse(line, number, out var property))
            {
                error = string.Create(
                    CultureInfo.InvariantCulture, $"line {number} has a \\u without four hexadecimal digits");
                return false;
            }

            found.Add(property);
        }

        properties = found;
        error = null;
        return true;
    }

    /// <summary>
    /// Lines without comments and blank ones; a line that ends in an odd number of backslashes goes on.
    /// </summary>
    private static IEnumerable<(string Line, int Number)> LogicalLines(string text)
    {
        // Joined when it ends: joining at each line would make a text of many continued lines cost its square.
        var open = new StringBuilder();
        bool isOpen = false;
        int openedAt = 0;
        int number = 0;
        foreach (string raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            string line = raw.TrimStart(' ', '\t', '\f');
            if (!isOpen)
            {
                if (line.Length == 0 || line[0] is '#' or '!') continue;
                openedAt = number;
            }

            isOpen = (line.Length - line.TrimEnd('\\').Length) % 2 == 1;
            open.Append(line, 0, isOpen ? line.Length - 1 : line.Length);
            if (isOpen) continue;
            yield return (open.ToString(), openedAt);
            open.Clear();
        }

        if (isOpen) yield return (open.ToString(), openedAt);
    }

    private static bool TryParse(string line, int number, out JavaProperty property)
    {
        int end = EndOfKey(line);
        int start = end;
        while (start < line.Length && IsBlank(line[start])) start++;
        if (start < line.Length && line[start] is '=' or ':') start++;
        while (start < line.Length && IsBlank(line[start])) start++;

        bool isValid = TryUnescape(line.AsSpan(0, end), out string key)
            & TryUnescape(line.AsSpan(start), out string value);
        property = new JavaProperty(key, value, number);
        return isValid;
    }

    private static int EndOfKey(string line)
    {
        for (int index = 0; index < line.Length; index++)
        {
            if (line[index] == '\\') index++;
            else if (line[index] is '=' or ':' || IsBlank(line[index])) return index;
        }

        return line.Length;
    }

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\f';

    private static bool TryUnescape(ReadOnlySpan<char> text, out string unescaped)
    {
        var result = new StringBuilder(text.Length);
        unescaped = "";
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] != '\\' || ++index == text.Length)
            {
                if (index < text.Length) result.Append(text[index]);
                continue;
            }

            if (text[index] != 'u')
            {
                result.Append(Escaped(text[index]));
                continue;
            }

            var digits = text[(index + 1)..];
            if (digits.Length < 4 || !ushort.TryParse(
                digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                return false;
            }

            result.Append((char)unit);
            index += 4;
        }

        unescaped = result.ToString();
        return true;
    }

    /// <summary>
    /// Writes a key or value so that <see cref="TryParse(string, out IReadOnlyList{JavaProperty}?, out string?)"/>
    /// reads it back, on one line.
    /// </summary>
    internal static StringBuilder AppendEscaped(this StringBuilder text, string value)
    {
        foreach (char character in value)
        {
            text.Append(character switch
            {
                '\\' => @"\\",
                '\t' => @"\t",
                '\n' => @"\n",
                '\r' => @"\r",
                '\f' => @"\f",
                _ => "",
            });
            if (character is not ('\\' or '\t' or '\n' or '\r' or '\f')) text.Append(character);
        }

        return text;
    }

    private static char Escaped(char character) => character switch
    {
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        'f' => '\f',
        _ => character,
    };
}

/// <summary>One entry of a property file.</summary>
/// <param name="Line">The line it starts in, from 1.</param>
public readonly record struct JavaProperty(string Key, string Value, int Line);
