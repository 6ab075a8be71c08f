namespace Ariane.Protocol.Generator;

/// <summary>
/// All that the generator knows of a header record, without reference to the compilation it came from.
/// </summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Name">Its simple name.</param>
/// <param name="IsStruct">Whether it is a <c>record struct</c>.</param>
/// <param name="Code">The request code, or null when the record is not a request.</param>
/// <param name="Fields">Its fields in the order of declaration.</param>
/// <param name="Problems">What is wrong with it; when there is any, nothing is generated.</param>
internal sealed record HeaderModel(
    string Namespace,
    string Name,
    bool IsStruct,
    int? Code,
    EquatableArray<FieldModel> Fields,
    EquatableArray<Problem> Problems)
{
    public string FileName => Namespace.Length == 0 ? $"{Name}.g.cs" : $"{Namespace}.{Name}.g.cs";
}
