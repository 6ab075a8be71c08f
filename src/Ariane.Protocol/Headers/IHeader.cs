using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Headers;

/// <summary>
/// The typed ext fields of a request or a response. Both codecs are generated from the record that declares it.
/// </summary>
public interface IHeader<TSelf>
    where TSelf : IHeader<TSelf>
{
    /// <summary>Reads all fields. Unknown fields are skipped, of duplicate fields the last wins.</summary>
    /// <returns>False with a sentence that names the field when one is missing or malformed.</returns>
    static abstract bool TryRead(
        ref FieldReader fields, [MaybeNullWhen(false)] out TSelf header, [NotNullWhen(false)] out string? error);

    /// <summary>Writes every field that has a value, in the order of declaration.</summary>
    void Write(ref FieldWriter fields);
}

/// <summary>The header of a request that has one code of its own.</summary>
public interface IRequestHeader<TSelf> : IHeader<TSelf>
    where TSelf : IRequestHeader<TSelf>
{
    static abstract RequestCode Code { get; }
}
