using System.Collections.Immutable;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Assess.Matching;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess;

/// <summary>A profile that cannot be put into a set.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Error">What is wrong with its condition, or with its place in the set.</param>
public sealed record ProfileProblem(Profile Profile, CelError Error);

/// <summary>A set and the profiles that are not in it.</summary>
public sealed record ProfileSetResult(ProfileSet Set, IReadOnlyList<ProfileProblem> Problems);

/// <summary>
/// An immutable snapshot of compiled profiles over one schema. Replaced as a whole when profiles change; may be used by
/// many threads at once. Equal records on equal days give equal findings.
/// </summary>
public sealed class ProfileSet
{
    private readonly ImmutableArray<(Profile Profile, Condition Condition)> _compiled;

    private readonly Lazy<Matcher> _matcher;

    /// <summary>The matcher of the set this one took the place of, with what changed; for as long as it has none of its own.</summary>
    private LayeredMatcher? _layers;

    private ProfileSet(SubjectSchema schema, ImmutableArray<(Profile Profile, Condition Condition)> compiled, ProfileSet? before)
    {
        (Schema, _compiled) = (schema, compiled);
        MatcherProfile[] profiles = [.. compiled.Select(c => new MatcherProfile(c.Profile.Id, c.Profile.Version, c.Condition))];
        if (before?.Matched is { } matcher)
        {
            _layers = new LayeredMatcher(matcher, profiles);
        }

        _matcher = new(() =>
        {
            var merged = Matcher.Compile(schema, profiles);
            _layers = null;
            return merged;
        });
    }

    /// <summary>The schema of the records it assesses.</summary>
    public SubjectSchema Schema { get; }

    /// <summary>The profiles in it, by id.</summary>
    public IEnumerable<Profile> Profiles => _compiled.Select(c => c.Profile);

    /// <summary>The profiles' conditions for many records at once; a match's number is the profile's place in <see cref="Profiles"/>.</summary>
    public Matcher Matcher => _matcher.Value;

    /// <summary>The matcher that is there, of this set or of the one it is layered on.</summary>
    private Matcher? Matched => _matcher.IsValueCreated ? _matcher.Value : _layers?.Before;

    /// <summary>
    /// Compiles profiles. Those whose condition is wrong and the second of two with one id are left out and reported.
    /// </summary>
    /// <param name="schema">The schema of the records.</param>
    /// <param name="profiles">The profiles.</param>
    /// <param name="before">
    /// The set this one takes the place of: conditions that have not changed are taken over, and arrivals are matched with its
    /// matcher and a small one of what changed until <see cref="Matcher"/> is first asked for.
    /// </param>
    public static ProfileSetResult Compile(SubjectSchema schema, IEnumerable<Profile> profiles, ProfileSet? before = null)
    {
        var isSuccessor = before is not null && ReferenceEquals(before.Schema, schema);
        var known = !isSuccessor
            ? []
            : before!._compiled.DistinctBy(c => c.Profile.When, StringComparer.Ordinal).ToDictionary(c => c.Profile.When, c => c.Condition, StringComparer.Ordinal);
        var compiled = new List<(Profile Profile, Condition Condition)>();
        var problems = new List<ProfileProblem>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var profile in profiles)
        {
            if (!ids.Add(profile.Id))
            {
                problems.Add(new ProfileProblem(profile, new CelError(1, 1, $"There are two profiles {profile.Id}.")));
                continue;
            }

            var compilation = known.TryGetValue(profile.When, out var same) ? new Compilation(same, []) : ConditionCompiler.Compile(profile.When, schema);
            if (compilation.Succeeded)
            {
                compiled.Add((profile, compilation.Condition));
            }

            problems.AddRange(compilation.Errors.Select(e => new ProfileProblem(profile, e)));
        }

        return new ProfileSetResult(new ProfileSet(schema, [.. compiled.OrderBy(c => c.Profile.Id, StringComparer.Ordinal)], isSuccessor ? before : null), problems);
    }

    /// <summary>What the profiles that apply on a day say of a record of the schema.</summary>
    /// <param name="record">The subject's facts.</param>
    /// <param name="day">The day the subject is assessed, in the unit's calendar.</param>
    public Finding Assess(SubjectRecord record, DateOnly day)
    {
        var draft = new Draft();
        foreach (var (profile, condition) in _compiled)
        {
            if (profile.AppliesOn(day))
            {
                draft.Add(profile, condition, record, condition.Evaluate(record));
            }
        }

        return draft.ToFinding();
    }

    /// <summary>What the profiles that apply on a day say of many records: for each the same finding as one by one, sooner.</summary>
    /// <param name="records">Records of the schema.</param>
    /// <param name="day">The day they are assessed.</param>
    /// <param name="threads">How many threads to use; the findings are the same for any number.</param>
    public IReadOnlyList<Finding> Assess(IReadOnlyList<SubjectRecord> records, DateOnly day, int threads = 1)
    {
        var findings = new Finding[records.Count];
        var draft = new Draft();
        var row = 0;
        foreach (var match in _layers?.Match(records, MatchMode.All, threads) ?? Matcher.Match(records, MatchMode.All, threads))
        {
            FinishUpTo((int)match.Row);
            var (profile, condition) = _compiled[match.Profile];
            if (profile.AppliesOn(day))
            {
                draft.Add(profile, condition, records[row], match.Outcome);
            }
        }

        FinishUpTo(records.Count);
        return findings;

        void FinishUpTo(int next)
        {
            for (; row < next; row++)
            {
                findings[row] = draft.ToFinding();
                draft = new Draft();
            }
        }
    }

    /// <summary>A finding while it is put together.</summary>
    private sealed class Draft
    {
        private List<ProfileHit>? _hits;
        private List<NotAssessable>? _notAssessable;
        private List<ProfileError>? _errors;

        public void Add(Profile profile, Condition condition, SubjectRecord record, Outcome outcome)
        {
            if (outcome.Error is not null)
            {
                (_errors ??= []).Add(new ProfileError(profile.Id, profile.Version, outcome.Error));
            }
            else if (outcome.Verdict == Verdict.True)
            {
                (_hits ??= []).Add(new ProfileHit(
                    profile.Id, profile.Version, profile.Title, profile.Threat, profile.Weight, condition.Explain(record)));
            }
            else if (outcome.Verdict == Verdict.Unknown)
            {
                (_notAssessable ??= []).Add(new NotAssessable(profile.Id, profile.Version, outcome.Missing));
            }
        }

        public Finding ToFinding()
        {
            // The order by id stands among equals, since the sort is stable.
            var ranked = _hits?.OrderByDescending(h => h.Weight).ToList() ?? [];
            return new Finding(ranked, _notAssessable ?? [], _errors ?? [], ranked.Sum(h => h.Weight));
        }
    }
}
