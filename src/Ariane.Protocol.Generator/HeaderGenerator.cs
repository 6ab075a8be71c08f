using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ariane.Protocol.Generator;

/// <summary>Writes reader and writer of every record that is marked as a header of the remoting protocol.</summary>
/// <remarks>Only equatable models pass through the pipeline, so an edit elsewhere regenerates nothing.</remarks>
[Generator(LanguageNames.CSharp)]
public sealed class HeaderGenerator : IIncrementalGenerator
{
    private const string RequestAttribute = "Ariane.Protocol.Headers.RemotingRequestAttribute";
    private const string HeaderAttribute = "Ariane.Protocol.Headers.RemotingHeaderAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(context, RequestAttribute);
        Register(context, HeaderAttribute);
    }

    private static void Register(IncrementalGeneratorInitializationContext context, string attribute)
    {
        IncrementalValuesProvider<HeaderModel> headers = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is TypeDeclarationSyntax,
                static (target, _) => HeaderModelReader.Read(target))
            .WithTrackingName(attribute);

        context.RegisterSourceOutput(headers, static (output, header) =>
        {
            foreach (Problem problem in header.Problems) output.ReportDiagnostic(problem.ToDiagnostic());
            if (header.Problems.Count == 0) output.AddSource(header.FileName, HeaderSource.Write(header));
        });
    }
}
