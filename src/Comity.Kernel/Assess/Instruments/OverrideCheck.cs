namespace Comity.Kernel.Assess.Instruments;

/// <summary>
/// Holds overrides against an instrument's rules: the number of steps decides who must approve. An override that is not approved
/// stands in the result without effect.
/// </summary>
public static class OverrideCheck
{
    /// <summary>What becomes of an override that starts from the level it names, or why it cannot be asked for.</summary>
    public static (OverrideResult? Result, AnswerProblem? Problem) Ask(InstrumentDefinition instrument, Override asked) =>
        Refusal(instrument, asked, asked.From) is var (found, expected)
            ? (null, new AnswerProblem("$overrides", null, found, expected))
            : (Apply(instrument.Overrides!, asked), null);

    internal static IReadOnlyList<OverrideResult> Apply(
        InstrumentDefinition instrument, string? computed, IReadOnlyList<Override> asked, List<AnswerProblem> problems, out string? final)
    {
        final = computed;
        var results = new List<OverrideResult>();
        for (var i = 0; i < asked.Count; i++)
        {
            if (Refusal(instrument, asked[i], final) is var (found, expected))
            {
                problems.Add(new AnswerProblem("$overrides", i, found, expected));
                continue;
            }

            var result = Apply(instrument.Overrides!, asked[i]);
            results.Add(result);
            final = result.IsApproved ? asked[i].To : final;
        }

        return results;
    }

    private static (string Found, string Expected)? Refusal(InstrumentDefinition instrument, Override asked, string? current)
    {
        if (instrument.Overrides is not { } rules)
        {
            return ("an override", $"none, since {instrument.Id} has no rules for them");
        }

        if (rules.Codes.FirstOrDefault(c => c.Code == asked.Code) is not { } code)
        {
            return ($"the code '{asked.Code}'", $"one of {string.Join(", ", rules.Codes.Select(c => c.Code))}");
        }

        if (current is null)
        {
            return ("an override", "no override before there is one level; answer what is open");
        }

        if (asked.From != current)
        {
            return ($"from '{asked.From}'", $"from {current}, the level it starts from");
        }

        var (from, to) = (IndexOf(rules, asked.From), IndexOf(rules, asked.To));
        if (to < 0 || to == from)
        {
            return ($"to '{asked.To}'", $"another of {string.Join(", ", rules.Levels)}");
        }

        if ((code.Direction == OverrideDirection.Up && to < from) || (code.Direction == OverrideDirection.Down && to > from))
        {
            return ($"{asked.Code} from {asked.From} to {asked.To}", $"a {(code.Direction == OverrideDirection.Up ? "higher" : "lower")} level with this code");
        }

        return string.IsNullOrWhiteSpace(asked.Reason) ? ("an override without a reason", "a reason in words") : null;
    }

    private static OverrideResult Apply(OverrideRules rules, Override asked)
    {
        var steps = IndexOf(rules, asked.To) - IndexOf(rules, asked.From);

        // Compiling made sure that a rule fits every override.
        var needs = rules.Approvals.First(a => (a.MostSteps is null || Math.Abs(steps) <= a.MostSteps) && (a.To is null || a.To == asked.To)).By;
        var persons = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var lacks = needs.Where(role => !asked.Approvals.Any(a => a.Role == role && !string.IsNullOrWhiteSpace(a.By) && persons.Add(a.By.Trim()))).ToArray();
        return new OverrideResult(asked, steps, needs, lacks);
    }

    private static int IndexOf(OverrideRules rules, string level) => rules.Levels.Index().Where(l => l.Item == level).Select(l => l.Index).DefaultIfEmpty(-1).First();
}
