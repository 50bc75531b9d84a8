using System.Globalization;

namespace Comity.Kernel.Assess.Instruments;

/// <summary>Finds what is wrong with the scales of a definition whose items are right.</summary>
internal sealed class ScaleCheck(
    InstrumentDefinition definition, IReadOnlyDictionary<string, ItemDefinition> items, Action<string, string> report, Action<string, string> compile)
{
    public void Run()
    {
        var counted = new HashSet<string>(definition.Items.OfType<HighestItem>().SelectMany(h => h.Of), StringComparer.Ordinal);
        var ids = new HashSet<string>(items.Keys, StringComparer.Ordinal);
        foreach (var (i, scale) in definition.Scales.Index())
        {
            var path = $"scales[{i}]";
            if (!ids.Add(scale.Id))
            {
                report(path, $"Two scales, or a scale and an item, are called {scale.Id}.");
            }

            switch (scale)
            {
                case ScoredScale scored:
                    CheckGates(scored.Gates, path);
                    CheckStages(scored, path);
                    counted.UnionWith(scored.Stages.SelectMany(s => s.Items));
                    break;
                case GateScale gated:
                    if (gated.Gates.Count == 0)
                    {
                        report(path, "all_true needs a gate.");
                    }

                    CheckGates(gated.Gates, path);
                    break;
                case JudgementScale judged:
                    CheckJudgement(judged, path);
                    break;
                default:
                    break;
            }
        }

        foreach (var (i, item) in definition.Items.Index().Where(x => definition.Scales.Count > 0 && IsScored(x.Item) && !counted.Contains(x.Item.Id)))
        {
            report($"items[{i}]", $"Item {item.Id} has points that no scale counts.");
        }

        if (definition.Overrides is { } rules)
        {
            CheckOverrides(rules);
        }
    }

    private static bool IsScored(ItemDefinition item) => item is not SingleItem { Options: [{ Points: null }, ..] };

    private bool IsKnown(string id, string path)
    {
        if (!items.ContainsKey(id))
        {
            report(path, $"There is no item {id}.");
        }

        return items.ContainsKey(id);
    }

    private void CheckGates(IReadOnlyList<Gate> gates, string path)
    {
        foreach (var (i, gate) in gates.Index())
        {
            if (gate.Criteria.Count == 0)
            {
                report($"{path}.gates[{i}]", "A gate has at least one criterion.");
            }

            foreach (var (j, criterion) in gate.Criteria.Index())
            {
                var here = $"{path}.gates[{i}].criteria[{j}]";
                if (criterion.When is { } when)
                {
                    compile($"{here}.when", when);
                }
                else if (IsKnown(criterion.Item!, here) && !Decides(items[criterion.Item!]))
                {
                    report(here, $"Item {criterion.Item} decides no gate: it needs an option that meets it and one that does not.");
                }
            }
        }
    }

    private static bool Decides(ItemDefinition item) =>
        item is SingleItem single && single.Options.Any(o => o.Meets == true) && single.Options.Any(o => o.Meets != true);

    private void CheckJudgement(JudgementScale scale, string path)
    {
        if (scale.Levels.Count < 2 || scale.Levels.Distinct(StringComparer.Ordinal).Count() != scale.Levels.Count)
        {
            report(path, "A judgement chooses among two or more different levels.");
        }

        foreach (var id in scale.Ratings)
        {
            if (IsKnown(id, path) && IsScored(items[id]))
            {
                report(path, $"Item {id} has points; ratings of a judgement are never counted.");
            }
        }
    }

    private void CheckStages(ScoredScale scale, string path)
    {
        if (scale.AtLeast > scale.AtMost)
        {
            report(path, "at_least lies above at_most.");
            return;
        }

        if (scale.Stages.Count == 0)
        {
            report(path, "A score has a stage.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var before = PointSet.Zero;
        foreach (var (i, stage) in scale.Stages.Index())
        {
            var here = $"{path}.stages[{i}]";
            var isRight = true;
            foreach (var id in stage.Items)
            {
                if (!IsKnown(id, here) || !IsScored(items[id]))
                {
                    isRight = false;
                    if (items.ContainsKey(id))
                    {
                        report(here, $"Item {id} has no points.");
                    }
                }
                else
                {
                    foreach (var part in Parts(items[id]).Where(part => !seen.Add(part)))
                    {
                        report(here, $"Item {part} counts twice.");
                    }
                }
            }

            CheckBands(scale, i, here, out var isComplete);
            if (!isRight || !isComplete)
            {
                return;
            }

            try
            {
                var sums = stage.Items.Aggregate(before, (sum, id) => sum.Plus(ReachOf(items[id])));
                CheckReach(scale, stage, here, sums);
                before = PointSet.Of(sums.Values.Where(s => stage.Bands.FirstOrDefault(b => b.Holds(Within(scale, s))) is { Level: null }).DefaultIfEmpty(0));
            }
            catch (TooManyTotalsException)
            {
                report(here, string.Create(CultureInfo.InvariantCulture, $"More than {PointSet.Most} different totals are possible; use coarser points."));
                return;
            }
        }
    }

    private static decimal Within(ScoredScale scale, decimal sum) => PointSet.Of([sum]).Within(scale.AtLeast, scale.AtMost).Min;

    private IEnumerable<string> Parts(ItemDefinition item) => item is HighestItem highest ? highest.Of.SelectMany(id => Parts(items[id])).Append(item.Id) : [item.Id];

    private PointSet ReachOf(ItemDefinition item) =>
        item is HighestItem highest ? highest.Of.Select(id => ReachOf(items[id])).Aggregate((a, b) => a.Highest(b)) : Reach.Of(item)!;

    /// <summary>Bands stand in rising order, without overlaps and gaps; totals move in steps of the coarsest unit of all points and limits.</summary>
    private void CheckBands(ScoredScale scale, int index, string path, out bool isComplete)
    {
        var stage = scale.Stages[index];
        isComplete = stage.Bands.Count > 0;
        if (!isComplete)
        {
            report(path, "A stage has levels.");
        }

        var isLast = index == scale.Stages.Count - 1;
        if (!isLast && stage.Bands.All(b => b.Level is not null))
        {
            report(path, "No total goes on to the next stage; one level must be 'continue'.");
        }

        foreach (var (i, band) in stage.Bands.Index())
        {
            var here = $"{path}.bands[{i}]";
            var name = band.Level ?? "continue";
            if (isLast && band.Level is null)
            {
                isComplete = false;
                report(here, "There is no further stage to continue with.");
            }

            if (stage.Bands.Take(i).Any(b => b.Level == band.Level))
            {
                report(here, $"The level {name} occurs twice.");
            }

            if (band.From > band.To)
            {
                isComplete = false;
                report(here, $"{name} begins above its end.");
            }

            if (i > 0)
            {
                isComplete &= CheckNeighbours(stage.Bands[i - 1], band, here, name, Unit(scale));
            }
        }
    }

    private bool CheckNeighbours(Band below, Band band, string path, string name, decimal unit)
    {
        if (below.To is not { } to || band.From is not { } from || from <= to)
        {
            report(path, $"{name} overlaps {below.Level ?? "continue"}{(below.To is { } end ? $", which goes up to {PointSet.Text(end)}" : ", which has no upper limit")}; levels stand in rising order.");
            return false;
        }

        if (Math.Ceiling(from / unit - 1) * unit > to)
        {
            report(path, $"A total between {PointSet.Text(to)} and {PointSet.Text(from)} has no level; {name} should begin at {PointSet.Text((Math.Floor(to / unit) + 1) * unit)}.");
            return false;
        }

        return true;
    }

    private static void Step(ref decimal unit, decimal value)
    {
        var (a, b) = (unit, Math.Abs(value));
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        unit = a;
    }

    private decimal Unit(ScoredScale scale)
    {
        var unit = 1m;
        var points = definition.Items.SelectMany(i => i switch
        {
            SingleItem single => single.Options.Select(o => o.Points ?? 0),
            CountItem count => count.Rates.SelectMany(r => new[] { r.PerEvent, r.IfNone }).Append(count.AtLeast ?? 0).Append(count.AtMost ?? 0),
            LookupItem lookup => lookup.Tables.SelectMany(t => t.ByCount),
            _ => [],
        }).Append(scale.AtLeast ?? 0).Append(scale.AtMost ?? 0);
        foreach (var value in points)
        {
            Step(ref unit, value);
        }

        return unit;
    }

    private void CheckReach(ScoredScale scale, Stage stage, string path, PointSet sums)
    {
        var totals = sums.Within(scale.AtLeast, scale.AtMost);
        if (stage.Bands[0].From is { } from && from > totals.Min)
        {
            report($"{path}.bands[0]", $"Totals from {PointSet.Text(totals.Min)} are possible; below {PointSet.Text(from)} they have no level.");
        }

        if (stage.Bands[^1].To is { } to && to < totals.Max)
        {
            report(string.Create(CultureInfo.InvariantCulture, $"{path}.bands[{stage.Bands.Count - 1}]"), $"Totals up to {PointSet.Text(totals.Max)} are possible; above {PointSet.Text(to)} they have no level.");
        }

        foreach (var (i, band) in stage.Bands.Index().Where(b => !totals.Values.Any(b.Item.Holds)))
        {
            report($"{path}.bands[{i}]", $"No answers reach {band.Level ?? "continue"}; totals go from {PointSet.Text(totals.Min)} to {PointSet.Text(totals.Max)}.");
        }
    }

    private void CheckOverrides(OverrideRules rules)
    {
        if (definition.Scales.Count == 0)
        {
            report("overrides", "There is no scale whose level could be overridden.");
            return;
        }

        if (rules.Levels.Distinct(StringComparer.Ordinal).Count() != rules.Levels.Count)
        {
            report("overrides.levels", "A level occurs twice.");
        }

        foreach (var level in ScaleScoring.Levels(definition.Scales[0]).Except(rules.Levels, StringComparer.Ordinal))
        {
            report("overrides.levels", $"The level {level} is missing.");
        }

        foreach (var (i, code) in rules.Codes.Index().Where(c => rules.Codes.Take(c.Index).Any(o => o.Code == c.Item.Code)))
        {
            report($"overrides.codes[{i}]", $"The code {code.Code} occurs twice.");
        }

        foreach (var (i, rule) in rules.Approvals.Index())
        {
            if (rule.To is { } to && !rules.Levels.Contains(to, StringComparer.Ordinal))
            {
                report($"overrides.approvals[{i}]", $"There is no level {to}.");
            }

            if (rule.By.Count == 0)
            {
                report($"overrides.approvals[{i}]", "Somebody must approve.");
            }
        }

        if (rules.Approvals is not [.., { MostSteps: null, To: null }])
        {
            report("overrides.approvals", "The last rule must fit every override, so it has neither steps nor to.");
        }
    }
}
