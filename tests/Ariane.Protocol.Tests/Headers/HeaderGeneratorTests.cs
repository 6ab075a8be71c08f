using System.Collections.Immutable;
using Ariane.Protocol.Generator;
using Ariane.Protocol.Headers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ariane.Protocol.Tests.Headers;

public sealed class HeaderGeneratorTests
{
    private const string Usings = "using System; using Ariane.Protocol.Codes; using Ariane.Protocol.Headers;\n";

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(IHeader<>).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    [Theory]
    [InlineData("[RemotingHeader] public partial record Empty;")]
    [InlineData("[RemotingHeader] public readonly partial record struct Empty;")]
    [InlineData("[RemotingHeader] partial record Empty();")]
    [InlineData("[RemotingRequest((RequestCode)(-7))] internal sealed partial record Global(int X);")]
    [InlineData("namespace A.B { [RemotingHeader] public partial record struct Nested(string X); }")]
    [InlineData(
        "[RemotingHeader] public partial record All(string S, string? Sn, int I, int? In, long L, long? Ln, bool B, "
        + "bool? Bn, ReadOnlyMemory<byte> M);")]
    [InlineData(
        "[RemotingHeader] public partial record Defaults(string S = \"a\\\"b\\n\", string? Sn = null, int I = -5, "
        + "int? In = 7, long L = long.MinValue, long? Ln = 3, bool B = true, bool? Bn = false, "
        + "ReadOnlyMemory<byte> M = default);")]
    [InlineData(
        "[RemotingHeader] public partial record Keywords(int @class, string? @event = null, bool header = false, "
        + "string error = \"\", int fields = 0, int number = 1, string name = \"\");")]
    [InlineData(
        "[RemotingHeader] public partial record Names([Field(\"_X_1\", Alias = \"y.z\")] int A, "
        + "[Field(\"é\")] int B);")]
    [InlineData("[RemotingHeader] public partial record SameLength(int Abc, int Abd, int Acd, int Bcd, int Bce);")]
    [InlineData(
        "[RemotingHeader] public partial record Parts(int A); "
        + "public partial record Parts { public int Twice => A * 2; }")]
    public void Run_HeaderRecord_CompilesWithoutDiagnostics(string declaration)
    {
        (Compilation output, ImmutableArray<Diagnostic> reported) = Run(declaration);

        Assert.Empty(reported);
        Assert.Empty(output.GetDiagnostics().Where(static found => found.Severity >= DiagnosticSeverity.Warning));
    }

    [Theory]
    [InlineData("[RemotingHeader] public record NotPartial(int A);", "ARIANE001", "NotPartial")]
    [InlineData("[RemotingHeader] public partial class NotRecord { }", "ARIANE001", "NotRecord")]
    [InlineData("[RemotingHeader] public partial record Generic<T>(int A);", "ARIANE001", "Generic")]
    [InlineData(
        "public partial class Outer { [RemotingHeader] public partial record Inner(int A); }", "ARIANE001", "Inner")]
    [InlineData("[RemotingHeader] public partial record Bad(int A, double B);", "ARIANE002", "double B")]
    [InlineData("[RemotingHeader] public partial record Bad(byte[] A);", "ARIANE002", "byte[] A")]
    [InlineData(
        "[RemotingHeader] public partial record Bad(ReadOnlyMemory<byte>? A);", "ARIANE002", "ReadOnlyMemory<byte>? A")]
    [InlineData(
        "[RemotingHeader] public partial record Twice(int A, [Field(\"a\")] int B);", "ARIANE003",
        "[Field(\"a\")] int B")]
    [InlineData(
        "[RemotingHeader] public partial record Twice(int A, [Field(\"b\", Alias = \"a\")] int B);", "ARIANE003",
        "[Field(\"b\", Alias = \"a\")] int B")]
    public void Run_WrongDeclaration_IsReportedWhereItStands(string declaration, string id, string where)
    {
        (_, ImmutableArray<Diagnostic> reported) = Run(declaration);

        Diagnostic diagnostic = Assert.Single(reported);
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(where, TextAt(diagnostic, declaration), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AfterAnUnrelatedEdit_RegeneratesNothing()
    {
        CSharpCompilation before = Compile("[RemotingHeader] public partial record Header(int A, string? B = null);");
        GeneratorDriver driver = Driver().RunGenerators(before);
        CSharpCompilation after = before.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;"));
        GeneratorRunResult result = driver.RunGenerators(after).GetRunResult().Results[0];

        IEnumerable<IncrementalStepRunReason> reasons = result.TrackedSteps
            .Where(static step => step.Key.StartsWith("Ariane.", StringComparison.Ordinal))
            .SelectMany(static step => step.Value)
            .SelectMany(static step => step.Outputs)
            .Select(static output => output.Reason)
            .ToList();
        Assert.NotEmpty(reasons);
        Assert.All(reasons, static reason =>
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    private static string TextAt(Diagnostic diagnostic, string declaration)
    {
        int start = diagnostic.Location.SourceSpan.Start - Usings.Length;
        return declaration.Substring(start, diagnostic.Location.SourceSpan.Length);
    }

    private static (Compilation Output, ImmutableArray<Diagnostic> Reported) Run(string declaration)
    {
        Driver().RunGeneratorsAndUpdateCompilation(
            Compile(declaration), out Compilation output, out ImmutableArray<Diagnostic> reported);
        return (output, reported);
    }

    private static CSharpGeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new HeaderGenerator().AsSourceGenerator()],
        driverOptions: new GeneratorDriverOptions(
            IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static CSharpCompilation Compile(string declaration) => CSharpCompilation.Create(
        "Snippet",
        [CSharpSyntaxTree.ParseText(Usings + declaration)],
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}
