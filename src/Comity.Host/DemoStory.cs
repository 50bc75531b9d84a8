using System.Globalization;
using Comity.Host.Exchange;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Refer;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Control;
using Comity.Programmes.Containers.Generator;
using Comity.Programmes.Containers.Refer;

namespace Comity.Host;

/// <summary>A step of the demonstration as it is told.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Node">The node at which it happened.</param>
/// <param name="Lines">It in words.</param>
/// <param name="Facts">It in figures, for programs.</param>
public sealed record DemoStep(string Name, string Node, IReadOnlyList<string> Lines, object Facts);

/// <summary>What stands at a node in the end.</summary>
/// <param name="Consignments">Consignments it knows.</param>
/// <param name="Findings">Of them, those that at least one profile hit.</param>
/// <param name="Controls">Controls in its register.</param>
/// <param name="Seized">What they found.</param>
/// <param name="SentReferrals">Referrals it sent.</param>
/// <param name="ReceivedReferrals">Referrals it received.</param>
/// <param name="OutcomesAbroad">Outcomes of other nodes in its register.</param>
/// <param name="SeizedAbroad">What those found.</param>
/// <param name="RegisterHash">Hash of its last register entry.</param>
public sealed record DemoCounts(
    long Consignments,
    long Findings,
    int Controls,
    IReadOnlyList<CommodityTotal> Seized,
    long SentReferrals,
    long ReceivedReferrals,
    int OutcomesAbroad,
    IReadOnlyList<SeizedItem> SeizedAbroad,
    string RegisterHash);

/// <summary>
/// The demonstration: a month of a dry port in Bolivia is generated, screened in the order of its arrival and controlled;
/// what its profiles put first is bound for Antwerp and is referred there, controlled there, and its outcome comes back; both open a joint case, which the country of transit joins late.
/// Nothing is staged: the profiles see only the files, a control finds what the generator's truth file says is there, and
/// the two nodes know of one another only what goes over the wire between them.
/// </summary>
/// <param name="bo">The node of the country of origin.</param>
/// <param name="be">The node of the country of destination.</param>
/// <param name="cl">The node of the country of transit.</param>
/// <param name="folder">Where the month's files go.</param>
/// <param name="consignments">How many consignments the month has.</param>
/// <param name="report">Told what is being done and how far it is, 0 to 1.</param>
public sealed class DemoStory(DemoSide bo, DemoSide be, DemoSide cl, string folder, int consignments, Action<string, double> report)
{
    /// <summary>The seed of the demonstration; another gives another month.</summary>
    public const ulong Seed = 1435;

    /// <summary>How many controls the unit can do on the day.</summary>
    public const int Capacity = 40;

    private const string FlagshipStory = "cocaine_in_wood";
    private const int FlagshipKg = 1435;
    private const int DaysOpen = 30;
    private const string Basis = "United Nations Convention against Illicit Traffic in Narcotic Drugs and Psychotropic Substances (1988), article 11";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _files = Path.Combine(folder, "month");
    private readonly DemoCase _joint = new(be, bo, cl);
    private GeneratedMonth _month = null!;
    private TruthEntry _truth = null!;
    private long _flagship;
    private string _referral = "";
    private long _arrived;

    /// <summary>The first day of the generated month.</summary>
    public static DateOnly From { get; } = new(2026, 3, 1);

