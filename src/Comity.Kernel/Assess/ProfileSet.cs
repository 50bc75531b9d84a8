using System.Collections.Immutable;
using Comity.Kernel.Assess.Cel;
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

    private ProfileSet(SubjectSchema schema, ImmutableArray<(Profile Profile, Condition Condition)> compiled) =>
        (Schema, _compiled) = (schema, compiled);

    /// <summary>The schema of the records it assesses.</summary>
    public SubjectSchema Schema { get; }

    /// <summary>The profiles in it, by id.</summary>
    public IEnumerable<Profile> Profiles => _compiled.Select(c => c.Profile);

    /// <summary>
    /// Compiles profiles. Those whose condition is wrong and the second of two with one id are left out and reported.
    /// </summary>
    public static ProfileSetResult Compile(SubjectSchema schema, IEnumerable<Profile> profiles)
    {
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

            var compilation = ConditionCompiler.Compile(profile.When, schema);
            if (compilation.Succeeded)
            {
                compiled.Add((profile, compilation.Condition));
            }

            problems.AddRange(compilation.Errors.Select(e => new ProfileProblem(profile, e)));
        }

        return new ProfileSetResult(new ProfileSet(schema, [.. compiled.OrderBy(c => c.Profile.Id, StringComparer.Ordinal)]), problems);
    }

    /// <summary>What the profiles that apply on a day say of a record of the schema.</summary>
    /// <param name="record">The subject's facts.</param>
    /// <param name="day">The day the subject is assessed, in the unit's calendar.</param>
    public Finding Assess(SubjectRecord record, DateOnly day)
    {
        List<ProfileHit>? hits = null;
        List<NotAssessable>? notAssessable = null;
        List<ProfileError>? errors = null;
        foreach (var (profile, condition) in _compiled)
        {
            if (!profile.AppliesOn(day))
            {
                continue;
            }

            var outcome = condition.Evaluate(record);
            if (outcome.Error is not null)
            {
                (errors ??= []).Add(new ProfileError(profile.Id, profile.Version, outcome.Error));
            }
            else if (outcome.Verdict == Verdict.True)
            {
                (hits ??= []).Add(new ProfileHit(
                    profile.Id, profile.Version, profile.Title, profile.Threat, profile.Weight, condition.Explain(record)));
            }
            else if (outcome.Verdict == Verdict.Unknown)
            {
                (notAssessable ??= []).Add(new NotAssessable(profile.Id, profile.Version, outcome.Missing));
            }
        }

        // The order by id stands among equals, since the sort is stable.
        var ranked = hits?.OrderByDescending(h => h.Weight).ToList() ?? [];
        return new Finding(ranked, notAssessable ?? [], errors ?? [], ranked.Sum(h => h.Weight));
    }
}
