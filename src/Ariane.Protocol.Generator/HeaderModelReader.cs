using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ariane.Protocol.Generator;

/// <summary>Turns the declaration of a header record into its model, or into what is wrong with it.</summary>
internal static class HeaderModelReader
{
    private const string FieldAttribute = "FieldAttribute";

    public static HeaderModel Read(GeneratorAttributeSyntaxContext target)
    {
        var declaration = (TypeDeclarationSyntax)target.TargetNode;
        var type = (INamedTypeSymbol)target.TargetSymbol;
        var problems = new List<Problem>();

        string? flaw = FlawOf(declaration, type);
        if (flaw is not null)
            problems.Add(Problem.At(declaration, ProblemKind.NotPartialRecord, type.Name, flaw));

        // Another part of the record may be the one that has the parameters.
        ParameterListSyntax? parameters = type.DeclaringSyntaxReferences
            .Select(static reference => (reference.GetSyntax() as RecordDeclarationSyntax)?.ParameterList)
            .FirstOrDefault(static list => list is not null);
        FieldModel[] fields = parameters is null ? [] : ReadFields(parameters, type, problems);

        return new HeaderModel(
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            type.Name,
            type.IsValueType,
            ReadCode(target.Attributes[0]),
            new EquatableArray<FieldModel>(fields),
            new EquatableArray<Problem>([.. problems]));
    }

    private static string? FlawOf(TypeDeclarationSyntax declaration, INamedTypeSymbol type)
    {
        if (declaration is not RecordDeclarationSyntax) return "not a record";
        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword)) return "not partial";
        if (type.ContainingType is not null) return "nested in another type";
        return type.IsGenericType ? "generic" : null;
    }

    private static int? ReadCode(AttributeData attribute) =>
        attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value as int? : null;

    private static FieldModel[] ReadFields(ParameterListSyntax list, INamedTypeSymbol type, List<Problem> problems)
    {
        IMethodSymbol constructor = type.InstanceConstructors.First(candidate =>
            candidate.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() == list.Parent));
        var names = new HashSet<string>(StringComparer.Ordinal);
        var fields = new List<FieldModel>();
        for (int i = 0; i < constructor.Parameters.Length; i++)
        {
            if (ReadField(constructor.Parameters[i], list.Parameters[i], names, problems) is { } field)
                fields.Add(field);
        }

        return [.. fields];
    }

    private static FieldModel? ReadField(
        IParameterSymbol parameter, ParameterSyntax syntax, HashSet<string> names, List<Problem> problems)
    {
        if (!TryReadKind(parameter.Type, out FieldKind kind, out bool isNullable))
        {
            string type = parameter.Type.ToDisplayString();
            problems.Add(Problem.At(syntax, ProblemKind.UnsupportedType, parameter.Name, type));
            return null;
        }

        AttributeData? attribute = parameter.GetAttributes()
            .FirstOrDefault(static candidate => candidate.AttributeClass?.Name == FieldAttribute);
        string wireName = attribute?.ConstructorArguments.FirstOrDefault().Value as string ?? CamelCase(parameter.Name);
        string? alias =
            attribute?.NamedArguments.FirstOrDefault(static named => named.Key == "Alias").Value.Value as string;

        foreach (string name in alias is null ? [wireName] : (string[])[wireName, alias])
        {
            if (!names.Add(name)) problems.Add(Problem.At(syntax, ProblemKind.DuplicateName, parameter.Name, name));
        }

        string? defaultValue = parameter.HasExplicitDefaultValue ? Literal(parameter.ExplicitDefaultValue) : null;
        return new FieldModel(parameter.Name, wireName, alias, kind, isNullable, defaultValue);
    }

    private static bool TryReadKind(ITypeSymbol type, out FieldKind kind, out bool isNullable)
    {
        isNullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];

        FieldKind? found = type.SpecialType switch
        {
            SpecialType.System_String => FieldKind.String,
            SpecialType.System_Int32 => FieldKind.Int32,
            SpecialType.System_Int64 => FieldKind.Int64,
            SpecialType.System_Boolean => FieldKind.Boolean,
            _ when type.ToDisplayString() == "System.ReadOnlyMemory<byte>" && !isNullable => FieldKind.Utf8,
            _ => null,
        };
        kind = found.GetValueOrDefault();
        return found is not null;
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        bool boolean => boolean ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        _ => "default",
    };

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);
}
