namespace Comity.Formats.Tabular;

/// <summary>What has to be asked before a table can be read.</summary>
public enum MappingQuestionKind
{
    /// <summary>What does the column mean? Candidates are names of <see cref="CargoField"/>; none of them is an answer too.</summary>
    Field,

    /// <summary>In which unit is the column? Candidates are names of <see cref="MassUnit"/>.</summary>
    Unit,

    /// <summary>In which order do the dates stand? Candidates are date formats.</summary>
    DateFormat,

    /// <summary>Which mark separates the decimals?</summary>
    DecimalMark,

    /// <summary>In which encoding is the file written?</summary>
    Encoding,

    /// <summary>The table cannot be read however its columns are answered, such as one without headings.</summary>
    Table,
}

/// <summary>A question to the person who knows the sender.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Column">0-based column, or -1 for the whole table.</param>
/// <param name="Header">The column's heading.</param>
/// <param name="Candidates">Possible answers, likeliest first; empty when there is no idea.</param>
/// <param name="Why">What makes the question necessary, with what was seen.</param>
public sealed record MappingQuestion(MappingQuestionKind Kind, int Column, string Header, IReadOnlyList<string> Candidates, string Why);

/// <summary>What one column probably means.</summary>
/// <param name="Column">0-based column.</param>
/// <param name="Rule">The proposed rule; its field is <see langword="null"/> when a question stands instead.</param>
/// <param name="Confidence">0 (no idea) to 1.</param>
public sealed record SuggestedColumn(int Column, ColumnRule Rule, double Confidence);

/// <summary>
/// A proposal how to read a sender's table, for a person to confirm: it is never applied by itself. Whatever the headings
/// and the sample leave open is asked.
/// </summary>
public sealed record MappingSuggestion
{
    private const double Sure = 0.75;
    private const double ContradictedBySample = 0.3;

    /// <summary>Every column in the table's order.</summary>
    public required IReadOnlyList<SuggestedColumn> Columns { get; init; }

    /// <summary>What must be answered first.</summary>
    public required IReadOnlyList<MappingQuestion> Questions { get; init; }

    /// <summary>
    /// The mapping with the columns that are clear. Complete when there are no <see cref="Questions"/>; else its
    /// gaps make it unusable for this table, because unknown columns are not passed over in silence.
    /// </summary>
    public required ColumnMapping Proposed { get; init; }

    /// <summary>Suggests a mapping from a table's headings and some of its rows.</summary>
    public static MappingSuggestion For(
        IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<object?>> sampleRows, string sender = "", bool encodingCertain = true)
    {
        var questions = new List<MappingQuestion>();
        var decimalMark = DecimalMarkOf(headers, sampleRows, questions);
        if (!encodingCertain)
        {
            questions.Add(new(MappingQuestionKind.Encoding, -1, "", ["windows-1252", "windows-1251", "windows-1256"],
                "The bytes are not UTF-8 and fit every single-byte code page."));
        }

        var fits = headers.Select(HeaderTerms.Find).ToArray();
        var columns = new List<SuggestedColumn>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < headers.Count; i++)
        {
            var key = ColumnMapping.Key(headers[i]);
            var occurrence = seen[key] = seen.GetValueOrDefault(key) + 1;
            var rule = new ColumnRule { Header = headers[i].Trim(), Occurrence = occurrence };
            var values = Values(sampleRows, i);
            var (field, confidence) = FieldOf(i, headers, fits, values, decimalMark, questions);
            columns.Add(new(i, field is { } f ? Detail(rule with { Field = f }, i, values, questions) : rule, confidence));
        }

        if (!columns.Exists(c => c.Rule.Field is CargoField.ContainerNumber or CargoField.BillNumber))
        {
            questions.Add(new(MappingQuestionKind.Table, -1, "", [],
                "No heading clearly names a container or a bill of lading; without one of them no row can be a consignment."));
        }

