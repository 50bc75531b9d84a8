using Comity.Host;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Cli;

/// <summary>An assessment as JSON or as lines to read.</summary>
internal static class AssessmentOutput
{
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteJson(Assessment assessment, Stream stream)
    {
        using var output = new Utf8JsonWriter(stream, JsonOptions);
        output.WriteStartObject();
        output.WriteString("instrument", assessment.Instrument.Id);
        output.WriteNumber("version", assessment.Instrument.Version);
        output.WriteString("date", Day(assessment.Day));
        output.WriteStartArray("items");
        foreach (var item in assessment.Items)
        {
            Write(output, item);
        }

        output.WriteEndArray();
        WriteScale(output, assessment.Main);
        output.WriteStartArray("scales");
        foreach (var scale in assessment.Scales)
        {
            output.WriteStartObject();
            output.WriteString("id", scale.Id);
            WriteScale(output, scale);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        output.WriteStartArray("overrides");
        foreach (var done in assessment.Overrides)
        {
            Write(output, done);
        }

        output.WriteEndArray();
        output.WriteString("final_level", assessment.FinalLevel);
        Write(output, assessment.Corrected);
        Texts(output, "notes", assessment.Notes);
        output.WriteEndObject();
    }

    public static void WriteText(Assessment assessment, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{assessment.Instrument.Title} ({assessment.Instrument.Id}), {assessment.Day:yyyy-MM-dd}"));
        foreach (var item in assessment.Items)
        {
            var points = item.Points is { } known ? Number(known) : item.LeastPoints is { } least ? $"{Number(least)}…{Number(item.MostPoints!.Value)}" : "";
            output.WriteLine($"  {item.Id,4}  {points,7}  {item.Text}");
            output.WriteLine($"{"",15}  {item.Because}");
            foreach (var reason in item.Evidence)
            {
                output.WriteLine($"{"",15}  {reason.Field} is {FactText.Of(reason.Value)}{(reason.Position.IsKnown ? string.Create(CultureInfo.InvariantCulture, $", line {reason.Position.Segment}") : "")}");
            }
        }

        foreach (var scale in assessment.Scales)
        {
            var total = scale.Total is { } known ? $"total {Number(known)}, " : scale.LeastTotal is { } least ? $"total {Number(least)} to {Number(scale.MostTotal!.Value)}, " : "";
            output.WriteLine($"{scale.Id}: {total}{scale.Level ?? "possible: " + string.Join(", ", scale.PossibleLevels)}");
            output.WriteLine($"  {scale.Because}");
        }

        foreach (var done in assessment.Overrides)
        {
            output.WriteLine($"Override {done.Asked.Code}, {done.Asked.From} → {done.Asked.To} ({done.Steps:+0;-0} steps): {done.Asked.Reason}");
            output.WriteLine(done.IsApproved ? $"  approved by {string.Join(", ", done.Needs)}" : $"  without effect until approved by {string.Join(", ", done.Lacks)}");
        }

        if (assessment.Overrides.Count > 0)
        {
            output.WriteLine($"Final level: {assessment.FinalLevel}");
        }

        if (assessment.Corrected is { } corrected)
        {
            output.WriteLine($"On paper: {(corrected.Total is { } sum ? $"total {Number(sum)}, " : "")}{corrected.Level}, by {corrected.By}: {corrected.Reason}");
        }

        foreach (var note in assessment.Notes)
        {
            output.WriteLine("! " + note);
        }
    }

    private static void Write(Utf8JsonWriter output, ItemResult item)
    {
        output.WriteStartObject();
        output.WriteString("id", item.Id);
        output.WritePropertyName("answer");
        Write(output, item.Answer);
        output.WriteString("option", item.Option);
        Number(output, "points", item.Points);
        Range(output, "points_range", item.LeastPoints, item.MostPoints);
        output.WriteString("origin", item.Origin.ToString().ToLowerInvariant());
        output.WriteString("because", item.Because);
        output.WriteStartArray("evidence");
        foreach (var reason in item.Evidence)
        {
            Write(output, reason);
        }

        output.WriteEndArray();
        output.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter output, Reason reason)
    {
        output.WriteStartObject();
        output.WriteString("fact", reason.Field);
        output.WriteString("value", FactText.Of(reason.Value));
        output.WriteString("condition", reason.Condition);
        if (reason.Position.IsKnown)
        {
            output.WriteNumber("line", reason.Position.Segment);
        }

        output.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter output, Answer? answer)
    {
        switch (answer)
        {
            case TextAnswer text:
                output.WriteStringValue(text.Text);
                break;
            case NumberAnswer number:
                output.WriteNumberValue(number.Number);
                break;
            case EventsAnswer events:
                output.WriteStartArray();
                foreach (var day in events.Days)
                {
                    output.WriteStringValue(day);
                }

                output.WriteEndArray();
                break;
            default:
                output.WriteNullValue();
                break;
        }
    }

    private static void WriteScale(Utf8JsonWriter output, ScaleResult? scale)
    {
        Number(output, "total", scale?.Total);
        output.WriteString("level", scale?.Level);
        Texts(output, "range", scale?.PossibleLevels ?? []);
        Range(output, "total_range", scale?.LeastTotal, scale?.MostTotal);
        output.WriteString("because", scale?.Because);
        Texts(output, "missing", scale?.Missing ?? []);
    }

    private static void Write(Utf8JsonWriter output, OverrideResult done)
    {
        output.WriteStartObject();
        output.WriteString("code", done.Asked.Code);
        output.WriteString("from", done.Asked.From);
        output.WriteString("to", done.Asked.To);
        output.WriteString("reason", done.Asked.Reason);
        output.WriteNumber("steps", done.Steps);
        Texts(output, "needs", done.Needs);
        Texts(output, "lacks", done.Lacks);
        output.WriteBoolean("approved", done.IsApproved);
        output.WriteStartArray("approvals");
        foreach (var approval in done.Asked.Approvals)
        {
            output.WriteStartObject();
            output.WriteString("role", approval.Role);
            output.WriteString("by", approval.By);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        output.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter output, CorrectedResult? corrected)
    {
        if (corrected is null)
        {
            output.WriteNull("corrected");
            return;
        }

        output.WriteStartObject("corrected");
        Number(output, "total", corrected.Total);
        output.WriteString("level", corrected.Level);
        output.WriteString("reason", corrected.Reason);
        output.WriteString("by", corrected.By);
        output.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter output, string name, IReadOnlyList<string> texts)
    {
        output.WriteStartArray(name);
        foreach (var text in texts)
        {
            output.WriteStringValue(text);
        }

        output.WriteEndArray();
    }

    private static void Range(Utf8JsonWriter output, string name, decimal? least, decimal? most)
    {
        if (least is null || most is null)
        {
            output.WriteNull(name);
            return;
        }

        output.WriteStartArray(name);
        output.WriteNumberValue(least.Value);
        output.WriteNumberValue(most.Value);
        output.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter output, string name, decimal? value)
    {
        if (value is { } number)
        {
            output.WriteNumber(name, number);
        }
        else
        {
            output.WriteNull(name);
        }
    }

    private static string Number(decimal value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
