namespace Ariane.Server.Configuration;

/// <summary>What becomes of a setting.</summary>
internal enum SettingEffect
{
    /// <summary>It changes how the server behaves.</summary>
    Full,

    /// <summary>It tunes something that does not exist here; accepted, so that existing files can be used.</summary>
    None,

    /// <summary>Other values ask for something this server cannot do: ignoring them would break a promise.</summary>
    OnlyDefault,
}

/// <summary>One setting by upstream's name: how its text is read into options and written back. Immutable.</summary>
/// <param name="Expected">What values are valid, as the end of a sentence that starts "must be".</param>
/// <param name="Read">The value as text, in the key's unit.</param>
/// <param name="Apply">The options with the value, or null when the text is not valid.</param>
internal sealed record Setting<TOptions>(
    string Key,
    SettingEffect Effect,
    string Expected,
    Func<TOptions, string> Read,
    Func<TOptions, string, TOptions?> Apply)
    where TOptions : class
{
    /// <summary>The same setting of options that contain these.</summary>
    public Setting<TOuter> Within<TOuter>(Func<TOuter, TOptions> get, Func<TOuter, TOptions, TOuter> set)
        where TOuter : class =>
        new(
            Key,
            Effect,
            Expected,
            outer => Read(get(outer)),
            (outer, text) => Apply(get(outer), text) is { } changed ? set(outer, changed) : null);
}
