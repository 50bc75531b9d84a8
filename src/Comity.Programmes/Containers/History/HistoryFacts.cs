using System.Text;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Parties;
using Comity.Programmes.Containers.Subject;

namespace Comity.Programmes.Containers.History;

/// <summary>
/// Adds the history facts to a record from what the node knew when it arrived, then remembers the record. Called once
/// for each version of each consignment, in order of arrival, inside the unit of work that keeps the version; so a
/// back-test never sees the future. The definition of each fact stands in <see cref="ConsignmentSchema"/>.
/// </summary>
/// <remarks>
/// A later version of the same consignment is not a new sighting: facts about an entity that it shares with the version
/// before are taken over from it, and only entities that are new in it are looked up and remembered.
/// </remarks>
public sealed class HistoryFacts(ITrackRecords memory)
{
    /// <summary>A z-score over fewer peers says more about chance than about the goods.</summary>
    public const int LeastPeers = 30;

    /// <summary>A consignee with fewer consignments has no usual notify party.</summary>
    public const int LeastConsignmentsForUsual = 3;

    private const string Seizure = "seizure";

    /// <summary>Adds the history facts of a record that has its declared and derived ones, and remembers it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="before">The version before of the same consignment, or null for the first.</param>
    /// <param name="version">The number of this version, from 1.</param>
    public void Add(SubjectRecord record, SubjectRecord? before, int version)
    {
        var arrival = new Arrival(memory, record, before);
        arrival.Of(_ => "first", ["history.days"], key =>
        {
            var node = Tally.Read(memory.Get("node", key));
            record.Set("history.days", node.Count == 0 ? 0L : arrival.DaysSince(node.First));
            if (node.Count == 0)
            {
                arrival.See("node", key);
            }
        });
        Route(arrival);
        Container(arrival);
        Goods(arrival);
        foreach (var role in ConsignmentSchema.Roles)
        {
            Party(arrival, role);
        }

        Relations(arrival);
        Changes(record, before, version);
    }

    /// <summary>Remembers a seizure in a consignment, so that later ones with its container or parties show it.</summary>
    /// <param name="record">The consignment.</param>
    /// <param name="at">When the seizure was recorded.</param>
    public void RememberSeizure(SubjectRecord record, DateTimeOffset at)
    {
        var linked = ConsignmentSchema.Roles.SelectMany(role => LinkedParty(record, role, []));
        if (record["container.number"] is string container)
        {
            linked = linked.Append("container:" + container);
        }

        foreach (var key in linked.Distinct(StringComparer.Ordinal))
        {
            memory.Put(Seizure, key, Tally.Read(memory.Get(Seizure, key)).Seen(at).Write());
        }
    }

    private static IEnumerable<string> LinkedParty(SubjectRecord record, string role, IReadOnlyList<string> others)
    {
        foreach (var other in others)
        {
            yield return "party:" + other;
        }

        if (PartyBook.KeyOf(record, role) is { } party)
        {
            yield return "party:" + party;
        }

        if (Keys.Phone(record[$"{role}.phone"] as string) is { } phone)
        {
            yield return "phone:" + phone;
        }

        if (Keys.Address(record[$"{role}.address"] as string) is { } address)
        {
            yield return "address:" + address;
        }
    }

    private long EarlierSeizures(IEnumerable<string> keys) => keys.Max(key => Tally.Read(memory.Get(Seizure, key)).Count);

    private static void Route(Arrival arrival)
    {
        static string? Origin(SubjectRecord r) => (r["route.origin_country"] ?? r["route.loading_country"]) as string;

        arrival.Count("route", Keys.Route, "route.seen_count", "route.first_seen_days");
        arrival.Count("route+hs", r => Keys.Both(Keys.Route(r), Keys.Heading(r)), "route.hs_seen_count");
        arrival.Count("origin", Origin, "route.origin_seen_count");
        arrival.Count("origin+hs", r => Keys.Both(Origin(r), Keys.Heading(r)), "route.origin_hs_seen_count");
    }

