using System.Globalization;
using System.Text;
using System.Text.Json;
using Ariane.Cli.Output;
using Ariane.Storage.Inspection;

namespace Ariane.Cli.Commands.Stores;

/// <summary>What a check found, for people and for programs.</summary>
internal static class StoreReportText
{
    public static string ToText(StoreReport report)
    {
        var text = new StringBuilder();
        Line($"log     {report.Log.Records:N0} records in {report.Segments.Count:N0} segments, offsets {report.Log.MinOffset} to {report.Log.EndOffset}");
        Line($"queues  {report.Queues.Queues:N0}, with {report.Queues.Units:N0} units: {report.Queues.Wrong:N0} wrong, {report.Queues.Missing:N0} missing");
        Line($"index   {report.Index.Files:N0} files, with {report.Index.Entries:N0} entries: {report.Index.Wrong:N0} wrong, {report.Index.Missing:N0} missing");
        Line($"closed  {(report.WasClosed ? "cleanly" : "not cleanly: the next start recovers the store first")}");
        foreach (var defect in Defects(report)) Line($"defect  {defect.Path} at {defect.Offset}: {defect.What}");

        return text.Append(report.IsSound
            ? "The store is sound."
            : "The store is not sound. "
                + "A damaged log needs a replica or a backup; queues and index: ariane store rebuild.").ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    public static string ToJson(StoreReport report) => JsonLine.Object(json =>
    {
        json.WriteBoolean("sound", report.IsSound);
        json.WriteBoolean("closedCleanly", report.WasClosed);
        WritePart(
            json,
            "log",
            report.Log.FirstDefect,
            ("segments", report.Segments.Count),
            ("records", report.Log.Records),
            ("minOffset", report.Log.MinOffset),
            ("endOffset", report.Log.EndOffset));
        WritePart(
            json,
            "queues",
            report.Queues.FirstDefect,
            ("queues", report.Queues.Queues),
            ("units", report.Queues.Units),
            ("wrong", report.Queues.Wrong),
            ("missing", report.Queues.Missing));
        WritePart(
            json,
            "index",
            report.Index.FirstDefect,
            ("files", report.Index.Files),
            ("entries", report.Index.Entries),
            ("wrong", report.Index.Wrong),
            ("missing", report.Index.Missing));
    });

    private static IEnumerable<StoreDefect> Defects(StoreReport report) =>
        new[] { report.Log.FirstDefect, report.Queues.FirstDefect, report.Index.FirstDefect }.OfType<StoreDefect>();

    private static void WritePart(
        Utf8JsonWriter json, string name, StoreDefect? defect, params ReadOnlySpan<(string Name, long Value)> numbers)
    {
        json.WriteStartObject(name);
        foreach ((string number, long value) in numbers) json.WriteNumber(number, value);
        WriteDefect(json, defect);
        json.WriteEndObject();
    }

    private static void WriteDefect(Utf8JsonWriter json, StoreDefect? defect)
    {
        if (defect is null) return;

        json.WriteStartObject("firstDefect");
        json.WriteString("path", defect.Path);
        json.WriteNumber("offset", defect.Offset);
        json.WriteString("what", defect.What);
        json.WriteEndObject();
    }
}
