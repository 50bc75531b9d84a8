using System.Text.Json.Serialization;
using Comity.Kernel.Account;

namespace Comity.Programmes.Custody;

/// <summary>What identifies a person in custody, and what the record knows of the offence. Empty or null is not known.</summary>
/// <param name="GivenNames">Given names.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="Born">The day of birth.</param>
/// <param name="Document">Kind and number of an identity document.</param>
/// <param name="OffenceSeverity">Severity of the current offence in the words of the service's instruments, such as <c>moderate</c>.</param>
public sealed record Particulars(string GivenNames, string FamilyName, DateOnly? Born, string Document, string OffenceSeverity);

/// <summary>A finding of guilt by the disciplinary board, by class of offence.</summary>
public enum IncidentKind
{
    /// <summary>Class C.</summary>
    ClassC,

    /// <summary>Class B.</summary>
    ClassB,

    /// <summary>Class A without violence.</summary>
    ClassANonviolent,

    /// <summary>Class A with violence.</summary>
    ClassAViolent,
}

/// <summary>One line of a person's record in custody; lines are only ever added.</summary>
/// <param name="Deed">Who did it, in which role, when and why.</param>
[JsonDerivedType(typeof(PersonReceived), "received")]
[JsonDerivedType(typeof(ParticularsWritten), "particulars")]
[JsonDerivedType(typeof(MatterSettled), "settled")]
[JsonDerivedType(typeof(IntakeCompleted), "intake-completed")]
[JsonDerivedType(typeof(IncidentRecorded), "incident")]
[JsonDerivedType(typeof(RiskRecorded), "risk")]
[JsonDerivedType(typeof(AssessmentAttached), "assessment")]
[JsonDerivedType(typeof(ClassificationBegun), "classification")]
[JsonDerivedType(typeof(NoticeGiven), "notice")]
[JsonDerivedType(typeof(NoticeWaived), "notice-waived")]
[JsonDerivedType(typeof(PanelHeard), "panel")]
[JsonDerivedType(typeof(ClassApproved), "approved")]
[JsonDerivedType(typeof(ClassDenied), "denied")]
[JsonDerivedType(typeof(ClassFinal), "final")]
[JsonDerivedType(typeof(ReviewRequested), "review-requested")]
[JsonDerivedType(typeof(ReviewDecided), "review-decided")]
[JsonDerivedType(typeof(JudgementAccepted), "judgement")]
[JsonDerivedType(typeof(TransferRequested), "transfer-requested")]
[JsonDerivedType(typeof(TransferApproved), "transfer-approved")]
[JsonDerivedType(typeof(TransferDeparted), "transfer-departed")]
[JsonDerivedType(typeof(TransferRedirected), "transfer-redirected")]
[JsonDerivedType(typeof(TransferArrived), "transfer-arrived")]
[JsonDerivedType(typeof(TransferCancelled), "transfer-cancelled")]
[JsonDerivedType(typeof(KeptApart), "kept-apart")]
[JsonDerivedType(typeof(ApartEnded), "apart-ended")]
[JsonDerivedType(typeof(PlanBegun), "plan")]
[JsonDerivedType(typeof(GoalSet), "goal")]
[JsonDerivedType(typeof(StepAdded), "step")]
[JsonDerivedType(typeof(StepMoved), "step-moved")]
[JsonDerivedType(typeof(GoalMoved), "goal-moved")]
[JsonDerivedType(typeof(PlanAnswered), "plan-answered")]
[JsonDerivedType(typeof(NoteWritten), "note")]
[JsonDerivedType(typeof(PersonReleased), "released")]
public abstract record CustodyEntry(Deed Deed);

/// <summary>A person is received.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="LegalBasis">The order or judgement the person is held under.</param>
/// <param name="Particulars">Who the person is, as far as it is known.</param>
public sealed record PersonReceived(Deed Deed, string LegalBasis, Particulars Particulars) : CustodyEntry(Deed);

/// <summary>What identifies the person was written anew.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Particulars">All of it as it is known now.</param>
public sealed record ParticularsWritten(Deed Deed, Particulars Particulars) : CustodyEntry(Deed);

/// <summary>Intake settled a matter; the reason says what was found.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Matter">The matter.</param>
public sealed record MatterSettled(Deed Deed, IntakeMatter Matter) : CustodyEntry(Deed);

/// <summary>Intake is complete.</summary>
public sealed record IntakeCompleted(Deed Deed) : CustodyEntry(Deed);

/// <summary>A finding of the disciplinary board.</summary>
/// <param name="Deed">Who recorded it.</param>
/// <param name="Kind">Its class.</param>
/// <param name="Day">The day it happened.</param>
public sealed record IncidentRecorded(Deed Deed, IncidentKind Kind, DateOnly Day) : CustodyEntry(Deed);

/// <summary>Something changed the person's risk.</summary>
/// <param name="Deed">Who recorded it.</param>
/// <param name="Change">What.</param>
/// <param name="Day">When.</param>
public sealed record RiskRecorded(Deed Deed, RiskChange Change, DateOnly Day) : CustodyEntry(Deed);

/// <summary>An assessment of the person was begun.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Assessment">Its random name.</param>
public sealed record AssessmentAttached(Deed Deed, string Assessment) : CustodyEntry(Deed);

