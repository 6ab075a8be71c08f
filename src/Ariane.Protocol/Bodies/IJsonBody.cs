using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Ariane.Protocol.Bodies;

/// <summary>A JSON body of a request or a response, or the content of a configuration file.</summary>
public interface IJsonBody<TSelf>
    where TSelf : IJsonBody<TSelf>
{
    /// <summary>
    /// Reads what upstream writes, standard JSON included: unquoted keys, object keys, single quotes, <c>$ref</c>.
    /// </summary>
    /// <returns>False with a sentence that says what is wrong and where. Unknown members are ignored.</returns>
    static abstract bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out TSelf? body, [NotNullWhen(false)] out string? error);

    /// <summary>Writes the body as upstream does: compact, members in alphabetical order, nulls left out.</summary>
    void Write(IBufferWriter<byte> output);
}
