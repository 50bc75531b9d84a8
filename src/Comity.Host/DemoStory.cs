using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Control;
using Comity.Programmes.Containers.Generator;

namespace Comity.Host;

/// <summary>What a demonstration came to.</summary>
/// <param name="Month">The generated month.</param>
/// <param name="Files">Files of it that had arrived by the morning of the demonstration.</param>
/// <param name="Totals">What the readers made of them.</param>
/// <param name="Findings">Consignments that at least one profile hit.</param>
/// <param name="List">The unit's list of the day, by rank.</param>
/// <param name="Flagship">The consignment of the story that gives the demonstration its point.</param>
/// <param name="FlagshipRank">Its rank among all findings by score.</param>
/// <param name="Entry">The register entry of its control.</param>
/// <param name="Controlled">Consignments of the list that were controlled.</param>
/// <param name="Found">Of them, those in which something was found.</param>
public sealed record DemoResult(
    GeneratedMonth Month,
    int Files,
    DeliveryTotals Totals,
    long Findings,
    IReadOnlyList<SubjectState> List,
    SubjectState Flagship,
    long FlagshipRank,
    RegisterEntry Entry,
    int Controlled,
    int Found);

/// <summary>
/// The demonstration: a dry port's month is generated, screened in the order of its arrival, the unit controls what its
/// list names, and every result goes into the register. Nothing is staged: the profiles see only the files, and a control
/// finds what the generator's truth file says is there.
/// </summary>
public sealed class DemoStory(Node node, string folder, Officer officer)
{
    /// <summary>The seed of the demonstration; another gives another month.</summary>
    public const ulong Seed = 1435;

    /// <summary>How many controls the unit can do on the day.</summary>
    public const int Capacity = 40;

    /// <summary>The first day of the generated month.</summary>
    public static DateOnly From { get; } = new(2026, 3, 1);

    /// <summary>When the demonstration takes place: the morning after the month.</summary>
    public static DateTimeOffset Morning { get; } = new(2026, 4, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Plays the story.</summary>
    /// <param name="consignments">How many consignments the month has.</param>
    /// <param name="report">Told what is being done and how far it is, 0 to 1.</param>
    /// <param name="cancellation">Stops; the node stays consistent.</param>
    public DemoResult Play(int consignments, Action<string, double> report, CancellationToken cancellation)
    {
        var files = Path.Combine(folder, "month");
        var options = new GeneratorOptions(ManifestFormat.Cuscar, consignments, Seed) { From = From };
        var month = ManifestGenerator.Write(options, files, written => report("Writing a dry port's month", (double)written / consignments), cancellation);
        // What the month's carriers amend later has not arrived yet.
        GeneratedDelivery[] arrived = [.. month.Deliveries.Where(delivery => delivery.ReceivedAt <= node.Clock.GetUtcNow())];
        var totals = Screen(arrived, files, report, cancellation);
        report("Bringing the movement history up to date", 1);
        node.History();

        var day = DateOnly.FromDateTime(node.Clock.GetUtcNow().UtcDateTime);
        var list = node.Desk.Plan(day, officer.Unit, Capacity, Selection.UsualExplorationShare, []);
        var story = month.Truth.First(entry => entry is { Story: FlagshipStory, QuantityKg: FlagshipKg });
        var flagship = Subject(story);
        var (entry, found) = Control(month, list, flagship, story, cancellation);
        using var view = node.Store.Read();
        return new DemoResult(
            month,
            arrived.Length,
            totals,
            view.Count(new SubjectFilter { ScoreAtLeast = double.Epsilon }),
            [.. list.Select(selected => view.Subject(selected.SubjectId)!)],
            view.Subject(flagship.Version.SubjectId)!,
            RankOf(view, flagship),
            entry,
            list.Count,
            found);
    }

    private const string FlagshipStory = "cocaine_in_wood";
    private const int FlagshipKg = 1435;

    private DeliveryTotals Screen(GeneratedDelivery[] arrived, string files, Action<string, double> report, CancellationToken cancellation)
    {
        var totals = DeliveryTotals.None;
        for (var i = 0; i < arrived.Length; i++)
        {
            var file = arrived[i];
            report("Screening", (double)i / arrived.Length);
            using var content = File.OpenRead(Path.Combine(files, file.File));
            totals += node.Intake.Import(file.File, content, file.Sender, file.ReceivedAt, progress: null, cancellation).Totals;
            cancellation.ThrowIfCancellationRequested();
        }

        return totals;
    }

    private (RegisterEntry Entry, int Found) Control(
        GeneratedMonth month, IReadOnlyList<Selected> list, SubjectState flagship, TruthEntry story, CancellationToken cancellation)
    {
        var finds = month.Truth.Where(entry => entry.Find).ToLookup(entry => (entry.Bill, entry.Container));
        RegisterEntry? entry = null;
        var found = 0;
        foreach (var selected in list)
        {
            cancellation.ThrowIfCancellationRequested();
            SubjectState subject;
            using (var view = node.Store.Read())
            {
                subject = view.Subject(selected.SubjectId)!;
            }

            var record = subject.Version.Record;
            var truth = finds[(record["bill.number"] as string ?? "", record["container.number"] as string ?? "")].FirstOrDefault();
            node.Desk.Decide(selected.SubjectId, ControlActions.Physical, "on the list of the day", officer);
            var recorded = node.Desk.Record(selected.SubjectId, Report(truth), corrects: null, officer);
            found += truth is null ? 0 : 1;
            if (selected.SubjectId == flagship.Version.SubjectId)
            {
                entry = recorded;
            }
        }

        // Should the list ever leave it out, the tip of a counterpart unit would bring it: the story is told either way,
        // and its rank says how the profiles did.
        entry ??= node.Desk.Record(flagship.Version.SubjectId, Report(story), corrects: null, officer);
        return (entry, found);
    }

    private static ControlReport Report(TruthEntry? truth) => new()
    {
        Control = ControlActions.Physical,
        Unit = "",
        Seized = truth is null ? [] : [new SeizedItem(truth.Commodity, truth.QuantityKg, "kg")],
        Concealment = truth is null ? "" : SeizureTerms.Concealments[0],
    };

    private SubjectState Subject(TruthEntry story)
    {
        using var view = node.Store.Read();
        return view.Subjects(new SubjectFilter { Term = story.Container }, 0, int.MaxValue)
            .First(subject => (string?)subject.Version.Record["bill.number"] == story.Bill);
    }

    private static long RankOf(INodeView view, SubjectState subject) =>
        1 + view.Count(new SubjectFilter { ScoreAtLeast = Math.BitIncrement(subject.Finding?.Score ?? 0) });
}
