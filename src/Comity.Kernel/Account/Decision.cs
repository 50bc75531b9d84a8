namespace Comity.Kernel.Account;

/// <summary>What a person decided about a subject. Decisions are never changed; a later one takes the place of an earlier.</summary>
/// <param name="Id">Number within the node; 0 before it is saved.</param>
/// <param name="SubjectId">The subject.</param>
/// <param name="Action">What is to be done, in the programme's terms, such as <c>release</c> or <c>scan</c>.</param>
/// <param name="Reason">Why, in the person's own words; may be empty.</param>
/// <param name="By">Who decided.</param>
/// <param name="Unit">The unit that decided.</param>
/// <param name="At">When, UTC.</param>
public sealed record Decision(long Id, long SubjectId, string Action, string Reason, string By, string Unit, DateTimeOffset At);
