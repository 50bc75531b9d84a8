using System.Collections.Immutable;
using Comity.Kernel.Account;

namespace Comity.Programmes.Custody;

/// <summary>Where a goal stands.</summary>
public enum GoalState
{
    /// <summary>Worked on now.</summary>
    Active,

    /// <summary>For later.</summary>
    Future,

    /// <summary>Reached.</summary>
    Achieved,

    /// <summary>Given up.</summary>
    Removed,
}

/// <summary>Where a step stands.</summary>
public enum StepState
{
    /// <summary>Not begun.</summary>
    NotStarted,

    /// <summary>Begun.</summary>
    InProgress,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Something it needs is missing.</summary>
    CannotBeDoneYet,

    /// <summary>Given up.</summary>
    NoLongerNeeded,
}

/// <summary>What the person says to the plan.</summary>
public enum Agreement
{
    /// <summary>Not asked yet.</summary>
    Draft,

    /// <summary>Agrees.</summary>
    Agreed,

    /// <summary>Does not agree.</summary>
    DoesNotAgree,

    /// <summary>Could not answer.</summary>
    CouldNotAnswer,
}

/// <summary>A step to a goal.</summary>
/// <param name="Text">What is to be done.</param>
/// <param name="Actor">By whom.</param>
/// <param name="State">Where it stands.</param>
public sealed record PlanStep(string Text, string Actor, StepState State = StepState.NotStarted);

/// <summary>A goal of the plan.</summary>
/// <param name="Text">What is to be reached, in the person's words.</param>
/// <param name="AreaOfNeed">The need it answers.</param>
/// <param name="Target">The day by which; <see langword="null"/> only for a future goal.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Steps">Its steps.</param>
public sealed record Goal(string Text, string AreaOfNeed, DateOnly? Target, GoalState State, ImmutableList<PlanStep> Steps);

/// <summary>
/// A person's individual sentence plan: goals, steps, and whether the person agrees. A change of an agreed plan makes it a draft again.
/// Goals and steps are never deleted. After the sentence plan of the prison and probation service of England and Wales.
/// </summary>
public sealed record SentencePlan
{
    private SentencePlan(string person) => Person = person;

    /// <summary>The person.</summary>
    public string Person { get; private init; }

    /// <summary>The goals in the order they were set.</summary>
    public ImmutableList<Goal> Goals { get; private init; } = [];

    /// <summary>What the person says.</summary>
    public Agreement Agreement { get; private init; }

    /// <summary>Every change.</summary>
    public DeedHistory History { get; private init; } = DeedHistory.Empty;

    /// <summary>Begins a plan.</summary>
    public static SentencePlan Begin(string person, Deed deed) => new(person) { History = DeedHistory.Empty.With("plan begun", deed) };

    /// <summary>Sets a goal; with a day it is active, without one it is for the future.</summary>
    public SentencePlan Add(string text, string areaOfNeed, DateOnly? target, Deed deed)
    {
        if (string.IsNullOrWhiteSpace(text) || string.IsNullOrWhiteSpace(areaOfNeed))
        {
            throw new DeedRefusedException("A goal says what is to be reached and which need it answers.");
        }

        var goal = new Goal(text, areaOfNeed, target, target is null ? GoalState.Future : GoalState.Active, []);
        return Changed(Goals.Add(goal), $"goal set: {text}", deed);
    }

    /// <summary>Adds a step to an open goal.</summary>
    public SentencePlan AddStep(int goal, string text, string actor, Deed deed)
    {
        if (string.IsNullOrWhiteSpace(text) || string.IsNullOrWhiteSpace(actor))
        {
            throw new DeedRefusedException("A step says what is to be done and by whom.");
        }

        var open = Open(goal);
        return Changed(Goals.SetItem(goal, open with { Steps = open.Steps.Add(new PlanStep(text, actor)) }), $"step added: {text}", deed);
    }

    /// <summary>A step of an active goal moves on. What is completed or no longer needed stays so.</summary>
    public SentencePlan Move(int goal, int step, StepState to, Deed deed)
    {
        var open = Open(goal);
        if (open.State != GoalState.Active)
        {
            throw new DeedRefusedException("The goal is for the future; make it active first.");
        }

        if (step < 0 || step >= open.Steps.Count)
        {
            throw new DeedRefusedException(FormattableString.Invariant($"The goal has {open.Steps.Count} steps; there is no step {step}."));
        }

        var from = open.Steps[step].State;
        if (from is StepState.Completed or StepState.NoLongerNeeded || to == from || to == StepState.NotStarted)
        {
            throw new DeedRefusedException($"A step that is {from} cannot become {to}.");
        }

        var steps = open.Steps.SetItem(step, open.Steps[step] with { State = to });

        // Progress is not a change of what was agreed.
        return this with { Goals = Goals.SetItem(goal, open with { Steps = steps }), History = History.With($"step {to}: {open.Steps[step].Text}", deed) };
    }

    /// <summary>Makes a future goal active, by a day.</summary>
    public SentencePlan Activate(int goal, DateOnly target, Deed deed)
    {
        var open = Open(goal);
        return open.State == GoalState.Future
            ? Changed(Goals.SetItem(goal, open with { State = GoalState.Active, Target = target }), $"goal active: {open.Text}", deed)
            : throw new DeedRefusedException("The goal is active already.");
    }

    /// <summary>An active goal is reached: all its steps are completed or no longer needed.</summary>
    public SentencePlan Achieve(int goal, Deed deed)
    {
        var open = Open(goal);
        if (open.State != GoalState.Active || open.Steps.Any(s => s.State is not (StepState.Completed or StepState.NoLongerNeeded)))
        {
            throw new DeedRefusedException("A goal is achieved when it is active and none of its steps is open.");
        }

        return this with { Goals = Goals.SetItem(goal, open with { State = GoalState.Achieved }), History = History.With($"goal achieved: {open.Text}", deed) };
    }

    /// <summary>An open goal is given up; it stays in the plan as removed.</summary>
    public SentencePlan Remove(int goal, Deed deed)
    {
        var open = Open(goal);
        return Changed(Goals.SetItem(goal, open with { State = GoalState.Removed }), $"goal removed: {open.Text}", deed);
    }

    /// <summary>The person says what they think of the plan.</summary>
    public SentencePlan Answer(Agreement answer, Deed deed)
    {
        if (answer == Agreement.Draft || Agreement != Agreement.Draft)
        {
            throw new DeedRefusedException($"The plan is {Agreement}; a draft is agreed, not agreed, or could not be answered.");
        }

        return Goals.Any(g => g.State == GoalState.Active && g.Steps.Count > 0)
            ? this with { Agreement = answer, History = History.With($"person: {answer}", deed) }
            : throw new DeedRefusedException("There is nothing to agree to: no active goal has a step.");
    }

    private SentencePlan Changed(ImmutableList<Goal> goals, string what, Deed deed) =>
        this with { Goals = goals, Agreement = Agreement.Draft, History = History.With(what, deed) };

    private Goal Open(int goal)
    {
        if (goal < 0 || goal >= Goals.Count)
        {
            throw new DeedRefusedException(FormattableString.Invariant($"The plan has {Goals.Count} goals; there is no goal {goal}."));
        }

        return Goals[goal].State is GoalState.Active or GoalState.Future
            ? Goals[goal]
            : throw new DeedRefusedException($"The goal is {Goals[goal].State}; that does not change any more.");
    }
}
