using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ariane.NameServer.Settings;

/// <summary>One setting by the name that operators and tools know it by. Immutable.</summary>
public sealed class NameServerSetting
{
    private readonly Func<NameServerOptions, string> _read;
    private readonly Func<NameServerOptions, string, NameServerOptions?> _apply;
    private readonly string _expected;

    /// <summary>Longest text of a setting: what is set at run time is kept.</summary>
    private const int MaxLength = 4096;

    internal NameServerSetting(
        string key,
        bool hasEffect,
        string expected,
        Func<NameServerOptions, string> read,
        Func<NameServerOptions, string, NameServerOptions?> apply)
    {
        Key = key;
        HasEffect = hasEffect;
        _expected = expected;
        _read = read;
        _apply = apply;
    }

    /// <summary>Upstream's name, such as <c>listenPort</c>.</summary>
    public string Key { get; }

    /// <summary>False for a setting of upstream's that is accepted and kept but means nothing here.</summary>
    public bool HasEffect { get; }

    /// <summary>What values are valid, as the end of a sentence that starts "must be".</summary>
    public string Expected => _expected;

    /// <summary>The value as text, in the unit of the key.</summary>
    public string Read(NameServerOptions options) => _read(options);

    /// <summary>The options with this setting changed, or a sentence that says what value is expected.</summary>
    public bool TryApply(
        NameServerOptions options,
        string text,
        [NotNullWhen(true)] out NameServerOptions? changed,
        [NotNullWhen(false)] out string? error)
    {
        bool isLong = text.Length > MaxLength;
        changed = isLong ? null : _apply(options, text.Trim());
        string given = isLong ? string.Create(CultureInfo.InvariantCulture, $"{text.Length} characters") : $"'{text}'";
        error = changed is null ? $"{Key} must be {_expected}, not {given}" : null;
        return changed is not null;
    }
}
