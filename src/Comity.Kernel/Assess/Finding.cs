using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess;

/// <summary>One predicate that made a condition true, with the value that was seen and where it stood.</summary>
/// <param name="Field">The field's path, such as <c>route.origin_country</c>.</param>
/// <param name="Value">The value seen, as the record holds it.</param>
/// <param name="Condition">The predicate's own text out of the profile, such as <c>route.origin_country == 'BO'</c>.</param>
/// <param name="Position">Where the value stood in the raw file.</param>
public sealed record Reason(string Field, object? Value, string Condition, SourcePosition Position);

/// <summary>A profile that is true of a subject.</summary>
public sealed record ProfileHit(string Id, int Version, string Title, string Threat, double Weight, IReadOnlyList<Reason> Reasons);

/// <summary>A profile that could not be decided because facts are missing; in itself an indicator.</summary>
/// <param name="Id">The profile.</param>
/// <param name="Version">Its version.</param>
/// <param name="Missing">Paths of the missing facts that would settle it.</param>
public sealed record NotAssessable(string Id, int Version, IReadOnlyList<string> Missing);

/// <summary>The result of assessing one subject: a candidate for a person's decision, never more.</summary>
/// <param name="Hits">The profiles that are true, heaviest first.</param>
/// <param name="NotAssessable">The profiles that stay unknown.</param>
/// <param name="Errors">Profiles whose condition failed on this subject (such as an overflow), with the message.</param>
/// <param name="Score">The sum of the hits' weights in decibans.</param>
public sealed record Finding(
    IReadOnlyList<ProfileHit> Hits,
    IReadOnlyList<NotAssessable> NotAssessable,
    IReadOnlyList<ProfileError> Errors,
    double Score);

/// <summary>A profile whose condition failed on a subject.</summary>
public sealed record ProfileError(string Id, int Version, string Message);