/// <summary>A classification begins with a completed assessment.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Kind">Why it is made.</param>
/// <param name="Assessment">The assessment it rests on.</param>
public sealed record ClassificationBegun(Deed Deed, ClassificationKind Kind, string Assessment) : CustodyEntry(Deed);

/// <summary>The person was told of the hearing.</summary>
public sealed record NoticeGiven(Deed Deed) : CustodyEntry(Deed);

/// <summary>The person gave up the time before the hearing.</summary>
public sealed record NoticeWaived(Deed Deed) : CustodyEntry(Deed);

/// <summary>The panel voted.</summary>
/// <param name="Deed">Who keeps the minutes.</param>
/// <param name="Votes">The votes.</param>
/// <param name="OverrideCode">The ground, when the majority's class is not the computed one.</param>
public sealed record PanelHeard(Deed Deed, IReadOnlyList<Vote> Votes, string? OverrideCode) : CustodyEntry(Deed);

/// <summary>One of the roles approved.</summary>
public sealed record ClassApproved(Deed Deed) : CustodyEntry(Deed);

/// <summary>One of the roles denied.</summary>
public sealed record ClassDenied(Deed Deed) : CustodyEntry(Deed);

/// <summary>The class took effect.</summary>
public sealed record ClassFinal(Deed Deed) : CustodyEntry(Deed);

/// <summary>The person asked for a review of the class.</summary>
public sealed record ReviewRequested(Deed Deed) : CustodyEntry(Deed);

/// <summary>The review was decided.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Level">The class from now on.</param>
public sealed record ReviewDecided(Deed Deed, string Level) : CustodyEntry(Deed);

/// <summary>A structured professional judgement was accepted.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Assessment">The assessment that holds it.</param>
public sealed record JudgementAccepted(Deed Deed, string Assessment) : CustodyEntry(Deed);

/// <summary>A transfer was asked for.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="To">The cell as it was then.</param>
public sealed record TransferRequested(Deed Deed, Cell To) : CustodyEntry(Deed);

/// <summary>The transfer was approved.</summary>
public sealed record TransferApproved(Deed Deed) : CustodyEntry(Deed);

/// <summary>The person left.</summary>
public sealed record TransferDeparted(Deed Deed) : CustodyEntry(Deed);

/// <summary>The person on the way goes to another cell.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="To">The cell as it was then.</param>
public sealed record TransferRedirected(Deed Deed, Cell To) : CustodyEntry(Deed);

/// <summary>The person was received where the transfer led.</summary>
public sealed record TransferArrived(Deed Deed) : CustodyEntry(Deed);

/// <summary>The transfer was given up.</summary>
public sealed record TransferCancelled(Deed Deed) : CustodyEntry(Deed);

/// <summary>The person must be kept from another, whose record says the same.</summary>
/// <param name="Deed">Who decided it.</param>
/// <param name="Other">The other's number.</param>
/// <param name="Role">This person's part.</param>
/// <param name="RoleOfOther">The other's part.</param>
/// <param name="Separation">How far.</param>
public sealed record KeptApart(Deed Deed, string Other, NonAssociationRole Role, NonAssociationRole RoleOfOther, Separation Separation) : CustodyEntry(Deed);

/// <summary>The two need not be kept apart any more.</summary>
/// <param name="Deed">Who decided it.</param>
/// <param name="Other">The other's number.</param>
public sealed record ApartEnded(Deed Deed, string Other) : CustodyEntry(Deed);

/// <summary>A sentence plan begins.</summary>
public sealed record PlanBegun(Deed Deed) : CustodyEntry(Deed);

/// <summary>A goal was set.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Text">What is to be reached.</param>
/// <param name="AreaOfNeed">The need it answers.</param>
/// <param name="Target">By which day; null for the future.</param>
public sealed record GoalSet(Deed Deed, string Text, string AreaOfNeed, DateOnly? Target) : CustodyEntry(Deed);

/// <summary>A step to a goal was added.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Goal">Which goal, from 0.</param>
/// <param name="Text">What is to be done.</param>
/// <param name="Actor">By whom it is done.</param>
public sealed record StepAdded(Deed Deed, int Goal, string Text, string Actor) : CustodyEntry(Deed);

/// <summary>A step moved on.</summary>
/// <param name="Deed">Who recorded it.</param>
/// <param name="Goal">Which goal, from 0.</param>
/// <param name="Step">Which step, from 0.</param>
/// <param name="To">Where it stands now.</param>
public sealed record StepMoved(Deed Deed, int Goal, int Step, StepState To) : CustodyEntry(Deed);

/// <summary>A goal became active, was achieved or given up.</summary>
/// <param name="Deed">Who recorded it.</param>
/// <param name="Goal">Which goal, from 0.</param>
/// <param name="To">Where it stands now.</param>
/// <param name="Target">By which day, when it becomes active.</param>
public sealed record GoalMoved(Deed Deed, int Goal, GoalState To, DateOnly? Target) : CustodyEntry(Deed);

/// <summary>The person said what they think of the plan.</summary>
/// <param name="Deed">Who recorded it.</param>
/// <param name="Answer">What the person says.</param>
public sealed record PlanAnswered(Deed Deed, Agreement Answer) : CustodyEntry(Deed);

/// <summary>Something worth keeping; the reason says what.</summary>
public sealed record NoteWritten(Deed Deed) : CustodyEntry(Deed);

/// <summary>The person was released.</summary>
public sealed record PersonReleased(Deed Deed) : CustodyEntry(Deed);
