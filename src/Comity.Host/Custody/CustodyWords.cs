using Comity.Programmes.Custody;

namespace Comity.Host.Custody;

/// <summary>How steps and states of custody are written for people.</summary>
public static class CustodyWords
{
    /// <summary>What an entry says, without what identifies the person.</summary>
    public static string Of(CustodyEntry entry) => entry switch
    {
        PersonReceived received => $"Received under {received.LegalBasis}",
        ParticularsWritten => "Particulars written",
        MatterSettled settled => $"Intake: {Spaced(settled.Matter)}",
        IntakeCompleted => "Intake complete",
        IncidentRecorded incident => FormattableString.Invariant($"Finding of the disciplinary board: {Spaced(incident.Kind)}, {incident.Day:yyyy-MM-dd}"),
        RiskRecorded risk => FormattableString.Invariant($"Change of risk: {Spaced(risk.Change)}, {risk.Day:yyyy-MM-dd}"),
        AssessmentAttached => "Assessment begun",
        ClassificationBegun begun => $"Classification begun: {Spaced(begun.Kind)}",
        NoticeGiven => "Notice of the hearing given",
        NoticeWaived => "Time before the hearing waived",
        PanelHeard heard => $"Panel heard: {string.Join(", ", heard.Votes.Select(vote => $"{vote.Function} {vote.Level}{(string.IsNullOrWhiteSpace(vote.DissentReason) ? "" : $" (dissents: {vote.DissentReason})")}"))}{(heard.OverrideCode is null ? "" : $"; ground {heard.OverrideCode}")}",
        ClassApproved approved => $"Approved as {Spaced(approved.Deed.Role)}",
        ClassDenied denied => $"Denied as {Spaced(denied.Deed.Role)}",
        ClassFinal => "Class in effect",
        ReviewRequested => "Person asked for a review",
        ReviewDecided decided => $"Review decided: {decided.Level}",
        JudgementAccepted => "Structured judgement put into the record",
        TransferRequested requested => $"Transfer asked for, to {Of(requested.To.Place)}",
        TransferApproved => "Transfer approved",
        TransferDeparted => "Departed",
        TransferRedirected redirected => $"Redirected to {Of(redirected.To.Place)}",
        TransferArrived => "Arrived",
        TransferCancelled => "Transfer given up",
        KeptApart apart => $"Kept apart from {apart.Other}: not in one {Spaced(apart.Separation)}",
        ApartEnded ended => $"No longer kept apart from {ended.Other}",
        PlanBegun => "Sentence plan begun",
        GoalSet goal => $"Goal set: {goal.Text}",
        StepAdded step => $"Step added: {step.Text}",
        StepMoved moved => $"Step {moved.Goal + 1}.{moved.Step + 1}: {Spaced(moved.To)}",
        GoalMoved moved => $"Goal {moved.Goal + 1}: {Spaced(moved.To)}",
        PlanAnswered answered => $"Person on the plan: {Spaced(answered.Answer)}",
        NoteWritten => "Note",
        PersonReleased => "Released",
        _ => entry.GetType().Name,
    };

    /// <summary>A place in words.</summary>
    public static string Of(Place place) => $"{place.Facility}, wing {place.Wing}, landing {place.Landing}, cell {place.Cell}";

    /// <summary>A name of the code as words: <c>EscapeAlert</c> is "escape alert".</summary>
    public static string Spaced<T>(T value)
        where T : notnull => string.Concat(value.ToString()!.Replace('_', ' ').Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : " ") + char.ToLowerInvariant(c) : c.ToString()));
}