    private void Container(Arrival arrival)
    {
        static string? Number(SubjectRecord r) => r["container.number"] as string;
        static string? Seals(SubjectRecord r) =>
            r["container.seals"] is IReadOnlyList<string> seals ? string.Join('\n', seals).ToUpperInvariant() : null;

        var record = arrival.Record;
        arrival.Count("container", Number, "container.seen_count", "container.first_seen_days");
        arrival.OtherBills("bills-of-container", r => Keys.Both(Number(r), Keys.Voyage(r)), "container.bills_on_voyage");
        arrival.Of(Number, ["container.earlier_seizures"], number =>
            record.Set("container.earlier_seizures", EarlierSeizures(["container:" + number])));
        arrival.Of(ContainerTrail.KeyOf, ["container.two_voyages"], _ =>
            record.Set("container.two_voyages", ContainerTrail.SeeElsewhere(memory, record)));

        arrival.Count("owner", Keys.Owner, "container.owner_seen_count");
        arrival.Of(r => Keys.Both(Number(r), Keys.Seals(r) is { Count: > 0 } seals ? string.Join('\n', seals) : null), ["container.seal_on_others"], _ =>
            record.Set("container.seal_on_others", Keys.Seals(record).Max(seal => Share("seal", seal, Number(record)!, []).Sharers - 1)));

        // Compared on purpose also with the version before: a seal that an amendment exchanges is what we look for.
        if (Keys.Both(Number(record), record["bill.number"] as string) is { } key && Seals(record) is { } seals)
        {
            var changed = memory.Get("seals", key) is { } held
                && !seals.Split('\n').Intersect(Encoding.UTF8.GetString(held).Split('\n'), StringComparer.Ordinal).Any();
            record.Set("container.seal_changed", changed, record.PositionOf(record.Schema.OrdinalOf("container.seals")));
            memory.Put("seals", key, Encoding.UTF8.GetBytes(seals));
        }
    }

    private static void Goods(Arrival arrival)
    {
        arrival.Peers("mass-per-package", Keys.Heading, "goods.mass_per_package_kg", "goods.mass_per_package_z", "goods.mass_per_package_peers");
        arrival.Peers("density", Keys.Heading, "goods.density_kg_m3", "goods.density_z", "goods.density_peers");
        arrival.Peers(
            "price-per-kg",
            r => Keys.Both(Keys.Heading(r), r["goods.currency"] as string),
            "goods.price_per_kg", "goods.price_per_kg_z", "goods.price_per_kg_peers");
    }

    private void Party(Arrival arrival, string role)
    {
        string? Key(SubjectRecord r) => PartyBook.KeyOf(r, role);
        string? Phone(SubjectRecord r) => Keys.Phone(r[$"{role}.phone"] as string);
        string? Address(SubjectRecord r) => Keys.Address(r[$"{role}.address"] as string);

        var record = arrival.Record;
        var others = PartyMemory.OthersOf(memory, Key(record));
        if (LinkedParty(record, role, others).ToArray() is { Length: > 0 } linked)
        {
            record.Set($"{role}.earlier_seizures", EarlierSeizures(linked));
        }

        arrival.Of(r => Keys.Both(Key(r), Phone(r)), [$"{role}.phone_shared_by", $"{role}.phone_new"], _ =>
        {
            var (party, phone) = (Key(record)!, Phone(record)!);
            string[] spellings = [party, .. others];
            var usedByOther = others.Any(other => Sharers.Hold(memory.Get("phone", phone), other));
            var (sharers, used) = Share("phone", phone, party, others);
            record.Set($"{role}.phone_shared_by", sharers);
            if (spellings.Any(spelling => memory.Get(role, spelling) is not null))
            {
                record.Set($"{role}.phone_new", spellings.Any(spelling => memory.Get("has-phone", spelling) is not null) ? usedByOther ? false : !used : false);
            }

            if (memory.Get("has-phone", party) is null)
            {
                memory.Put("has-phone", party, [1]);
            }
        });
        arrival.Of(r => Keys.Both(Key(r), Address(r)), [$"{role}.address_shared_by"], _ =>
            record.Set($"{role}.address_shared_by", Share("address", Address(record)!, Key(record)!, others).Sharers));

        // After the telephone, which asks whether the party was known before.
        arrival.Count(role, Key, $"{role}.seen_count", $"{role}.first_seen_days", $"{role}.last_seen_days", () => others);
        arrival.Count(role + "+hs", r => Keys.Both(Key(r), Keys.Heading(r)), $"{role}.hs_seen_count", alike: () => others.Select(other => Keys.Both(other, Keys.Heading(record))));
    }

