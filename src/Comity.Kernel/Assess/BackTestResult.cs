using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess;

/// <summary>How far a back-test has come; each stage holds all that the one before held, more exactly.</summary>
public enum BackTestStage
{
    /// <summary>Estimated from a random sample of the history.</summary>
    Sample,

    /// <summary>Counted over the whole history.</summary>
    Exact,

    /// <summary>With examples and the overlap with other profiles.</summary>
    Complete,
}

/// <summary>The hits of one week.</summary>
/// <param name="Monday">The week's first day.</param>
/// <param name="Hits">Subjects received in it that the condition hits; of a sample, estimated.</param>
public readonly record struct WeekHits(DateOnly Monday, long Hits);

/// <summary>How many subjects both the condition and another profile hit, whatever the days the profile applies on.</summary>
public sealed record ProfileOverlap(string Id, int Version, long Shared);

/// <summary>A subject that the condition hits.</summary>
/// <param name="SubjectId">The subject.</param>
/// <param name="ReceivedAt">When its last version arrived, UTC.</param>
/// <param name="Record">Its facts, without their places in the source.</param>
/// <param name="Reasons">Why the condition is true of it.</param>
public sealed record BackTestExample(long SubjectId, DateTimeOffset ReceivedAt, SubjectRecord Record, IReadOnlyList<Reason> Reasons);

/// <summary>What a condition would have hit, had it applied over the whole history: the last version of each subject that is not withdrawn.</summary>
public sealed record BackTestResult
{
    /// <summary>How far the back-test has come.</summary>
    public required BackTestStage Stage { get; init; }

    /// <summary>Subjects in the history.</summary>
    public required long Rows { get; init; }

    /// <summary>Subjects the condition hits; of a sample, estimated.</summary>
    public required long Hits { get; init; }

    /// <summary>Of a sample: the share of hits with its 95 % interval; otherwise <see langword="null"/>.</summary>
    public ShareEstimate? Share { get; init; }

    /// <summary>The hits of each week from the first to the last of the history, those without any among them.</summary>
    public required IReadOnlyList<WeekHits> Weeks { get; init; }

    /// <summary>The workload: hits for each calendar day from the first to the last of the history, on average.</summary>
    public required double PerDay { get; init; }

    /// <summary>Subjects in the history of which a control found something.</summary>
    public long KnownFinds { get; init; }

    /// <summary>How many of <see cref="KnownFinds"/> the condition hits. The others it misses. Counted from <see cref="BackTestStage.Exact"/> on.</summary>
    public long Covered { get; init; }

    /// <summary>How many of the subjects that it hits were controlled. Counted from <see cref="BackTestStage.Exact"/> on.</summary>
    public long Controlled { get; init; }

    /// <summary>
    /// Of the hits that were controlled, the share with a find, and its 95 % interval; null without any. Controls are chosen and
    /// not drawn: it says what its hits came to, not what the others would.
    /// </summary>
    public ShareEstimate? Precision => Controlled == 0 ? null : ShareEstimate.Wilson((double)Covered / Controlled, Controlled, (int)Controlled);

    /// <summary>Rows that the interpreter had to decide, since parts of the condition have no SQL of the same meaning.</summary>
    public long Interpreted { get; init; }

    /// <summary>The overlap with the other profiles, in the order they were given. From <see cref="BackTestStage.Complete"/> on.</summary>
    public IReadOnlyList<ProfileOverlap> Overlap { get; init; } = [];

    /// <summary>The subjects that were hit last. From <see cref="BackTestStage.Complete"/> on.</summary>
    public IReadOnlyList<BackTestExample> Examples { get; init; } = [];
}
