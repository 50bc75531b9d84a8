namespace Comity.Kernel.Assess.Instruments;

/// <summary>One result drawn from the items.</summary>
/// <param name="Id">Its name, such as <c>custody</c>.</param>
/// <param name="Title">What it is called.</param>
public abstract record ScaleDefinition(string Id, string Title);

/// <summary>Points are summed and the total has a level.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Gates">What decides before any point is counted.</param>
/// <param name="Stages">
/// Operator <c>staged</c>: the stages in order; one for a plain sum. The total of a stage counts all items so far, and either has a
/// level or goes on to the next stage, whose items otherwise do not count.
/// </param>
/// <param name="AtLeast">Smallest total.</param>
/// <param name="AtMost">Largest total.</param>
public sealed record ScoredScale(
    string Id, string Title, IReadOnlyList<Gate> Gates, IReadOnlyList<Stage> Stages, decimal? AtLeast, decimal? AtMost) : ScaleDefinition(Id, Title);

/// <summary>Operator <c>all_true</c> by itself: one level when every gate is passed.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Gates">The gates in order.</param>
/// <param name="Met">The level when all are passed.</param>
public sealed record GateScale(string Id, string Title, IReadOnlyList<Gate> Gates, string Met) : ScaleDefinition(Id, Title);

/// <summary>
/// Operator <c>judgement</c>: structured professional judgement. The ratings are laid before an accredited person who gives a level
/// with reasons; nothing is summed and nothing is computed from them.
/// </summary>
/// <param name="Id">Its name; the judgement is answered under it.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Ratings">The items rated.</param>
/// <param name="Levels">The levels, lowest first.</param>
public sealed record JudgementScale(string Id, string Title, IReadOnlyList<string> Ratings, IReadOnlyList<string> Levels) : ScaleDefinition(Id, Title);

/// <summary>Operator <c>all_true</c>: criteria that must all hold.</summary>
/// <param name="Criteria">The criteria.</param>
/// <param name="Otherwise">The level when one does not hold.</param>
/// <param name="OtherwiseTotal">The total when one does not hold, or <see langword="null"/>.</param>
public sealed record Gate(IReadOnlyList<Criterion> Criteria, string Otherwise, decimal? OtherwiseTotal);

/// <summary>A criterion: an item whose chosen option must meet it, or a condition.</summary>
/// <param name="Item">The item, or <see langword="null"/>.</param>
/// <param name="When">A condition in CEL over the instrument's facts, or <see langword="null"/>.</param>
public sealed record Criterion(string? Item, string? When)
{
    /// <inheritdoc/>
    public override string ToString() => Item is null ? When! : $"item {Item}";
}

/// <summary>A stage of a score.</summary>
/// <param name="Items">The items it adds.</param>
/// <param name="Bands">What a total means.</param>
public sealed record Stage(IReadOnlyList<string> Items, IReadOnlyList<Band> Bands);

/// <summary>A stretch of totals.</summary>
/// <param name="Level">Its level; <see langword="null"/> goes on to the next stage.</param>
/// <param name="From">Smallest total, or <see langword="null"/> for no limit.</param>
/// <param name="To">Largest total, or <see langword="null"/> for no limit.</param>
public sealed record Band(string? Level, decimal? From, decimal? To)
{
    /// <summary>Whether a total lies in it.</summary>
    public bool Holds(decimal total) => (From is null || total >= From) && (To is null || total <= To);
}

/// <summary>Who may set another level than the computed one.</summary>
/// <param name="Levels">All levels, lowest first; a step leads from one to its neighbour.</param>
/// <param name="Codes">The grounds.</param>
/// <param name="Approvals">Who must approve; the first that fits decides.</param>
public sealed record OverrideRules(IReadOnlyList<string> Levels, IReadOnlyList<OverrideCode> Codes, IReadOnlyList<ApprovalRule> Approvals);

/// <summary>Where an override leads.</summary>
public enum OverrideDirection
{
    /// <summary>Either way.</summary>
    Any,

    /// <summary>To a higher level.</summary>
    Up,

    /// <summary>To a lower level.</summary>
    Down,
}

/// <summary>A ground for an override.</summary>
/// <param name="Code">Its code, such as <c>A4INC</c>.</param>
/// <param name="Meaning">What it stands for.</param>
/// <param name="Direction">Where it may lead.</param>
public sealed record OverrideCode(string Code, string Meaning, OverrideDirection Direction);

/// <summary>Who must approve an override, by how far it goes.</summary>
/// <param name="MostSteps">It fits overrides of at most so many steps; <see langword="null"/> for any number.</param>
/// <param name="To">It fits overrides to this level; <see langword="null"/> for any.</param>
/// <param name="By">The roles that must all approve, each a different person.</param>
public sealed record ApprovalRule(int? MostSteps, string? To, IReadOnlyList<string> By);
