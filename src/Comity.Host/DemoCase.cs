using System.Globalization;
using Comity.Exchange.Cases;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;
using Comity.Programmes.Cases;

namespace Comity.Host;

/// <summary>
/// The end of the demonstration: what came of the referral becomes a joint case of both nodes, and a country of transit
/// joins late, without what was written before.
/// </summary>
/// <param name="lead">The node that made the seizure; it leads the case.</param>
/// <param name="origin">The node that referred the container.</param>
/// <param name="transit">The node of the country of transit.</param>
internal sealed class DemoCase(DemoSide lead, DemoSide origin, DemoSide transit)
{
    private const int DaysToAnswer = 14;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private string _case = "";

    /// <summary>Opens the case from a referral that is done, and both enter what they know.</summary>
    /// <param name="referral">The referral.</param>
    /// <param name="commodity">What was seized.</param>
    /// <param name="netMassKg">How much of it, kg.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<(IReadOnlyList<string> Lines, object Facts)> Open(string referral, string commodity, double netMassKg, CancellationToken cancellation)
    {
        using (var unit = lead.Node.Store.Begin())
        {
            var opened = lead.Exchange.Cases.OpenFrom(unit.Exchange, referral, $"{commodity} in a container of wood", new Handling { Tlp = Tlp.Green }, lead.Officer.Name);
            _case = opened.Id;
            lead.Exchange.Cases.Admit(unit.Exchange, _case, origin.Name, seesHistory: true, lead.Officer.Name);
            unit.Commit();
        }

        await Until(origin, log => log.Member(origin.Name) is not null, cancellation);
        Join(origin);
        var seizure = Add(lead, new EntryDraft(JointCase.Seizure, commodity, lead.Officer.Name)
        {
            Facts = Facts(
                ("commodity", commodity), ("net_mass_kg", netMassKg.ToString(CultureInfo.InvariantCulture)),
                ("seized_on", Day(0)), ("discovered_in", "BE"), ("transport", "sea"), ("detection", "targeting")),
        });
        Add(lead, new EntryDraft(JointCase.Chain, "bill of lading", lead.Officer.Name)
        {
            About = seizure,
            Facts = Facts(("origin", "BO 100"), ("export", "BO"), ("transit_in_custody", "CL"), ("destination", "BE")),
        });
        // Written before the third takes part: it never sees this.
        Add(lead, new EntryDraft(JointCase.Minute, "The two units agree to ask the port of loading to join.", lead.Officer.Name) { Facts = Facts(("held_on", Day(0))) });
        await Until(origin, log => log.Standing.Any(named => named.Entry.Kind == JointCase.Minute), cancellation);
        var (own, other) = (Log(lead)!, Log(origin)!);
        return (
            [Text($"{lead.Name} opens a joint case with {origin.Name}: {own.Entries.Count} entries; both hold the same ({own.Hash()[..12]}, {other.Hash()[..12]}).")],
            new { id = _case, lead = lead.Name, members = other.Members.Count, entries = own.Entries.Count, hashes = new[] { own.Hash(), other.Hash() } });
    }

    /// <summary>Admits the country of transit, asks it something and gets its answer.</summary>
    public async Task<(IReadOnlyList<string> Lines, object Facts)> Widen(CancellationToken cancellation)
    {
        foreach (var (one, other) in new[] { (lead, transit), (transit, lead), (origin, transit), (transit, origin) })
        {
            one.Befriend(other);
        }

        using (var unit = lead.Node.Store.Begin())
        {
            lead.Exchange.Cases.Admit(unit.Exchange, _case, transit.Name, seesHistory: false, lead.Officer.Name);
            unit.Commit();
        }

        await Until(transit, log => log.Member(transit.Name) is not null, cancellation);
        Join(transit);
        await Until(lead, log => log.Member(transit.Name) is { TakesPart: true }, cancellation);
        await Until(origin, log => log.Member(transit.Name) is { TakesPart: true }, cancellation);
        var request = Add(lead, new EntryDraft(JointCase.Request, "Who brought the container to the terminal?", lead.Officer.Name)
        {
            Facts = Facts(("to_node", transit.Name), ("due", Day(DaysToAnswer))),
        });
        await Until(transit, log => log.Find(request) is not null, cancellation);
        var answer = Add(transit, new EntryDraft(JointCase.Answer, "A haulier that entered the terminal for the first time.", transit.Officer.Name) { About = request, Facts = Facts(("result", "complete")) });
        await Until(lead, log => log.Find(answer) is not null, cancellation);
        await Until(origin, log => log.Find(answer) is not null, cancellation);
        var (first, second, late) = (Log(lead)!, Log(origin)!, Log(transit)!);
        return (
            [Text($"{transit.Name} joins late, is asked and answers: {first.Entries.Count} entries at {lead.Name} and {second.Entries.Count} at {origin.Name}; {late.Entries.Count} at {transit.Name}, none from before it was admitted.")],
            new
            {
                id = _case,
                lateMember = transit.Name,
                entries = new Dictionary<string, int>(StringComparer.Ordinal) { [lead.Name] = first.Entries.Count, [origin.Name] = second.Entries.Count, [transit.Name] = late.Entries.Count },
                seenByLateMember = late.Standing.Select(named => named.Entry.Kind),
                hashes = new[] { first.Hash(), second.Hash() },
            });
    }

    private void Join(DemoSide side)
    {
        using var unit = side.Node.Store.Begin();
        side.Exchange.Cases.Join(unit.Exchange, _case, side.Officer.Name);
        unit.Commit();
    }

    private string Add(DemoSide side, EntryDraft draft)
    {
        using var unit = side.Node.Store.Begin();
        var entry = side.Exchange.Cases.Add(unit.Exchange, _case, draft);
        unit.Commit();
        return entry.Id();
    }

    private CaseLog? Log(DemoSide side)
    {
        using var view = side.Node.Store.Read();
        return view.Exchange.Cases.Case(_case);
    }

    /// <summary>All exchange what waits until one knows of the case what is said.</summary>
    private async Task Until(DemoSide side, Func<CaseLog, bool> known, CancellationToken cancellation)
    {
        while (Log(side) is not { } log || !known(log))
        {
            foreach (var each in new[] { lead, origin, transit })
            {
                await each.Exchange.Outbox.SendDue(cancellation);
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    private string Day(int later) =>
        DateOnly.FromDateTime(lead.Node.Clock.GetUtcNow().UtcDateTime).AddDays(later).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Dictionary<string, IReadOnlyList<string>> Facts(params (string Name, string Value)[] facts) =>
        facts.ToDictionary(fact => fact.Name, IReadOnlyList<string> (fact) => [fact.Value], StringComparer.Ordinal);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
