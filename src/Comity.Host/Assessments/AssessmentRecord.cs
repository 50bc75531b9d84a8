using System.Collections.Immutable;
using System.Text.Json;
using Comity.Formats.Instruments;
using Comity.Kernel.Account;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Host.Assessments;

/// <summary>An assessment in the making or made: a value that follows from its entries alone.</summary>
public sealed record AssessmentRecord
{
    private AssessmentRecord(string id) => Id = id;

    /// <summary>Its random name.</summary>
    public string Id { get; }

    /// <summary>Every entry, oldest first.</summary>
    public ImmutableList<AssessmentEntry> Entries { get; private init; } = [];

    /// <summary>How it began.</summary>
    public AssessmentBegun Begun { get; private init; } = null!;

    /// <summary>Answers by item, as an answer file has them.</summary>
    public ImmutableDictionary<string, JsonElement> Answers { get; private init; } = ImmutableDictionary.Create<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Remarks by item and number of the remark, such as <c>7/0</c>.</summary>
    public ImmutableDictionary<string, string> Remarks { get; private init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The last result on paper, or null.</summary>
    public ResultCorrected? Corrected { get; private init; }

    /// <summary>Who completed it, or null while it is a draft.</summary>
    public Deed? Completed { get; private init; }

    /// <summary>A record without entries; the first is <see cref="AssessmentBegun"/>.</summary>
    public static AssessmentRecord Named(string id) => new(id);

    /// <summary>The record with one more entry.</summary>
    /// <exception cref="DeedRefusedException">The entry is not allowed as things stand.</exception>
    public AssessmentRecord With(AssessmentEntry entry)
    {
        entry.Deed.Checked();
        if (entry is AssessmentBegun != Entries.IsEmpty)
        {
            throw new DeedRefusedException(Entries.IsEmpty ? "The assessment has not begun." : "The assessment has begun already.");
        }

        if (Completed is not null && entry is not ResultCorrected)
        {
            throw new DeedRefusedException($"{Completed.Who} completed the assessment; its answers do not change any more. Begin another.");
        }

        var next = entry switch
        {
            AssessmentBegun begun => this with { Begun = begun },
            AnswersSaved saved => this with
            {
                Answers = saved.Answers.Aggregate(Answers, (answers, one) => one.Value.ValueKind == JsonValueKind.Null ? answers.Remove(one.Key) : answers.SetItem(one.Key, one.Value)),
                Remarks = saved.Remarks.Aggregate(Remarks, (remarks, one) => one.Value.Length == 0 ? remarks.Remove(one.Key) : remarks.SetItem(one.Key, one.Value)),
            },
            ResultCorrected corrected => this with { Corrected = corrected },
            AssessmentCompleted completed => this with { Completed = completed.Deed },
            _ => throw new DeedRefusedException($"Unknown entry {entry.GetType().Name}."),
        };
        return next with { Entries = Entries.Add(entry) };
    }

    /// <summary>What it says as an answer file (docs/instruments.md).</summary>
    public byte[] AnswerFile()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (item, answer) in Answers.OrderBy(answer => answer.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(item);
                answer.WriteTo(json);
            }

            json.WriteStartObject("$facts");
            foreach (var (path, fact) in Begun.Facts.OrderBy(fact => fact.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(path);
                fact.Value.WriteTo(json);
            }

            json.WriteEndObject();
            if (Corrected is { } corrected)
            {
                json.WriteStartObject("$corrected");
                if (corrected.Total is { } total)
                {
                    json.WriteNumber("total", total);
                }

                if (corrected.Level is { } level)
                {
                    json.WriteString("level", level);
                }

                json.WriteString("reason", corrected.Deed.Why);
                json.WriteString("by", corrected.Deed.Who);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Assesses what it says.</summary>
    public AnswerFileOutcome Assess(Instrument instrument) =>
        Formats.Instruments.AnswerFile.Assess(new MemoryStream(AnswerFile()), Begun.Instrument, instrument, Begun.Day);
}
