using Comity.Kernel.Refer;

namespace Comity.Host.Web.Referrals;

/// <summary>A step in the picture of a referral's life: a mark on the line of its node and the way of its message to the other.</summary>
/// <param name="Step">The step.</param>
/// <param name="Message">The message that carries it, when this node sends it; null for what the other side sent.</param>
/// <param name="X">Where it stands, in units of the picture.</param>
/// <param name="FromSender">Whether the sender took it.</param>
internal sealed record LifeMark(Step Step, OutboxItem? Message, double X, bool FromSender)
{
    /// <summary>Whether the other side has signed that it knows of the step.</summary>
    public bool Known => Message is null or { State: OutboxState.Delivered };

    /// <summary>Whether its message was refused or given up.</summary>
    public bool Lost => Message is { State: OutboxState.Refused or OutboxState.GivenUp };

    /// <summary>How far the other side knows of it, in words.</summary>
    public string Receipt => Message switch
    {
        null => "came signed",
        { State: OutboxState.Delivered } => "signed for",
        { State: OutboxState.Refused } => $"refused: {Message.Note}",
        { State: OutboxState.GivenUp } => "given up: no receipt came in 60 days",
        { Attempts: 0 } => "waits to be sent",
        _ => FormattableString.Invariant($"waits, sent {Message.Attempts} times: {Message.Note}"),
    };
}

/// <summary>Where the steps of a referral stand in its picture: two lines, one for each node, time from left to right by order.</summary>
internal static class LifeDrawing
{
    public const int First = 150;
    public const int Apart = 110;
    public const int SenderY = 44;
    public const int RecipientY = 116;
    public const int Height = 160;

    public static IReadOnlyList<LifeMark> Marks(Referral referral, IReadOnlyList<OutboxItem> messages, string node)
    {
        // The parts of attachments are no steps; this node's other messages go out in the order of its steps.
        var own = new Queue<OutboxItem>(messages.Where(item => item.Type is "offer" or "step").OrderBy(item => item.Id));
        var carried = referral.Steps.Where(step => step.Node == node).OrderBy(step => step.Number)
            .ToDictionary(step => step.Number, _ => own.Count > 0 ? own.Dequeue() : null);
        return [.. referral.Steps.Select((step, i) => new LifeMark(
            step, step.Node == node ? carried[step.Number] : null, First + (i * (double)Apart), step.Node == referral.Offer.From))];
    }
}