    /// <summary>When the demonstration takes place: the morning after the month.</summary>
    public static DateTimeOffset Morning { get; } = new(2026, 4, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The steps in their order; each may use what those before it left, and begins when both nodes know that the referral is as far as it says.</summary>
    private IReadOnlyList<(string Name, DemoSide Side, ReferralState? When, Func<CancellationToken, Task<(IReadOnlyList<string> Lines, object Facts)>> Play)> Steps =>
    [
        ("screen", bo, null, Now(Screen)),
        ("find", bo, null, Now(Find)),
        ("decide", bo, null, Now(Decide)),
        ("refer", bo, null, Now(Refer)),
        ("receipt", be, ReferralState.Delivered, Now(Receipt)),
        ("accept", be, null, Now(Accept)),
        ("control", be, ReferralState.Accepted, Now(Control)),
        ("outcome", be, null, Now(Outcome)),
        ("register", bo, ReferralState.Done, Now(Register)),
        ("case", be, null, cancellation => _joint.Open(_referral, _truth.Commodity, _truth.QuantityKg, cancellation)),
        ("transit joins", cl, null, _joint.Widen),
    ];

    /// <summary>Plays the story; each step is given as soon as it happened.</summary>
    public async IAsyncEnumerable<DemoStep> Play([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (name, side, when, play) in Steps)
        {
            if (when is { } state)
            {
                await Until(state, cancellation);
            }

            var (lines, facts) = await play(cancellation);
            yield return new DemoStep(name, side.Name, lines, facts);
        }
    }

    private static Func<CancellationToken, Task<T>> Now<T>(Func<CancellationToken, T> play) => cancellation => Task.Run(() => play(cancellation), cancellation);

    /// <summary>What stands at a node.</summary>
    public static DemoCounts Counts(DemoSide side)
    {
        using var view = side.Node.Store.Read();
        var controls = RegisterTotals.Standing(view);
        var abroad = view.Register(OutcomeAbroad.Kind).Select(entry => OutcomeAbroad.FromJson(entry.Payload)).ToArray();
        return new DemoCounts(
            view.Count(new SubjectFilter()),
            view.Count(new SubjectFilter { ScoreAtLeast = double.Epsilon }),
            controls.Count,
            RegisterTotals.Of(controls).ByCommodity,
            view.Exchange.Count(new ReferralFilter { From = side.Name }),
            view.Exchange.Count(new ReferralFilter { To = side.Name }),
            abroad.Length,
            [.. abroad.SelectMany(outcome => outcome.Seized)],
            view.Register().LastOrDefault()?.Hash ?? RegisterEntry.NoPreviousHash);
    }

    private (IReadOnlyList<string>, object) Screen(CancellationToken cancellation)
    {
        var options = new GeneratorOptions(ManifestFormat.Cuscar, consignments, Seed) { From = From };
        _month = ManifestGenerator.Write(options, _files, written => report("Writing a dry port's month", (double)written / consignments), cancellation);
        _truth = _month.Truth.First(entry => entry is { Story: FlagshipStory, QuantityKg: FlagshipKg });
        // What the month's carriers amend later has not arrived yet.
        GeneratedDelivery[] arrived = [.. _month.Deliveries.Where(delivery => delivery.ReceivedAt <= bo.Node.Clock.GetUtcNow())];
        var totals = DeliveryTotals.None;
        for (var i = 0; i < arrived.Length; i++)
        {
            report("Screening", (double)i / arrived.Length);
            totals += Import(bo, arrived[i], cancellation);
            cancellation.ThrowIfCancellationRequested();
        }

        report("Bringing the movement history up to date", 1);
        bo.Node.History();
        return (
            [
                Text($"A dry port's month: {_month.Consignments:N0} consignments on {_month.Voyages} voyages, {arrived.Length} files so far."),
                Text($"Read {totals.Met:N0} with later amendments: {totals.Clean:N0} clean, {totals.Repaired:N0} repaired, {totals.Quarantined:N0} quarantined; {totals.Redelivered} that came twice changed nothing."),
            ],
            new { consignments = totals.Read, totals.Repaired, totals.Quarantined, redeliveredMessages = totals.Redelivered });
    }

    private (IReadOnlyList<string>, object) Find(CancellationToken cancellation)
    {
        using var view = bo.Node.Store.Read();
        var state = Flagship(view);
        _flagship = state.Version.SubjectId;
        var (record, finding) = (state.Version.Record, state.Finding!);
        var findings = view.Count(new SubjectFilter { ScoreAtLeast = double.Epsilon });
        var rank = 1 + view.Count(new SubjectFilter { ScoreAtLeast = Math.BitIncrement(finding.Score) });
        var lines = new List<string>
        {
            Text($"{findings:N0} have a finding. Rank {rank} is container {record["container.number"]} under bill {record["bill.number"]}:"),
            Text($"  {record["goods.description"]}, {record["route.origin"]} → {record["route.loading"]} → {record["route.discharge"]}, shipper {record["shipper.name"]}"),
        };
        foreach (var hit in finding.Hits)
        {
            lines.Add(Text($"  {hit.Weight,4:0.#}  {hit.Title} ({hit.Id} v{hit.Version})"));
            foreach (var reason in hit.Reasons)
            {
                var place = reason.Position.IsKnown ? Text($", segment {reason.Position.Segment}, byte {reason.Position.Offset}") : "";
                lines.Add($"          {reason.Field} is {FactText.Of(reason.Value)} because {reason.Condition.ReplaceLineEndings(" ")}{place}");
            }
        }

        return (
            lines,
            new { findings, container = record["container.number"], bill = record["bill.number"], rank, score = finding.Score, profiles = finding.Hits.Select(hit => hit.Id) });
    }

    private (IReadOnlyList<string>, object) Decide(CancellationToken cancellation)
    {
        var list = bo.Node.Desk.Plan(DateOnly.FromDateTime(bo.Node.Clock.GetUtcNow().UtcDateTime), bo.Officer.Unit, Capacity, Selection.UsualExplorationShare, []);
        var finds = _month.Truth.Where(entry => entry.Find).ToLookup(entry => (entry.Bill, entry.Container));
        var found = 0;
        foreach (var selected in list.Where(selected => selected.SubjectId != _flagship))
        {
            cancellation.ThrowIfCancellationRequested();
            SubjectRecord record;
            using (var view = bo.Node.Store.Read())
            {
                record = view.Subject(selected.SubjectId)!.Version.Record;
            }

            var truth = finds[(record["bill.number"] as string ?? "", record["container.number"] as string ?? "")].FirstOrDefault();
            bo.Node.Desk.Decide(selected.SubjectId, ControlActions.Physical, "on the list of the day", bo.Officer);
            bo.Node.Desk.Record(selected.SubjectId, Report(truth), corrects: null, bo.Officer);
            found += truth is null ? 0 : 1;
        }

        bo.Node.Desk.Decide(_flagship, ControlActions.Release, "goes on under watch; its control is asked of the port of discharge", bo.Officer);
        var controlled = list.Count(selected => selected.SubjectId != _flagship);
        return (
            [Text($"The list of the day had {list.Count} places; {found} of {controlled} controls found something. {_truth.Container} goes on under watch.")],
            new { places = list.Count, controlled, found });
    }

    private (IReadOnlyList<string>, object) Refer(CancellationToken cancellation)
    {
        bo.Befriend(be);
        be.Befriend(bo);
        var wish = new ReferralWish
        {
            To = be.Name,
            Kind = ReferralKind.RequestControl,
            Purpose = ConsignmentReferral.Purposes[0],
            Request = "Controlled delivery: please open this container at discharge and report what was found.",
            Ground = new Ground(GroundKind.LegalBasis, Basis),
            Handling = new Handling { Tlp = Tlp.Amber },
            Days = DaysOpen,
        };
        Referral sent;
        using (var view = bo.Node.Store.Read())
        using (var unit = bo.Node.Store.Begin())
        {
            var offer = ReferralWork.Offer(bo.Exchange, view.Subject(_flagship)!.Version.Record, wish, bo.Officer.Name, bo.Exchange.Clock.GetUtcNow(), ReferralWork.NewSalt());
            sent = bo.Exchange.Desk.Send(unit.Exchange, offer);
            unit.Commit();
        }

        _referral = sent.Id;
        return (
            [
                Text($"{bo.Name} refers it to {be.Name}: {sent.Offer.Subject.Facts.Count} facts, {string.Join(' ', HandlingRules.Codes(wish.Handling))}, until {sent.Offer.ExpiresAt:yyyy-MM-dd}; the words of the two keys were compared."),
            ],
            new { referral = _referral, to = be.Name, facts = sent.Offer.Subject.Facts, handling = HandlingRules.Codes(wish.Handling), expiresAt = sent.Offer.ExpiresAt });
    }

    private (IReadOnlyList<string>, object) Receipt(CancellationToken cancellation)
    {
        using var view = bo.Node.Store.Read();
        var message = view.Exchange.OutboxOf(_referral)[0];
        return ([Text($"{be.Name} signed for it.")], new { referral = _referral, state = view.Exchange.Referral(_referral)!.State.ToString().ToLowerInvariant(), message.MessageId, message.Attempts });
    }

    private (IReadOnlyList<string>, object) Accept(CancellationToken cancellation)
    {
        // The carrier declares the voyage at the port of discharge too.
        var declared = Import(be, _month.Deliveries.First(delivery => delivery.File == _truth.File), cancellation);
        be.Act(_referral, new Act(StepKind.Accept, be.Officer.Name, "the container is due here"));
        using var view = be.Node.Store.Read();
        var asked = ReferralWork.Standing(view, be.Name).Single(asked => asked.Referral.Id == _referral);
        _arrived = asked.Consignments[0].Version.SubjectId;
        return (
            [Text($"{be.Name} takes it on: among the {declared.Read:N0} consignments declared there, {asked.Consignments.Count} is of this container; {bo.Name}'s request puts it on the worklist.")],
            new { referral = _referral, consignments = declared.Read, matching = asked.Consignments.Count });
    }

    private (IReadOnlyList<string>, object) Control(CancellationToken cancellation)
    {
        be.Node.Desk.Decide(_arrived, ControlActions.Physical, $"asked for by {bo.Name}, referral {_referral}", be.Officer);
        var entry = be.Node.Desk.Record(_arrived, Report(_truth), corrects: null, be.Officer);
        var seized = ControlReport.FromJson(entry.Payload).Seized;
        return (
            [Text($"Controlled at {be.Name}: {string.Join(", ", seized.Select(item => Text($"{item.Quantity:N0} {item.Unit} of {item.Commodity}")))} found. Register entry {entry.Number}.")],
            new { seized, registerEntry = entry.Number, registerHash = entry.Hash });
    }

    private (IReadOnlyList<string>, object) Outcome(CancellationToken cancellation)
    {
        var done = ReferralWork.Report(be.Exchange, _referral, be.Officer.Name);
        return ([Text($"{be.Name} reports the outcome to {bo.Name}: {done.Outcome!.Result}. {done.Outcome.Report}")], new { referral = _referral, done.Outcome.Result, done.Outcome.Found });
    }

    private (IReadOnlyList<string>, object) Register(CancellationToken cancellation)
    {
        using var view = bo.Node.Store.Read();
        var entry = view.Register(OutcomeAbroad.Kind).Single();
        var outcome = OutcomeAbroad.FromJson(entry.Payload);
        var (own, other) = (Counts(bo), Counts(be));
        var lines = new List<string> { Text($"At {bo.Name} the outcome is register entry {entry.Number}; {outcome.Profiles.Count} profiles are credited with it.") };
        lines.AddRange(own.Seized.Select(total => Seized(bo, total)));
        lines.AddRange(other.Seized.Select(total => Seized(be, total)));
        return (lines, new { registerEntry = entry.Number, registerHash = entry.Hash, outcome.Container, outcome.Seized, profiles = outcome.Profiles.Select(profile => profile.Id) });
    }

    private static string Seized(DemoSide side, CommodityTotal total) => Text($"  {side.Name,-12}{total.Commodity,-24} {total.Seizures,3} × {total.Quantity,12:N0} {total.Unit}");

    private DeliveryTotals Import(DemoSide side, GeneratedDelivery delivery, CancellationToken cancellation)
    {
        using var content = File.OpenRead(Path.Combine(_files, delivery.File));
        return side.Node.Intake.Import(delivery.File, content, delivery.Sender, delivery.ReceivedAt, progress: null, cancellation).Totals;
    }

    private SubjectState Flagship(INodeView view) =>
        view.Subjects(new SubjectFilter { Term = _truth.Container }, 0, int.MaxValue).First(subject => (string?)subject.Version.Record["bill.number"] == _truth.Bill);

    /// <summary>Both nodes exchange what waits until both know that the referral is as far.</summary>
    private async Task Until(ReferralState state, CancellationToken cancellation)
    {
        while (bo.Referral(_referral)?.State < state || be.Referral(_referral) is not { } received || received.State < state)
        {
            await bo.Exchange.Outbox.SendDue(cancellation);
            await be.Exchange.Outbox.SendDue(cancellation);
            await Task.Delay(Pause, cancellation);
        }
    }

    private static ControlReport Report(TruthEntry? truth) => new()
    {
        Control = ControlActions.Physical,
        Unit = "",
        Seized = truth is null ? [] : [new SeizedItem(truth.Commodity, truth.QuantityKg, "kg")],
        Concealment = truth is null ? "" : SeizureTerms.Concealments[0],
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