        return new()
        {
            Columns = columns,
            Questions = questions,
            Proposed = new() { Sender = sender, DecimalMark = decimalMark ?? '.', Columns = [.. columns.Where(c => c.Rule.Field is not null).Select(c => c.Rule)] },
        };
    }

    private static (CargoField? Field, double Confidence) FieldOf(
        int column, IReadOnlyList<string> headers, (IReadOnlyList<CargoField> Fields, double Fit)[] fits, List<object> values, char? decimalMark, List<MappingQuestion> questions)
    {
        void Ask(IEnumerable<CargoField> candidates, string why) =>
            questions.Add(new(MappingQuestionKind.Field, column, headers[column], [.. candidates.Select(c => c.ToString())], why));

        var (fields, fit) = fits[column];
        if (fields.Count == 0)
        {
            var containers = values.Count >= 3 && Share(values, ValueKind.ContainerNumber, decimalMark) >= 0.8;
            Ask(containers ? [CargoField.ContainerNumber] : [], containers
                ? "The heading is unknown, but the values look like container numbers."
                : "The heading is unknown.");
            return (null, 0);
        }

        if (fields.Count > 1)
        {
            Ask(fields, "The heading can mean several things.");
            return (null, fit / fields.Count);
        }

        var field = fields[0];
        if (values.Count >= 3 && Share(values, CargoFields.KindOf(field), decimalMark) < 0.5)
        {
            Ask(fields, $"The heading says {field}, but most values do not look like it, such as '{CellValue.Text(values[0])}'.");
            return (null, fit * ContradictedBySample);
        }

        var rivals = fits.Where((other, i) => i != column && other.Fields is [var same] && same == field).Any();
        if (rivals && !CargoFields.MayRepeat(field))
        {
            Ask(fields, $"Several columns seem to hold {field}.");
            return (null, fit / 2);
        }

        if (fit < Sure)
        {
            Ask(fields, "The heading contains more than the term it was recognised by.");
            return (null, fit);
        }

        return (field, fit);
    }

    /// <summary>Unit, date format and kind of a column whose field is clear.</summary>
    private static ColumnRule Detail(ColumnRule rule, int column, List<object> values, List<MappingQuestion> questions)
    {
        var field = rule.Field!.Value;
        if (CargoFields.IsMass(field))
        {
            var unit = HeaderTerms.UnitIn(rule.Header);
            if (unit is null)
            {
                questions.Add(new(MappingQuestionKind.Unit, column, rule.Header, [.. Enum.GetNames<MassUnit>()], "The heading names no unit."));
            }

            return rule with { Unit = unit };
        }

        if (CargoFields.KindOf(field) == ValueKind.Date)
        {
            return rule with { DateFormat = DateFormatOf(rule.Header, column, values, questions) };
        }

        return CargoFields.IsPlace(field) && values.Count >= 3 && values.TrueForAll(v => CellValue.IsLocode(CellValue.Text(v)))
            ? rule with { Kind = ValueKind.Locode }
            : rule;
    }

    private static string? DateFormatOf(string header, int column, List<object> values, List<MappingQuestion> questions)
    {
        var texts = values.Where(v => v is not DateTime).ToList();
        if (texts.TrueForAll(v => CellValue.TryDate(v, null, out _)))
        {
            return null;
        }

        string[] formats =
        [
            "d/M/yyyy", "M/d/yyyy", "d.M.yyyy", "d-M-yyyy", "M-d-yyyy", "d/M/yyyy H:mm", "M/d/yyyy H:mm", "d.M.yyyy H:mm", "d-M-yyyy H:mm", "d/M/yy", "M/d/yy", "d.M.yy",
        ];
        var fitting = formats.Where(f => texts.TrueForAll(v => CellValue.TryDate(v, f, out _))).ToArray();
        if (fitting.Length == 1)
        {
            return fitting[0];
        }

        questions.Add(new(MappingQuestionKind.DateFormat, column, header, fitting,
            fitting.Length == 0 ? $"'{CellValue.Text(texts[0])}' is no date in a known format." : $"'{CellValue.Text(texts[0])}' fits several formats."));
        return null;
    }

    /// <summary>
    /// The decimal mark the numbers of the sample allow; asked when both are possible and would give different numbers,
    /// or when neither fits them all.
    /// </summary>
    private static char? DecimalMarkOf(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<object?>> rows, List<MappingQuestion> questions)
    {
        bool pointFits = true, commaFits = true, differ = false;
        var example = "";
        for (var i = 0; i < headers.Count; i++)
        {
            if (!HeaderTerms.Find(headers[i]).Fields.Any(f => CargoFields.KindOf(f) is ValueKind.Number or ValueKind.Integer))
            {
                continue;
            }

            foreach (var value in Values(rows, i).OfType<string>())
            {
                var point = CellValue.TryMassKg(value, MassUnit.Kilogram, '.', out var withPoint);
                var comma = CellValue.TryMassKg(value, MassUnit.Kilogram, ',', out var withComma);
                if (point || comma)
                {
                    pointFits &= point;
                    commaFits &= comma;
                    var different = point != comma || !withPoint.Equals(withComma);
                    example = different && !differ ? value : example;
                    differ |= different;
                }
            }
        }

        if (!differ || pointFits != commaFits)
        {
            return commaFits && !pointFits ? ',' : '.';
        }

        questions.Add(new(MappingQuestionKind.DecimalMark, -1, "", [".", ","],
            pointFits ? $"'{example}' is a number with either decimal mark." : "The numbers use both decimal marks."));
        return null;
    }

    private static double Share(List<object> values, ValueKind kind, char? decimalMark) =>
        (double)values.Count(v => CellValue.Looks(v, kind, rule: null, decimalMark ?? '.') || (kind == ValueKind.Date && v is string { Length: >= 6 } s && char.IsAsciiDigit(s[0]))) / values.Count;

    private static List<object> Values(IReadOnlyList<IReadOnlyList<object?>> rows, int column) =>
        [.. rows.Where(r => column < r.Count).Select(r => r[column]).Where(v => v is not null and not "").Select(v => v!)];
}
