using System.Diagnostics.CodeAnalysis;

namespace Ariane.NameServer.Settings;

/// <summary>One setting by the name that operators and tools know it by. Immutable.</summary>
public sealed class NameServerSetting
{
    private readonly Func<NameServerOptions, string> _read;
    private readonly Func<NameServerOptions, string, NameServerOptions?> _apply;
    private readonly string _expected;

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
        changed = _apply(options, text.Trim());
        error = changed is null ? $"{Key} must be {_expected}, not '{text}'" : null;
        return changed is not null;
    }
}