    // Spellings of one company share nothing with one another.
    private (long Sharers, bool? Used) Share(string kind, string key, string party, IReadOnlyList<string> others)
    {
        var held = memory.Get(kind, key);
        var (count, known, changed) = Sharers.With(held, party);
        if (changed is not null)
        {
            memory.Put(kind, key, changed);
        }

        return (count - others.Count(other => Sharers.Hold(held, other)), known);
    }

    private static void Relations(Arrival arrival)
    {
        static string? Shipper(SubjectRecord r) => PartyBook.KeyOf(r, "shipper");
        static string? Consignee(SubjectRecord r) => PartyBook.KeyOf(r, "consignee");
        static string? Pair(SubjectRecord r) => Keys.Both(Shipper(r), Consignee(r));

        var record = arrival.Record;
        IEnumerable<string?> Spellings(string role) => [PartyBook.KeyOf(record, role), .. PartyMemory.OthersOf(arrival.Memory, PartyBook.KeyOf(record, role))];
        IEnumerable<string?> Pairs(string one, string two) => Spellings(one).SelectMany(_ => Spellings(two), Keys.Both).Skip(1);
        arrival.Count("pair", Pair, "pair.seen_count", "pair.first_seen_days", alike: () => Pairs("shipper", "consignee"));
        arrival.OtherBills("bills-of-pair", r => Keys.Both(Pair(r), Keys.Voyage(r)), "pair.bills_on_voyage");
        arrival.Count("shipper+route", r => Keys.Both(Shipper(r), Keys.Route(r)), "shipper.route_seen_count",
            alike: () => Spellings("shipper").Skip(1).Select(other => Keys.Both(other, Keys.Route(record))));
        arrival.Of(r => Keys.Both(Consignee(r), PartyBook.KeyOf(r, "notify")), ["notify.unusual"], key =>
        {
            var together = arrival.See("consignee+notify", key, () => Pairs("consignee", "notify"));
            if (record["consignee.seen_count"] is long seen and >= LeastConsignmentsForUsual)
            {
                record.Set("notify.unusual", together.Count == 0);
            }
        });
        arrival.Peers("consignee-mass", Consignee, "goods.gross_mass_kg", "consignee.mass_z", "consignee.mass_peers");
    }

    private bool IsSameParty(string? one, string? two) => one == two || PartyMemory.OthersOf(memory, one).Contains(two, StringComparer.Ordinal);

    private void Changes(SubjectRecord record, SubjectRecord? before, int version)
    {
        bool Differs(string path) => before is not null && !Equals(record[path], before[path]);
        record.Set("bill.version", (long)version);
        record.Set("bill.description_changed", Differs("goods.description"));
        record.Set("bill.consignee_changed", before is not null && !IsSameParty(PartyBook.KeyOf(record, "consignee"), PartyBook.KeyOf(before, "consignee")));
        record.Set("bill.freight_payment_changed", before?["bill.freight_payment"] is string paid && record["bill.freight_payment"] is string pays && paid != pays);
        record.Set("bill.route_changed", Differs("route.discharge") || Differs("route.destination") || Differs("route.delivery"));
    }
}
