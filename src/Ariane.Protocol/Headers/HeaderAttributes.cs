using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Headers;

/// <summary>
/// Marks a partial record as the header of a request; the generator makes it an <see cref="IRequestHeader{TSelf}"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RemotingRequestAttribute(RequestCode code) : Attribute
{
    public RequestCode Code { get; } = code;
}

/// <summary>Marks a partial record as a header without a request code, as those of responses.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RemotingHeaderAttribute : Attribute;

/// <summary>The name of a field on the wire where it is not the parameter's name in camel case.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FieldAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>A second name that is accepted on reading and never written.</summary>
    public string? Alias { get; init; }
}
