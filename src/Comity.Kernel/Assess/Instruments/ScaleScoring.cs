namespace Comity.Kernel.Assess.Instruments;

/// <summary>Draws a scale's result from scored items, with every result the open answers still allow.</summary>
internal static class ScaleScoring
{
    /// <summary>The levels of a scale, lowest first; those only a gate gives stand before all others.</summary>
    public static IReadOnlyList<string> Levels(ScaleDefinition scale) => scale switch
    {
        ScoredScale scored =>
        [
            .. scored.Gates.Select(g => g.Otherwise)
                .Except(scored.Stages.SelectMany(s => s.Bands).Select(b => b.Level), StringComparer.Ordinal).OfType<string>(),
            .. scored.Stages.SelectMany(s => s.Bands).Where(b => b.Level is not null).OrderBy(b => b.From ?? decimal.MinValue).Select(b => b.Level!).Distinct(StringComparer.Ordinal),
        ],
        GateScale gated => [.. gated.Gates.Select(g => g.Otherwise).Append(gated.Met).Distinct(StringComparer.Ordinal)],
        JudgementScale judged => judged.Levels,
        _ => throw new ArgumentException($"Nothing is known of a {scale.GetType().Name}.", nameof(scale)),
    };

    public static ScaleResult Score(InstrumentDefinition instrument, ScaleDefinition scale, ItemScoring items, Answer? answer, List<AnswerProblem> problems)
    {
        if (scale is JudgementScale judged)
        {
            return Judge(judged, items, answer, problems);
        }

        var draft = new Draft(instrument, items);
        var passed = draft.Pass(scale is ScoredScale { Gates: var before } ? before : ((GateScale)scale).Gates);
        if (passed && scale is ScoredScale scored)
        {
            draft.Sum(scored);
        }
        else if (passed)
        {
            draft.Add(((GateScale)scale).Met, null, "all criteria hold");
        }

        return draft.ToResult(scale.Id, Levels(scale));
    }

    private static ScaleResult Judge(JudgementScale scale, ItemScoring items, Answer? answer, List<AnswerProblem> problems)
    {
        string[] open = [.. scale.Ratings.Where(id => !items[id].IsSettled)];
        if (answer is null)
        {
            return new ScaleResult(scale.Id, null, null, null, null, scale.Levels, "no judgement yet", [.. open, scale.Id]);
        }

        if (answer is not JudgementAnswer judgement || !scale.Levels.Contains(judgement.Level, StringComparer.Ordinal))
        {
            problems.Add(new AnswerProblem(
                scale.Id, null, answer is JudgementAnswer other ? $"the level '{other.Level}'" : "no judgement", $"a judgement with one of the levels {string.Join(", ", scale.Levels)}"));
            return new ScaleResult(scale.Id, null, null, null, null, scale.Levels, "no usable judgement", [scale.Id]);
        }

        if (string.IsNullOrWhiteSpace(judgement.Reason) || string.IsNullOrWhiteSpace(judgement.By))
        {
            problems.Add(new AnswerProblem(scale.Id, null, "a judgement without its reason or its author", "both"));
        }

        // Nothing is computed from the ratings, so a judgement given while some are open stands, with the open ones named.
        return new ScaleResult(scale.Id, null, null, null, judgement.Level, [judgement.Level], $"judged by {judgement.By}: {judgement.Reason}", open);
    }

    private sealed class Draft(InstrumentDefinition instrument, ItemScoring items)
    {
        private readonly List<(string Level, decimal? Total, string Because)> _outcomes = [];
        private readonly List<string> _open = [];

