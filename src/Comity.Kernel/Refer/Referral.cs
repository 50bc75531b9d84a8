namespace Comity.Kernel.Refer;

/// <summary>
/// Where a referral stands. The order is that of precedence: where the two sides acted without knowing of one another
/// (the sender took back what the recipient was completing), the later value holds on both sides.
/// </summary>
public enum ReferralState
{
    /// <summary>Made, not sent.</summary>
    Draft,

    /// <summary>On its way.</summary>
    Sent,

    /// <summary>At the recipient's node.</summary>
    Delivered,

    /// <summary>Taken on.</summary>
    Accepted,

    /// <summary>Lapsed.</summary>
    Expired,

    /// <summary>Taken back.</summary>
    Revoked,

    /// <summary>Not taken on.</summary>
    Rejected,

    /// <summary>Done, with its outcome.</summary>
    Done,
}

/// <summary>Which side may take a step.</summary>
[Flags]
public enum Party
{
    /// <summary>The node it comes from.</summary>
    Sender = 1,

    /// <summary>The node it goes to.</summary>
    Recipient = 2,

    /// <summary>Both.</summary>
    Either = Sender | Recipient,
}

/// <summary>One line of the table of steps.</summary>
/// <param name="Kind">The step.</param>
/// <param name="By">Who may take it.</param>
/// <param name="From">The states it may be taken in.</param>
/// <param name="To">The state it leads to; where a later one holds already, that stays.</param>
public sealed record StepRule(StepKind Kind, Party By, IReadOnlyList<ReferralState> From, ReferralState To);

/// <summary>A step cannot be taken; the message tells the person why.</summary>
public sealed class IllegalStepException(string message) : Exception(message);

/// <summary>What became of a step that arrived.</summary>
public enum StepFate
{
    /// <summary>It is part of the referral now.</summary>
    New,

    /// <summary>It was already.</summary>
    Known,

    /// <summary>An earlier step of its node is missing; it can be tried again when that has come.</summary>
    Early,

    /// <summary>It may not be taken.</summary>
    Refused,
}

/// <summary>A step that arrived, judged.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Referral">The referral after it.</param>
/// <param name="Reason">Why it was refused, or empty.</param>
public sealed record StepJudgement(StepFate Fate, Referral Referral, string Reason = "");

/// <summary>
/// An offer and the steps of its two sides. The state follows from the set of steps alone: two nodes that know the same
/// steps agree, in whatever order these came, and a step that is known never leads back. The only ways to change it are
/// <see cref="Act"/> and <see cref="Take"/>, which refuse what the table does not allow.
/// </summary>
public sealed class Referral
{
    private static readonly ReferralState[] AnyButDraft = [.. Enum.GetValues<ReferralState>().Where(state => state != ReferralState.Draft)];
    private readonly Step[] _steps;

    private Referral(string id, ReferralOffer offer, Step[] steps)
    {
        Id = id;
        Offer = offer;
        _steps = steps;
    }

    /// <summary>The table of steps: everything that is not in it is impossible.</summary>
    public static IReadOnlyList<StepRule> Rules { get; } =
    [
        new(StepKind.Send, Party.Sender, [ReferralState.Draft], ReferralState.Sent),
        new(StepKind.Deliver, Party.Recipient, [ReferralState.Sent], ReferralState.Delivered),
        new(StepKind.Accept, Party.Recipient, [ReferralState.Delivered], ReferralState.Accepted),
        new(StepKind.Reject, Party.Recipient, [ReferralState.Delivered], ReferralState.Rejected),
        new(StepKind.Complete, Party.Recipient, [ReferralState.Accepted], ReferralState.Done),
        new(StepKind.Expire, Party.Either, [ReferralState.Sent, ReferralState.Delivered, ReferralState.Accepted], ReferralState.Expired),
        // Also what is closed can be taken back: a person may withdraw the consent after a service was given.
        new(StepKind.Revoke, Party.Sender, AnyButDraft, ReferralState.Revoked),
        new(StepKind.ConfirmRevocation, Party.Recipient, AnyButDraft, ReferralState.Revoked),
    ];

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>What never changes.</summary>
    public ReferralOffer Offer { get; }

