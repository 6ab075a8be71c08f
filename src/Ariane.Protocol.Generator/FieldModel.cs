namespace Ariane.Protocol.Generator;

/// <summary>One field of a header: one parameter of its record.</summary>
/// <param name="Parameter">Name of the parameter and of the property that it makes.</param>
/// <param name="WireName">Name on the wire.</param>
/// <param name="Alias">Second name that is accepted on reading, or null.</param>
/// <param name="Kind">Type without its nullability.</param>
/// <param name="IsNullable">Whether the parameter can be null.</param>
/// <param name="DefaultValue">C# expression of the parameter's default, or null when it has none.</param>
internal sealed record FieldModel(
    string Parameter, string WireName, string? Alias, FieldKind Kind, bool IsNullable, string? DefaultValue)
{
    public bool IsRequired => !IsNullable && DefaultValue is null;
}