        /// <summary>Whether the gates may all be passed. What happens where one is not is added.</summary>
        public bool Pass(IReadOnlyList<Gate> gates)
        {
            foreach (var gate in gates)
            {
                var verdicts = gate.Criteria.Select(c => (Criterion: c, Verdict: Holds(c))).ToArray();
                if (verdicts.FirstOrDefault(v => v.Verdict == Verdict.False) is { Criterion: { } failed })
                {
                    Add(gate.Otherwise, gate.OtherwiseTotal, $"{failed} does not hold");
                    return false;
                }

                var unknown = verdicts.Where(v => v.Verdict == Verdict.Unknown).ToArray();
                if (unknown.Length > 0)
                {
                    Add(gate.Otherwise, gate.OtherwiseTotal, $"{unknown[0].Criterion} is not known");
                    _open.AddRange(unknown.Select(u => u.Criterion.Item).OfType<string>());
                    _open.AddRange(unknown.Where(u => u.Criterion.When is not null).SelectMany(u => items.Evaluate(u.Criterion.When!).Missing));
                }
            }

            return true;
        }

        public void Sum(ScoredScale scale)
        {
            var possible = PointSet.Zero;
            foreach (var stage in scale.Stages)
            {
                foreach (var item in stage.Items.Select(id => items[id]))
                {
                    possible = possible.Plus(item.Points!);
                    if (!item.IsSettled)
                    {
                        Open(item.Result.Id);
                    }
                }

                var totals = possible.Within(scale.AtLeast, scale.AtMost);
                var goesOn = false;
                foreach (var total in totals.Values)
                {
                    var band = stage.Bands.First(b => b.Holds(total));
                    goesOn |= band.Level is null;
                    if (band.Level is { } level)
                    {
                        var sum = possible.Known is { } known && known != total ? $"{PointSet.Text(known)}, limited to {PointSet.Text(total)}," : PointSet.Text(total);
                        Add(level, total, $"the total {sum} lies in {Limits(band)}");
                    }
                }

                if (!goesOn)
                {
                    return;
                }

                // Only totals that go on may be summed further; limits hold for what is compared, not for what is carried.
                possible = PointSet.Of(possible.Values.Where(sum => stage.Bands.First(b => b.Holds(PointSet.Of([sum]).Within(scale.AtLeast, scale.AtMost).Min)).Level is null));
            }
        }

        public void Add(string level, decimal? total, string because) => _outcomes.Add((level, total, because));

        public ScaleResult ToResult(string id, IReadOnlyList<string> levels)
        {
            var possible = _outcomes.Select(o => o.Level).Distinct(StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
            var totals = _outcomes.Select(o => o.Total).Distinct().ToArray();
            var isBlocked = instrument.WhenMissing == MissingAnswers.Block && _open.Count > 0;
            var level = possible.Count == 1 && !isBlocked ? _outcomes[0].Level : null;
            var open = _open.Distinct(StringComparer.Ordinal).ToArray();
            var because = _outcomes.Count == 1 && open.Length == 0
                ? $"{_outcomes[0].Because}: {_outcomes[0].Level}"
                : $"{(isBlocked ? "blocked" : "open")} until answered: {string.Join(", ", open)}";
            return new ScaleResult(
                id, totals.Length == 1 && !isBlocked ? totals[0] : null, totals.Min(), totals.Max(), level, [.. levels.Where(possible.Contains)], because, open);
        }

        private void Open(string id)
        {
            if (instrument.Items.First(i => i.Id == id) is HighestItem { Of: var parts })
            {
                foreach (var part in parts.Where(part => !items[part].IsSettled))
                {
                    Open(part);
                }
            }
            else
            {
                _open.Add(id);
            }
        }

        private Verdict Holds(Criterion criterion) => criterion.Item is { } item ? items[item].Meets : items.Evaluate(criterion.When!).Verdict;

        private static string Limits(Band band) => (band.From, band.To) switch
        {
            (null, { } to) => $"up to {PointSet.Text(to)}",
            ({ } from, null) => $"{PointSet.Text(from)} and more",
            ({ } from, { } to) => $"{PointSet.Text(from)} to {PointSet.Text(to)}",
            _ => "any total",
        };
    }
}
