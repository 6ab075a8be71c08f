using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ariane.Protocol.Generator;

/// <summary>A diagnostic in a form that compares by content and holds no syntax tree.</summary>
internal sealed record Problem(
    ProblemKind Kind, string Subject, string Detail, string FilePath, TextSpan Span, LinePositionSpan Lines)
{
    public static Problem At(SyntaxNode node, ProblemKind kind, string subject, string detail)
    {
        Location location = node.GetLocation();
        return new Problem(
            kind, subject, detail, node.SyntaxTree.FilePath, location.SourceSpan, location.GetLineSpan().Span);
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptors.Of(Kind), Location.Create(FilePath, Span, Lines), Subject, Detail);
}
