using System.Globalization;
using System.Text.Json;
using Comity.Host.Assessments;
using Comity.Kernel.Assess.Instruments;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Web.Assessments;

/// <summary>What stands in the fields of one item, as it was typed or as it is kept.</summary>
/// <param name="Choice">The code of the chosen option, or empty.</param>
/// <param name="Number">A number in place of an option, or empty.</param>
/// <param name="Days">Days of events.</param>
/// <param name="IsNone">Whether it is said that there was no event.</param>
/// <param name="Remarks">The remarks by their number.</param>
public sealed record AnswerInput(string Choice, string Number, IReadOnlyList<string> Days, bool IsNone, IReadOnlyList<string> Remarks)
{
    private const int LongestRemark = 2000;
    private static readonly JsonElement NoAnswer = JsonSerializer.SerializeToElement<object?>(null);

    /// <summary>The questions of each part of the form: a part is one page, small enough for a slow link.</summary>
    public static IReadOnlyList<IReadOnlyList<ItemDefinition>> Parts(InstrumentDefinition instrument)
    {
        const int itemsInPart = 12;
        return [.. instrument.Items.Where(item => item is not HighestItem).Chunk(itemsInPart)];
    }

    /// <summary>The fields as they are kept.</summary>
    public static AnswerInput Of(AssessmentRecord record, ItemDefinition item, int remarks)
    {
        var (choice, number, days, isNone) = ("", "", Array.Empty<string>(), false);
        if (record.Answers.TryGetValue(item.Id, out var kept))
        {
            switch (kept.ValueKind)
            {
                case JsonValueKind.Number:
                    number = kept.GetRawText();
                    break;
                case JsonValueKind.Array:
                    days = [.. kept.EnumerateArray().Select(day => day.GetString() ?? "")];
                    isNone = days.Length == 0;
                    break;
                default:
                    var said = kept.GetString() ?? "";
                    choice = (item as SingleItem)?.Options.FirstOrDefault(option => option.Code == said || option.Label == said)?.Code ?? said;
                    break;
            }
        }

        return new AnswerInput(choice, number, days, isNone, [.. Enumerable.Range(0, remarks).Select(i => record.Remarks.GetValueOrDefault(RemarkKey(item.Id, i), ""))]);
    }

    /// <summary>The fields as they were sent.</summary>
    public static AnswerInput Of(IFormCollection form, ItemDefinition item, int remarks) => new(
        form["a." + item.Id].ToString(),
        form["n." + item.Id].ToString().Trim(),
        [.. form["d." + item.Id].Select(day => day!.Trim()).Where(day => day.Length > 0)],
        form["none." + item.Id] == "yes",
        [.. Enumerable.Range(0, remarks).Select(i => form[$"r.{RemarkKey(item.Id, i)}"].ToString().Trim().ReplaceLineEndings("\n"))]);

    /// <summary>The name under which a remark is kept.</summary>
    public static string RemarkKey(string item, int number) => string.Create(CultureInfo.InvariantCulture, $"{item}/{number}");

    /// <summary>The answer these fields give; a null element when they give none.</summary>
    /// <param name="item">The item.</param>
    /// <param name="problems">Takes what cannot be used.</param>
    public JsonElement Answer(ItemDefinition item, ICollection<string> problems)
    {
        if (Remarks.Any(remark => remark.Length > LongestRemark))
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"item {item.Id}: a remark has more than {LongestRemark} characters."));
        }

        if (item is EventsItem)
        {
            if (IsNone && Days.Count > 0)
            {
                problems.Add($"item {item.Id}: found days and that there were none, expected one of the two.");
            }

            return IsNone || Days.Count > 0 ? JsonSerializer.SerializeToElement(Days) : NoAnswer;
        }

        if (Number.Length > 0)
        {
            if (Choice.Length > 0)
            {
                problems.Add($"item {item.Id}: found a number and a choice, expected one of the two.");
            }

            if (decimal.TryParse(Number, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
            {
                return JsonSerializer.SerializeToElement(exact);
            }

            problems.Add($"item {item.Id}: found '{Number}', expected a number.");
        }

        return Choice.Length > 0 ? JsonSerializer.SerializeToElement(Choice) : NoAnswer;
    }
}