    /// <summary>What happened, by time; at the same time the sender's first.</summary>
    public IEnumerable<Step> Steps => _steps.OrderBy(step => step.At).ThenBy(step => step.Node == Offer.To).ThenBy(step => step.Number);

    /// <summary>Where it stands.</summary>
    public ReferralState State => Reached(ReferralState.Draft, _steps);

    /// <summary>Whether it still waits for something.</summary>
    public bool IsOpen => State < ReferralState.Expired;

    /// <summary>Whether the sender took it back, whatever had been done before: its data must no longer be used.</summary>
    public bool IsWithdrawn => Array.Exists(_steps, step => step.Kind == StepKind.Revoke);

    /// <summary>What was done, or null.</summary>
    public Outcome? Outcome => Array.Find(_steps, step => step.Kind == StepKind.Complete)?.Outcome;

    /// <summary>Every node that is known to hold it or to have held it.</summary>
    public IReadOnlyList<string> Holders =>
        [.. _steps.SelectMany(step => step.PassedOnTo).Prepend(Offer.To).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>After it was taken back: the holders that have not confirmed.</summary>
    public IReadOnlyList<string> Unconfirmed => IsWithdrawn
        ? [.. Holders.Except(_steps.Where(step => step.Kind == StepKind.ConfirmRevocation).Select(step => step.Holder!), StringComparer.Ordinal)]
        : [];

    /// <summary>A referral to which nothing has happened.</summary>
    public static Referral Draft(ReferralOffer offer) => new(offer.Id(), offer, []);

    /// <summary>Whether a node is one of its two sides.</summary>
    public bool Concerns(string node) => node == Offer.From || node == Offer.To;

    /// <summary>Takes a step for a node, judged by all that this node knows.</summary>
    /// <returns>The referral after it, and the step.</returns>
    /// <exception cref="IllegalStepException">The table does not allow it, or something that it must say is missing.</exception>
    public (Referral Referral, Step Step) Act(string node, Act act, DateTimeOffset at)
    {
        var step = new Step
        {
            ReferralId = Id,
            Number = Own(node).Length + 1,
            Kind = act.Kind,
            Node = node,
            By = act.By,
            At = at.ToUniversalTime(),
            Why = act.Why.Trim(),
            Outcome = act.Outcome,
            Holder = act.Kind == StepKind.ConfirmRevocation ? act.Holder ?? node : null,
            PassedOnTo = act.PassedOnTo,
        };
        var rule = Rules.Single(rule => rule.Kind == act.Kind);
        if (Concerns(node) && !rule.By.HasFlag(PartyOf(node)))
        {
            throw new IllegalStepException($"{Verb(act.Kind)} is for {(rule.By == Party.Sender ? Offer.From : Offer.To)}, not for {node}.");
        }

        if (!rule.From.Contains(State))
        {
            throw new IllegalStepException($"The referral is {State.ToString().ToLowerInvariant()}; {Verb(act.Kind)} is possible only when it is {Names(rule.From)}.");
        }

        if (act.Kind is StepKind.Accept or StepKind.Complete or StepKind.Reject && IsOpen && at >= Offer.ExpiresAt)
        {
            throw new IllegalStepException($"The referral lapsed at {Offer.ExpiresAt:u}.");
        }

        var judged = Take(step);
        return judged.Fate == StepFate.New ? (judged.Referral, step) : throw new IllegalStepException(judged.Reason);
    }

    /// <summary>
    /// Takes a step that was made elsewhere, at a node that may not have known all that is known here: it is judged by
    /// what its own node had done before.
    /// </summary>
    public StepJudgement Take(Step step)
    {
        if (step.ReferralId != Id || !Concerns(step.Node))
        {
            return Refuse($"{step.Node} has no part in this referral.");
        }

        var own = Own(step.Node);
        if (step.Number <= own.Length)
        {
            return step.Number >= 1 && own[step.Number - 1].Hash() == step.Hash()
                ? new StepJudgement(StepFate.Known, this)
                : Refuse($"{step.Node} took another step {step.Number} before; a step is never changed.");
        }

        if (step.Number > own.Length + 1)
        {
            return new StepJudgement(StepFate.Early, this, $"step {own.Length + 1} of {step.Node} is missing");
        }

        return Problem(step, own) is { } problem ? Refuse(problem) : new StepJudgement(StepFate.New, new Referral(Id, Offer, [.. _steps, step]));
    }

    private string? Problem(Step step, Step[] own)
    {
        var party = PartyOf(step.Node);
        var rule = Rules.FirstOrDefault(rule => rule.Kind == step.Kind);
        if (rule is null || !rule.By.HasFlag(party))
        {
            return $"{Verb(step.Kind)} is not for the {party.ToString().ToLowerInvariant()}.";
        }

        // A recipient begins with what was sent to it.
        var before = Reached(party == Party.Sender ? ReferralState.Draft : ReferralState.Sent, own);
        if (!rule.From.Contains(before))
        {
            return $"{step.Node} had it {before.ToString().ToLowerInvariant()}; {Verb(step.Kind)} is possible only when it is {Names(rule.From)}.";
        }

        return step switch
        {
            { By.Length: 0 } => "A step says who took it.",
            { Kind: StepKind.Revoke or StepKind.Reject, Why.Length: 0 } => $"{Verb(step.Kind)} needs a reason.",
            { Kind: StepKind.Revoke } when Array.Exists(own, earlier => earlier.Kind == StepKind.Revoke) => "It was taken back before.",
            { Kind: StepKind.Complete, Outcome: null or { Result.Length: 0 } } => "Completing says what was done.",
            { Kind: not StepKind.Complete, Outcome: not null } => "Only completing has an outcome.",
            { Kind: StepKind.ConfirmRevocation, Holder: null } => "A confirmation names the holder.",
            { Kind: StepKind.ConfirmRevocation } when !IsWithdrawn => "It was not taken back.",
            { Kind: StepKind.ConfirmRevocation } when Array.Exists(own, earlier => earlier.Holder == step.Holder) => $"{step.Holder} confirmed before.",
            { Kind: StepKind.ConfirmRevocation } when !Holders.Contains(step.Holder, StringComparer.Ordinal) => $"{step.Holder} is not known to hold it.",
            { Kind: not StepKind.ConfirmRevocation, Holder: not null } or { Kind: not StepKind.ConfirmRevocation, PassedOnTo.Count: > 0 } => "Only a confirmation names holders.",
            _ when Texts(step).Any(text => text?.Length > OfferRules.LongestText) || step.PassedOnTo.Count > OfferRules.MostItems || step.Outcome?.Found?.Count > OfferRules.MostItems
                => "A text or list is too long.",
            { Outcome.Found: { } found } when found.Any(item => item.What.Length == 0 || item.Unit.Length == 0 || !double.IsFinite(item.Quantity) || item.Quantity <= 0)
                => "What was found has a name, a quantity above 0 and its unit.",
            _ => null,
        };
    }

    private static IEnumerable<string?> Texts(Step step) =>
    [
        step.By, step.Why, step.Outcome?.Result, step.Outcome?.Report, step.Holder, .. step.PassedOnTo,
        .. (step.Outcome?.Found ?? []).SelectMany(item => new[] { item.What, item.Unit }),
    ];

    private Party PartyOf(string node) => node == Offer.From ? Party.Sender : Party.Recipient;

    private Step[] Own(string node) => [.. _steps.Where(step => step.Node == node).OrderBy(step => step.Number)];

    private StepJudgement Refuse(string reason) => new(StepFate.Refused, this, reason);

    private static ReferralState Reached(ReferralState from, IEnumerable<Step> steps) =>
        steps.Select(step => Rules.Single(rule => rule.Kind == step.Kind).To).Append(from).Max();

    private static string Names(IReadOnlyList<ReferralState> states) => string.Join(" or ", states.Select(state => state.ToString().ToLowerInvariant()));

    private static string Verb(StepKind kind) => kind switch
    {
        StepKind.Send => "sending",
        StepKind.Deliver => "delivering",
        StepKind.Accept => "accepting",
        StepKind.Reject => "rejecting",
        StepKind.Complete => "completing",
        StepKind.Expire => "expiring",
        StepKind.Revoke => "revoking",
        StepKind.ConfirmRevocation => "confirming a revocation",
        _ => $"step {(int)kind}",
    };
}
