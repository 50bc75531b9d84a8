using System.Globalization;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Instruments;

/// <summary>An item with what it can still come to.</summary>
/// <param name="Result">What is shown of it.</param>
/// <param name="Points">The possible points; <see langword="null"/> when it is not scored.</param>
/// <param name="Meets">Whether it meets a gate.</param>
internal sealed record ScoredItem(ItemResult Result, PointSet? Points, Verdict Meets)
{
    /// <summary>Whether nothing about it is open.</summary>
    public bool IsSettled => Result.Origin != AnswerOrigin.Missing && (Points is null || Points.Known is not null);
}

/// <summary>Holds answers and facts against items. Items must come after those they are made of.</summary>
internal sealed class ItemScoring(
    IReadOnlyDictionary<string, Condition> conditions, SubjectRecord facts, DateOnly day, List<AnswerProblem> problems)
{
    private readonly Dictionary<string, ScoredItem> _scored = new(StringComparer.Ordinal);

    public ScoredItem this[string id] => _scored[id];

    public Outcome Evaluate(string condition) => conditions[condition].Evaluate(facts);

    public void Score(ItemDefinition item, Answer? answer) => _scored[item.Id] = item switch
    {
        SingleItem single => Single(single, answer),
        EventsItem events => Events(events, answer),
        HighestItem highest => Highest(highest),
        _ => throw new ArgumentException($"Nothing scores a {item.GetType().Name}.", nameof(item)),
    };

    private ScoredItem Single(SingleItem item, Answer? answer)
    {
        if (answer is null && FromRecord(item) is { } recorded)
        {
            return recorded;
        }

        switch (answer)
        {
            case null:
                return item.Options.Any(o => o.When is not null) ? Derived(item, null, null, AnswerOrigin.Record, []) : Open(item, item.Options, null, "no answer", []);
            case TextAnswer text when Named(item, text.Text) is { } option:
                return Chosen(item, option, answer, AnswerOrigin.Given, $"'{option.Label}'{Contradiction(option)}", []);
            case TextAnswer text when TryNumber(text.Text, out var written) && Holds(item, written):
                return Derived(item, written, answer, AnswerOrigin.Given, []);
            case NumberAnswer number when Holds(item, number.Number):
                return Derived(item, number.Number, answer, AnswerOrigin.Given, []);
            case NumberAnswer number when Named(item, PointSet.Text(number.Number)) is { } option:
                return Chosen(item, option, answer, AnswerOrigin.Given, $"'{option.Label}'{Contradiction(option)}", []);
            default:
                problems.Add(new AnswerProblem(item.Id, null, Describe(answer), $"one of {Choices(item)}"));
                return Open(item, item.Options, null, "no usable answer", []);
        }
    }

    private ScoredItem? FromRecord(SingleItem item)
    {
        if (item.Fact is not { } path || facts[path] is not { } value)
        {
            return null;
        }

        Reason[] evidence = [new(path, value, path, facts.PositionOf(facts.Schema.OrdinalOf(path)))];
        var (text, number) = value switch
        {
            bool truth => (truth ? "yes" : "no", null),
            long whole => (whole.ToString(CultureInfo.InvariantCulture), whole),
            double real => (real.ToString(CultureInfo.InvariantCulture), Exact(real)),
            _ => ((string)value, (decimal?)null),
        };
        if (number is { } known && Holds(item, known))
        {
            return Derived(item, known, new NumberAnswer(known), AnswerOrigin.Record, evidence);
        }

        return Named(item, text) is { } option
            ? Chosen(item, option, new TextAnswer(text), AnswerOrigin.Record, $"the record says '{text}'", evidence)
            : Open(item, item.Options, null, $"the record says '{text}', which is none of {Choices(item)}", evidence);
    }

    /// <summary>The first option whose range and condition hold; those that may hold before it stay possible.</summary>
    private ScoredItem Derived(SingleItem item, decimal? number, Answer? answer, AnswerOrigin origin, IReadOnlyList<Reason> evidence)
    {
        var possible = new List<Option>();
        var missing = new List<string>();
        foreach (var option in item.Options)
        {
            if (option.HasRange && number is { } known && !option.Holds(known))
            {
                continue;
            }

            var outcome = option.When is { } when ? Evaluate(when) : Condition.True;
            if (outcome.Verdict == Verdict.False)
            {
                continue;
            }

            possible.Add(option);
            missing.AddRange(outcome.Error is { } error ? [error] : outcome.Missing);
            if (outcome.Verdict == Verdict.Unknown || (option.HasRange && number is null))
            {
                continue;
            }

            if (possible.Count == 1)
            {
                var reasons = option.When is null ? evidence : [.. evidence, .. conditions[option.When].Explain(facts)];
                return Chosen(item, option, answer ?? new TextAnswer(option.Code), origin, Why(option, number), reasons);
            }

            break;
        }

        if (possible.Count == 0)
        {
            return Open(item, item.Options, null, "the record's facts fit no option", evidence);
        }

        var open = string.Join(", ", missing.Distinct(StringComparer.Ordinal));
        return Open(item, possible, answer, $"one of {string.Join(" | ", possible.Select(o => o.Label))}; not known: {(open.Length > 0 ? open : "the number")}", evidence);
    }

    private static string Why(Option option, decimal? number) =>
        number is { } known && option.HasRange ? $"{PointSet.Text(known)} is '{option.Label}'"
        : option.When is { } when ? $"'{option.Label}' because {when}"
        : $"'{option.Label}'";

    private string Contradiction(Option option) =>
        option.When is { } when && Evaluate(when).Verdict == Verdict.False ? $" (the record says otherwise: {when} is false)" : "";

    private static ScoredItem Chosen(SingleItem item, Option option, Answer answer, AnswerOrigin origin, string because, IReadOnlyList<Reason> evidence)
    {
        var points = option.Points;
        var result = new ItemResult(
            item.Id, item.Text, answer, origin, option.Code, points, points, points, points is { } p ? $"{because}: {PointSet.Text(p)}" : because, evidence);
        return new ScoredItem(result, points is { } known ? PointSet.Of([known]) : null, Meeting([option]));
    }

    private static ScoredItem Open(SingleItem item, IReadOnlyList<Option> possible, Answer? answer, string because, IReadOnlyList<Reason> evidence)
    {
        PointSet? points = item.Options[0].Points is null ? null : PointSet.Of(possible.Select(o => o.Points!.Value));
        return Unsettled(item, points, answer, because, Meeting(possible), evidence);
    }

    private static ScoredItem Unsettled(ItemDefinition item, PointSet? points, Answer? answer, string because, Verdict meets, IReadOnlyList<Reason> evidence)
    {
        var told = points is null ? because : $"{because}: {points}";
        return new ScoredItem(
            new ItemResult(item.Id, item.Text, answer, AnswerOrigin.Missing, null, points?.Known, points?.Min, points?.Max, told, evidence), points, meets);
    }

    private static Verdict Meeting(IReadOnlyList<Option> possible) =>
        possible.All(o => o.Meets == true) ? Verdict.True : possible.All(o => o.Meets != true) ? Verdict.False : Verdict.Unknown;

    private ScoredItem Events(EventsItem item, Answer? answer)
    {
        var origin = AnswerOrigin.Given;
        IReadOnlyList<Reason> evidence = [];
        if (answer is null && item.Fact is { } path && facts[path] is IReadOnlyList<string> recorded)
        {
            (answer, origin) = (new EventsAnswer(recorded), AnswerOrigin.Record);
            evidence = [new Reason(path, recorded, path, facts.PositionOf(facts.Schema.OrdinalOf(path)))];
        }

        var before = problems.Count;
        List<DateOnly>? days = answer switch
        {
            EventsAnswer given => Days(item, given.Days),
            _ => null,
        };
        if (answer is not (null or EventsAnswer))
        {
            problems.Add(new AnswerProblem(item.Id, null, Describe(answer), "a list of days such as [\"2026-01-31\"]; [] for none"));
        }

        if (days is null || problems.Count > before)
        {
            return Unsettled(item, Reach.Of(item), null, "no answer", Verdict.Unknown, evidence);
        }

        var points = Points(item, days, out var because);
        return new ScoredItem(
            new ItemResult(item.Id, item.Text, answer, origin, null, points, points, points, because, evidence), PointSet.Of([points]), Verdict.Unknown);
    }

    private List<DateOnly> Days(EventsItem item, IReadOnlyList<string> texts)
    {
        var days = new List<DateOnly>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            if (!DateOnly.TryParseExact(texts[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var happened))
            {
                problems.Add(new AnswerProblem(item.Id, i, $"'{texts[i]}'", "a day such as 2026-01-31"));
            }
            else if (happened > day)
            {
                problems.Add(new AnswerProblem(item.Id, i, texts[i], string.Create(CultureInfo.InvariantCulture, $"a day up to {day:yyyy-MM-dd}, the day of the assessment")));
            }
            else
            {
                days.Add(happened);
            }
        }

        return days;
    }

    private decimal Points(EventsItem item, List<DateOnly> days, out string because)
    {
        var sum = 0m;
        var parts = new List<string>();
        for (var i = 0; i < item.Windows.Count; i++)
        {
            var window = item.Windows[i];
            var count = days.Count(happened => window.Hold(happened, day));
            var points = Worth(item, i, count);
            sum += points;
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{window}: {count} event{(count == 1 ? "" : "s")}, {PointSet.Text(points)}"));
        }

        var counted = item is CountItem limits ? PointSet.Of([sum]).Within(limits.AtLeast, limits.AtMost).Min : sum;
        var outside = days.Count(happened => !item.Windows.Any(window => window.Hold(happened, day)));
        if (outside > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{outside} in no window"));
        }

        because = $"{string.Join("; ", parts)}; together {PointSet.Text(sum)}{(counted == sum ? "" : $", limited to {PointSet.Text(counted)}")}";
        return counted;
    }

    private static decimal Worth(EventsItem item, int window, int count) => item switch
    {
        CountItem rates => count == 0 ? rates.Rates[window].IfNone : count * rates.Rates[window].PerEvent,
        LookupItem tables => tables.Tables[window].ByCount[Math.Min(count, tables.Tables[window].ByCount.Count - 1)],
        _ => throw new ArgumentException($"Nothing counts a {item.GetType().Name}.", nameof(item)),
    };

    private ScoredItem Highest(HighestItem item)
    {
        var parts = item.Of.Select(id => _scored[id]).ToArray();
        var points = parts.Select(p => p.Points!).Aggregate((a, b) => a.Highest(b));
        var because = $"the highest of {string.Join(", ", item.Of.Zip(parts, (id, part) => $"{id} ({part.Points})"))}";
        if (points.Known is not { } known)
        {
            return Unsettled(item, points, null, because, Verdict.Unknown, []);
        }

        var result = new ItemResult(item.Id, item.Text, null, AnswerOrigin.Items, null, known, known, known, $"{because}: {PointSet.Text(known)}", []);
        return new ScoredItem(result, points, Verdict.Unknown);
    }

    private static bool Holds(SingleItem item, decimal number) =>
        item.Options.Any(o => o.HasRange) && item.Options.Any(o => o.HasRange ? o.Holds(number) : o.When is null && o == item.Options[^1]);

    private static Option? Named(SingleItem item, string text) =>
        item.Options.FirstOrDefault(o => o.Code == text || o.Label == text)
        ?? item.Options.FirstOrDefault(o => o.Code.Equals(text, StringComparison.OrdinalIgnoreCase) || o.Label.Equals(text, StringComparison.OrdinalIgnoreCase));

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static decimal? Exact(double real) => double.IsFinite(real) && Math.Abs(real) < 1e15 ? (decimal)real : null;

    private static string Choices(SingleItem item)
    {
        var labels = string.Join(", ", item.Options.Select(o => $"'{o.Label}'"));
        return item.Options.Any(o => o.HasRange) ? $"{labels}, or a number one of them holds" : labels;
    }

    private static string Describe(Answer answer) => answer switch
    {
        TextAnswer text => $"'{text.Text}'",
        NumberAnswer number => PointSet.Text(number.Number),
        EventsAnswer events => string.Create(CultureInfo.InvariantCulture, $"a list of {events.Days.Count}"),
        _ => "a judgement",
    };
}
