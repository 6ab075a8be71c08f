namespace Ariane.Server.Configuration;

/// <summary>One setting that an operator wrote down.</summary>
/// <param name="Key">Upstream's name of it.</param>
/// <param name="Value">Its value as text.</param>
/// <param name="Source">Where: <c>file:line</c>, or the command-line option.</param>
public readonly record struct ConfigurationEntry(string Key, string Value, string Source);
