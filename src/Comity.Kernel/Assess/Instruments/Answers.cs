namespace Comity.Kernel.Assess.Instruments;

/// <summary>An answer as somebody gave it, before it is held against its item.</summary>
public abstract record Answer;

/// <summary>An option's code or label.</summary>
public sealed record TextAnswer(string Text) : Answer;

/// <summary>A number, such as an age.</summary>
public sealed record NumberAnswer(decimal Number) : Answer;

/// <summary>The days of events, as ISO 8601 writes them.</summary>
public sealed record EventsAnswer(IReadOnlyList<string> Days) : Answer;

/// <summary>A reasoned judgement.</summary>
/// <param name="Level">The level.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who judges; accreditation is for the programme to check.</param>
public sealed record JudgementAnswer(string Level, string Reason, string By) : Answer;

/// <summary>A role that has approved an override.</summary>
/// <param name="Role">The role, as the instrument's rules name it.</param>
/// <param name="By">The person.</param>
public sealed record Approval(string Role, string By);

/// <summary>Another level than the computed one, asked for by somebody.</summary>
/// <param name="Code">The ground's code.</param>
/// <param name="From">The level it starts from.</param>
/// <param name="To">The level it leads to.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Approvals">Who has approved it.</param>
public sealed record Override(string Code, string From, string To, string Reason, IReadOnlyList<Approval> Approvals);

/// <summary>What a person worked out on paper, kept beside the computed result and never over it.</summary>
/// <param name="Total">The total on the paper.</param>
/// <param name="Level">The level on the paper.</param>
/// <param name="Reason">Why it differs.</param>
/// <param name="By">Who corrected.</param>
public sealed record CorrectedResult(decimal? Total, string? Level, string Reason, string By);

/// <summary>Everything that is said of one subject.</summary>
/// <param name="Items">Answers by item; an item that is not here is unanswered.</param>
public sealed record AnswerSheet(IReadOnlyDictionary<string, Answer> Items)
{
    /// <summary>Overrides in the order they were asked for.</summary>
    public IReadOnlyList<Override> Overrides { get; init; } = [];

    /// <summary>The result on paper, or <see langword="null"/>.</summary>
    public CorrectedResult? Corrected { get; init; }
}

/// <summary>An answer that cannot be used.</summary>
/// <param name="Key">The item, or <c>$overrides</c> or <c>$corrected</c>.</param>
/// <param name="Index">Which of a list, from 0; <see langword="null"/> for the whole.</param>
/// <param name="Found">What was given.</param>
/// <param name="Expected">What would be right.</param>
public sealed record AnswerProblem(string Key, int? Index, string Found, string Expected);
