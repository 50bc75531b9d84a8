using System.Globalization;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Control;
using Outcome = Comity.Kernel.Refer.Outcome;

namespace Comity.Programmes.Containers.Refer;

/// <summary>How a consignment is referred: which of its facts go, how the other side finds it again, and what it reports.</summary>
public static class ConsignmentReferral
{
    /// <summary>The kind of subject.</summary>
    public const string SubjectKind = "consignment";

    /// <summary>The result of a control that found something.</summary>
    public const string Seized = "seized";

    /// <summary>The result of a control that found nothing.</summary>
    public const string NothingFound = "nothing-found";

    private const string ContainerFact = "container.number";
    private const string BillFact = "bill.number";

    private static readonly string[] Optional =
    [
        BillFact, "route.origin", "route.loading", "route.discharge", "goods.description", "goods.hs", "goods.gross_mass_kg",
        "shipper.name", "shipper.country", "consignee.name", "consignee.country", "container.seals", "manifest.vessel_name", "manifest.voyage",
    ];

    /// <summary>The purposes for which a container may be referred, each with its minimum data set by the names of <see cref="Subject.ConsignmentSchema"/>.</summary>
    public static IReadOnlyList<ReferralPurpose> Purposes { get; } =
    [
        new("container-control", "Control of a container", [ContainerFact], Optional),
        new(
            "container-information", "Information about a container or what was found in it", [ContainerFact],
            [.. Optional, "control.result", "seizure.commodity", "seizure.quantity"]),
    ];

    /// <summary>The facts of a consignment that a purpose may carry; what is not known, and what the officer leaves out, does not go.</summary>
    /// <param name="record">What is known.</param>
    /// <param name="purpose">The purpose.</param>
    /// <param name="leftOut">Facts the officer leaves out.</param>
    public static SubjectSnapshot Snapshot(SubjectRecord record, ReferralPurpose purpose, IReadOnlyCollection<string> leftOut)
    {
        var facts = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var path in purpose.Required.Concat(purpose.Optional.Except(leftOut, StringComparer.Ordinal)))
        {
            if (record.Schema.OrdinalOf(path) is >= 0 and var ordinal && Texts(record[ordinal]) is { Count: > 0 } texts)
            {
                facts.Add(path, texts);
            }
        }

        return new SubjectSnapshot(SubjectKind, (record[ContainerFact] ?? record[BillFact]) as string ?? "", facts);
    }

    /// <summary>
    /// This node's own consignments of the container that a referral is about, those under the same bill first, then the
    /// newest; none when it has not been declared here.
    /// </summary>
    public static IReadOnlyList<SubjectState> Find(INodeView view, ReferralOffer offer)
    {
        if (offer.Subject.Kind != SubjectKind || One(offer, ContainerFact) is not { } container)
        {
            return [];
        }

        var bill = One(offer, BillFact);
        return
        [
            .. view.Subjects(new SubjectFilter { Term = container.ToUpperInvariant() }, 0, int.MaxValue)
                .Where(state => string.Equals(state.Version.Record[ContainerFact] as string, container, StringComparison.OrdinalIgnoreCase))
                .OrderByDescending(state => bill is not null && state.Version.Record[BillFact] as string == bill)
                .ThenByDescending(state => state.Version.ReceivedAt)
                .ThenBy(state => state.Version.SubjectId),
        ];
    }

    /// <summary>Whether a referral is about this container.</summary>
    public static bool Concerns(ReferralOffer offer, SubjectRecord record) =>
        offer.Subject.Kind == SubjectKind && record[ContainerFact] is string container
        && string.Equals(One(offer, ContainerFact), container, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is reported to the node that referred, when an officer says so.</summary>
    /// <param name="report">The result of the control.</param>
    public static Outcome Outcome(ControlReport report)
    {
        var what = report.Found
            ? string.Join(", ", report.Seized.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Quantity:#,0.###} {item.Unit} of {item.Commodity}")))
            : "nothing";
        var how = report.Concealment.Length > 0 ? $" ({report.Concealment})" : "";
        return new Outcome(
            report.Found ? Seized : NothingFound,
            $"{Name(report.Control)} by {report.Unit}: {what} found{how}.",
            report.Found ? [.. report.Seized.Select(item => new FoundItem(item.Commodity, item.Quantity, item.Unit))] : null);
    }

    private static string Name(string control) => control switch
    {
        ControlActions.Documents => "Check of documents",
        ControlActions.Scan => "Scan",
        _ => "Physical control",
    };

    private static string? One(ReferralOffer offer, string fact) => offer.Subject.Facts.TryGetValue(fact, out var values) && values is [var value, ..] ? value : null;

    private static IReadOnlyList<string> Texts(object? value) => value switch
    {
        null => [],
        IReadOnlyList<string> list => list,
        double number => [number.ToString("0.###", CultureInfo.InvariantCulture)],
        DateTimeOffset time => [time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)],
        bool truth => [truth ? "true" : "false"],
        _ => [Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""],
    };
}
