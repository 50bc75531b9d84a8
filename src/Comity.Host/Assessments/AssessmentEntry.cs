using System.Text.Json;
using System.Text.Json.Serialization;
using Comity.Kernel.Account;

namespace Comity.Host.Assessments;

/// <summary>One line of an assessment's file, which only grows.</summary>
/// <param name="Deed">Who did it, in which role, when and why.</param>
[JsonDerivedType(typeof(AssessmentBegun), "begun")]
[JsonDerivedType(typeof(AnswersSaved), "answers")]
[JsonDerivedType(typeof(ResultCorrected), "corrected")]
[JsonDerivedType(typeof(AssessmentCompleted), "completed")]
public abstract record AssessmentEntry(Deed Deed);

/// <summary>A fact of the record when the assessment began.</summary>
/// <param name="Value">Its value, as <c>$facts</c> of an answer file has it.</param>
/// <param name="Source">Where it comes from, in words.</param>
public sealed record KnownFact(JsonElement Value, string Source);

/// <summary>The assessment begins.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Instrument">The id of the version it is made with.</param>
/// <param name="Day">Its day: windows count back from it.</param>
/// <param name="Subject">The number of the person, site or State.</param>
/// <param name="Kind">What it is made for, in the programme's words.</param>
/// <param name="Facts">The record's facts by path.</param>
public sealed record AssessmentBegun(Deed Deed, string Instrument, DateOnly Day, string Subject, string Kind, IReadOnlyDictionary<string, KnownFact> Facts) : AssessmentEntry(Deed);

/// <summary>Answers were saved.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Answers">Answers by item, as an answer file has them; <c>null</c> takes one back.</param>
/// <param name="Remarks">Remarks by item and number of the remark (<c>7/0</c>); empty takes one back.</param>
public sealed record AnswersSaved(Deed Deed, IReadOnlyDictionary<string, JsonElement> Answers, IReadOnlyDictionary<string, string> Remarks) : AssessmentEntry(Deed);

/// <summary>The result on paper, kept beside the computed one. Reason and person are the deed's.</summary>
/// <param name="Deed">Who corrected and why.</param>
/// <param name="Total">The total on the paper.</param>
/// <param name="Level">The level on the paper.</param>
public sealed record ResultCorrected(Deed Deed, decimal? Total, string? Level) : AssessmentEntry(Deed);

/// <summary>The answers are complete; they no longer change.</summary>
public sealed record AssessmentCompleted(Deed Deed) : AssessmentEntry(Deed);
