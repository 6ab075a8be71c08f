using Microsoft.CodeAnalysis;

namespace Ariane.Protocol.Generator;

/// <summary>What can be wrong with a header record.</summary>
internal enum ProblemKind
{
    NotPartialRecord,
    UnsupportedType,
    DuplicateName,
}

/// <summary>The diagnostics of the generator, one per <see cref="ProblemKind"/>.</summary>
internal static class Descriptors
{
    private const string Category = "Ariane.Headers";

    private static readonly DiagnosticDescriptor NotPartialRecord = new(
        "ARIANE001",
        "A header is not a partial, top-level record",
        "'{0}' is {1}; a header must be a partial, non-generic record outside any other type",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor UnsupportedType = new(
        "ARIANE002",
        "A field of a header has a type that has no text form on the wire",
        "Field '{0}' is of type '{1}'; "
        + "a field can be a string, int, long or bool, nullable or not, or ReadOnlyMemory<byte>",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor DuplicateName = new(
        "ARIANE003",
        "Two fields of a header share a name on the wire",
        "Field '{0}' has the wire name '{1}', which another field of the header has already",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static DiagnosticDescriptor Of(ProblemKind kind) => kind switch
    {
        ProblemKind.NotPartialRecord => NotPartialRecord,
        ProblemKind.UnsupportedType => UnsupportedType,
        _ => DuplicateName,
    };
}
