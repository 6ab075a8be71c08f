using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Ariane.Protocol.Generator;

/// <summary>Writes <c>TryRead</c>: one walk over the fields, into one local variable each, then the record.</summary>
internal static class ReaderSource
{
    public static void Write(SourceWriter source, HeaderModel header)
    {
        source.Line("/// <inheritdoc/>");
        source.Line("public static bool TryRead(");
        source.Line($"    ref FieldReader fields, [MaybeNullWhen(false)] out {header.Name} header,");
        source.Open("    [NotNullWhen(false)] out string? error)");
        source.Line("header = default;");
        foreach (FieldModel field in header.Fields) WriteVariables(source, field);

        WriteLoop(source, header);
        source.Line();
        source.Open("if (fields.IsMalformed)");
        source.Line("error = FieldError.Malformed;");
        source.Line("return false;");
        source.Close();
        foreach (FieldModel field in header.Fields.Where(static field => field.IsRequired))
            WritePresenceCheck(source, field);

        source.Line();
        source.Line(
            $"header = new {header.Name}({string.Join(", ", header.Fields.Select(static field => Value(field)))});");
        source.Line("error = null;");
        source.Line("return true;");
        source.Close();
    }

    private static string Value(FieldModel field) => "value" + field.Parameter;

    private static string Has(FieldModel field) => "has" + field.Parameter;

    private static string TypeOf(FieldModel field)
    {
        string type = field.Kind switch
        {
            FieldKind.String => "string",
            FieldKind.Int32 => "int",
            FieldKind.Int64 => "long",
            FieldKind.Boolean => "bool",
            _ => "ReadOnlyMemory<byte>",
        };
        bool isNullHere = field.IsNullable || (field.Kind == FieldKind.String && field.IsRequired);
        return isNullHere ? type + "?" : type;
    }

    private static void WriteVariables(SourceWriter source, FieldModel field)
    {
        source.Line($"{TypeOf(field)} {Value(field)} = {field.DefaultValue ?? "default"};");
        if (field.IsRequired && field.Kind != FieldKind.String) source.Line($"bool {Has(field)} = false;");
    }

    private static void WritePresenceCheck(SourceWriter source, FieldModel field)
    {
        string isMissing = field.Kind == FieldKind.String ? $"{Value(field)} is null" : $"!{Has(field)}";
        string names = field.Alias is null ? $"'{field.WireName}'" : $"'{field.WireName}' or '{field.Alias}'";
        source.Open($"if ({isMissing})");
        source.Line($"error = {SymbolDisplay.FormatLiteral($"field {names} is missing", quote: true)};");
        source.Line("return false;");
        source.Close();
    }

    private static void WriteLoop(SourceWriter source, HeaderModel header)
    {
        var names = header.Fields
            .SelectMany(static field => field.Alias is null
                ? [(Name: field.WireName, Field: field)]
                : ((string Name, FieldModel Field)[])[(field.WireName, field), (field.Alias, field)])
            .GroupBy(static entry => Encoding.UTF8.GetByteCount(entry.Name))
            .OrderBy(static group => group.Key)
            .ToList();
        if (names.Count == 0)
        {
            source.Line("while (fields.Next());");
            return;
        }

        source.Line();
        source.Open("while (fields.Next())");
        source.Line("ReadOnlySpan<byte> name = fields.Name;");
        source.Open("switch (name.Length)");
        foreach (var group in names)
        {
            source.Line($"case {group.Key}:");
            source.Indent();
            WriteCandidates(source, [.. group]);
            source.Line("break;");
            source.Outdent();
        }

        source.Close();
        source.Close();
    }

    /// <summary>
    /// Tells names of one length apart: few by comparing, more by the byte that differs most among them.
    /// </summary>
    private static void WriteCandidates(SourceWriter source, (string Name, FieldModel Field)[] candidates)
    {
        bool isAscii = candidates.All(static candidate => candidate.Name.All(static character => character < 0x80));
        if (candidates.Length <= 2 || !isAscii)
        {
            for (int i = 0; i < candidates.Length; i++)
                WriteCandidate(source, i == 0 ? "if" : "else if", candidates[i]);
            return;
        }

        int position = Enumerable.Range(0, candidates[0].Name.Length)
            .OrderByDescending(index => candidates.Select(candidate => candidate.Name[index]).Distinct().Count())
            .First();
        source.Open($"switch (name[{position}])");
        foreach (var group in candidates.GroupBy(candidate => candidate.Name[position]))
        {
            source.Line($"case (byte){SymbolDisplay.FormatLiteral(group.Key, quote: true)}:");
            source.Indent();
            foreach (var candidate in group) WriteCandidate(source, "if", candidate);
            source.Line("break;");
            source.Outdent();
        }

        source.Close();
    }

    private static void WriteCandidate(SourceWriter source, string keyword, (string Name, FieldModel Field) candidate)
    {
        source.Open($"{keyword} (name.SequenceEqual({HeaderSource.Utf8(candidate.Name)}))");
        WriteAssignment(source, candidate.Field);
        source.Close();
    }

    private static void WriteAssignment(SourceWriter source, FieldModel field)
    {
        switch (field.Kind)
        {
            case FieldKind.String:
                source.Line($"{Value(field)} = fields.GetString();");
                return;
            case FieldKind.Utf8:
                source.Line($"{Value(field)} = fields.GetUtf8();");
                break;
            case FieldKind.Boolean:
                source.Line($"{Value(field)} = fields.GetBoolean();");
                break;
            default:
                string type = field.Kind == FieldKind.Int32 ? "Int32" : "Int64";
                string keyword = field.Kind == FieldKind.Int32 ? "int" : "long";
                source.Open($"if (!fields.TryGet{type}(out {keyword} number))");
                source.Line($"error = FieldError.Not{type}(ref fields);");
                source.Line("return false;");
                source.Close();
                source.Line($"{Value(field)} = number;");
                break;
        }

        if (field.IsRequired) source.Line($"{Has(field)} = true;");
    }
}
