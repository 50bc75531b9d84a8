using Comity.Formats.Cargo;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Containers.Subject;

/// <summary>
/// Turns a declared consignment into a record of <see cref="ConsignmentSchema"/>: the declared facts with their
/// positions, and those derived from them alone. History facts are added later, in arrival order.
/// </summary>
public static class ConsignmentFacts
{
    /// <summary>An amendment that comes less than this many hours before arrival is late.</summary>
    public const double LateHours = 48;

    private const double LeastPlausibleDensityVolumeM3 = 0.01;
    private static readonly string[] FromLegs = ["origin", "loading"];
    private static readonly string[] ToLegs = ["discharge", "delivery", "destination"];

    /// <summary>The record of one consignment.</summary>
    /// <param name="manifest">The head of its message.</param>
    /// <param name="consignment">The consignment as declared.</param>
    /// <param name="receivedAt">When the node received the message, UTC.</param>
    public static SubjectRecord From(DeclaredManifest manifest, DeclaredConsignment consignment, DateTimeOffset receivedAt)
    {
        var record = new SubjectRecord(ConsignmentSchema.Schema);
        Manifest(record, manifest, receivedAt);
        Route(record, consignment);
        Bill(record, consignment);
        Goods(record, consignment);
        Container(record, consignment);
        Party(record, "shipper", consignment.Shipper);
        Party(record, "consignee", consignment.Consignee);
        Party(record, "notify", consignment.Notify);
        return record;
    }

    /// <summary>The name of a message function in profiles and in the store.</summary>
    public static string NameOf(ManifestFunction function) => function switch
    {
        ManifestFunction.Original => "original",
        ManifestFunction.Cancel => "cancel",
        ManifestFunction.Add => "add",
        ManifestFunction.Delete => "delete",
        ManifestFunction.Change => "change",
        ManifestFunction.Replace => "replace",
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, message: null),
    };

    /// <summary>Sets what the message itself says; also used when a withdrawal takes over the facts of the version before.</summary>
    public static void Manifest(SubjectRecord record, DeclaredManifest manifest, DateTimeOffset receivedAt)
    {
        record.Set("manifest.function", NameOf(manifest.Function.Value), manifest.Function.At);
        record.Set("manifest.received", receivedAt.ToUniversalTime());
        if (manifest.Sender.Length > 0)
        {
            record.Set("manifest.sender", manifest.Sender);
        }

        Set(record, "manifest.voyage", manifest.Voyage);
        Set(record, "manifest.vessel_name", manifest.ConveyanceName);
        Set(record, "manifest.carrier", manifest.Carrier);
        Set(record, "manifest.departure", manifest.DepartureAt);
        Set(record, "manifest.arrival", manifest.ArrivalAt);
        if (manifest.VesselImo is { } imo)
        {
            record.Set("manifest.vessel_imo", imo.Value, imo.At);
            record.Set("manifest.vessel_imo_valid", ImoNumber.Judge(imo.Value) == NumberJudgement.Valid, imo.At);
        }

        if (record["manifest.arrival"] is DateTimeOffset arrival)
        {
            var hours = (arrival - receivedAt).TotalHours;
            record.Set("manifest.hours_before_arrival", hours, record.PositionOf(record.Schema.OrdinalOf("manifest.arrival")));
            record.Set("manifest.late_amendment", IsAmendment(manifest.Function.Value) && hours < LateHours, manifest.Function.At);
        }
        else
        {
            // A withdrawal must not take over what was said of the version before.
            record.Set("manifest.late_amendment", IsAmendment(manifest.Function.Value) ? null : false, manifest.Function.At);
        }
    }

    private static bool IsAmendment(ManifestFunction function) =>
        function is ManifestFunction.Change or ManifestFunction.Delete or ManifestFunction.Cancel or ManifestFunction.Replace;

    private static void Route(SubjectRecord record, DeclaredConsignment consignment)
    {
        Place(record, "origin", consignment.PlaceOfOrigin);
        Place(record, "loading", consignment.PlaceOfLoading);
        Place(record, "discharge", consignment.PlaceOfDischarge);
        Place(record, "destination", consignment.PlaceOfDestination);
        Place(record, "delivery", consignment.PlaceOfDelivery);
        if (consignment.Transhipments is [var first, ..] transhipments)
        {
            record.Set("route.transhipments", transhipments.Select(t => t.Value).ToArray(), first.At);
            string[] countries = [.. transhipments.Select(t => Places.CountryOf(t.Value)).OfType<string>()];
            if (countries.Length > 0)
            {
                record.Set("route.transhipment_countries", countries, first.At);
            }
        }

        Risk(record, "route.cocaine_departure", FromLegs, c => RiskCountries.CocaineSource.Contains(c) || RiskCountries.CocaineDeparture.Contains(c));
        Risk(record, "route.wildlife_source", FromLegs, RiskCountries.WildlifeSource.Contains);
        Risk(record, "route.cocaine_destination", ToLegs, RiskCountries.CocaineDestination.Contains);
        if (RouteLine.Of(record).DetourRatio is { } detour)
        {
            record.Set("route.detour_ratio", detour);
        }
    }

    private static void Risk(SubjectRecord record, string path, IReadOnlyList<string> legs, Func<string?, bool> isRisk)
    {
        var known = legs.Select(leg => record.Schema.OrdinalOf($"route.{leg}_country")).Where(ordinal => record[ordinal] is not null).ToArray();
        if (known.Length > 0)
        {
            var telling = known.Where(ordinal => isRisk((string?)record[ordinal])).DefaultIfEmpty(known[0]).First();
            record.Set(path, isRisk((string?)record[telling]), record.PositionOf(telling));
        }
    }

    private static void Place(SubjectRecord record, string leg, Declared<string>? place)
    {
        if (place is { } declared)
        {
            record.Set($"route.{leg}", declared.Value, declared.At);
            record.Set($"route.{leg}_country", Places.CountryOf(declared.Value), declared.At);
        }
    }

    private static void Bill(SubjectRecord record, DeclaredConsignment consignment)
    {
        Set(record, "bill.number", consignment.BillNumber);
        Set(record, "bill.kind", consignment.BillKind);
        Set(record, "bill.nature", consignment.BillNature);
        Set(record, "bill.master", consignment.MasterBill);
        Set(record, "bill.gross_mass_kg", consignment.BillGrossMassKg);
        record.Set("bill.containers", (long)consignment.BillContainers, consignment.At);
        Set(record, "goods.value", consignment.Value);
        Set(record, "goods.freight", consignment.Freight);
        Set(record, "bill.freight_payment", consignment.FreightPayment);
        Set(record, "goods.currency", consignment.Currency);
    }

    private static void Goods(SubjectRecord record, DeclaredConsignment consignment)
    {
        var goods = consignment.Goods;
        Join(record, "goods.description", " | ", goods.Select(g => g.Description));
        Join(record, "goods.marks", " | ", goods.Select(g => g.Marks));
        List(record, "goods.hs", goods.SelectMany(g => g.Hs));
        List(record, "goods.un_numbers", goods.SelectMany(g => g.UnNumbers));
        if (goods.Select(g => g.PackageType).FirstOrDefault(type => type is not null) is { } packageType)
        {
            record.Set("goods.package_type", packageType.Value, packageType.At);
        }

        // A sum over goods lines is only known when every line has the figure.
        if (goods.Count > 0 && goods.TrueForAll(g => g.Packages is not null)
            && goods.Sum(g => (decimal)g.Packages!.Value.Value) is var packages and <= long.MaxValue)
        {
            record.Set("goods.packages", (long)packages, goods[0].Packages!.Value.At);
        }

        if (goods.Count > 0 && goods.TrueForAll(g => g.GrossMassKg is not null))
        {
            record.Set("goods.gross_mass_kg", goods.Sum(g => g.GrossMassKg!.Value.Value), goods[0].GrossMassKg!.Value.At);
        }

        if (goods.Count > 0 && goods.TrueForAll(g => g.VolumeM3 is not null))
        {
            record.Set("goods.volume_m3", goods.Sum(g => g.VolumeM3!.Value.Value), goods[0].VolumeM3!.Value.At);
        }

        DeriveFromText(record);
        DeriveRatios(record);
    }

    private static void DeriveFromText(SubjectRecord record)
    {
        var schema = record.Schema;
        var description = record["goods.description"] as string;
        var hs = record["goods.hs"] as IReadOnlyList<string>;
        if (description is not null)
        {
            record.Set("goods.vague", GoodsWords.IsVague(description, out _), record.PositionOf(schema.OrdinalOf("goods.description")));
        }

        if (hs is not null)
        {
            var at = record.PositionOf(schema.OrdinalOf("goods.hs"));
            record.Set("goods.perishable", hs.Any(code => HsList.Perishables.Find(code) is not null), at);
            record.Set("goods.precursor", hs.Any(code => HsList.Precursors.Find(code) is not null), at);
            record.Set("goods.wildlife", hs.Any(code => HsList.Wildlife.Find(code) is not null), at);
            if (description is not null)
            {
                // One description may speak of several codes: it disagrees only when it disagrees with each.
                record.Set("goods.hs_text_disagree", hs.All(code => GoodsWords.DisagreesWith(code, description, out _)), at);
            }
        }
    }

    private static void DeriveRatios(SubjectRecord record)
    {
        if (record["goods.gross_mass_kg"] is double mass and > 0)
        {
            if (record["goods.packages"] is long packages and > 0)
            {
                record.Set("goods.mass_per_package_kg", mass / packages);
            }

            if (record["goods.volume_m3"] is double volume and >= LeastPlausibleDensityVolumeM3)
            {
                record.Set("goods.density_kg_m3", mass / volume);
            }
        }

        // Value and freight are given per bill, so the bill's mass is the right divisor.
        if (record["goods.value"] is double value and > 0)
        {
            if (record["bill.gross_mass_kg"] is double billMass and > 0)
            {
                record.Set("goods.price_per_kg", value / billMass);
            }

            if (record["goods.freight"] is double freight)
            {
                record.Set("goods.freight_share", freight / value);
            }
        }
    }

    private static void Container(SubjectRecord record, DeclaredConsignment consignment)
    {
        if (consignment.Container is not { } container)
        {
            return;
        }

        record.Set("container.number", container.Number.Value, container.Number.At);
        record.Set("container.valid", ContainerNumber.IsValid(container.Number.Value), container.Number.At);
        Set(record, "container.size_type", container.SizeType);
        Set(record, "container.empty", container.Empty);
        Set(record, "container.tare_kg", container.TareKg);
        Set(record, "container.gross_mass_kg", container.GrossMassKg);
        List(record, "container.seals", container.Seals);
        var known = SizeType.TryParse(container.SizeType?.Value, out var sizeType);
        if (known && sizeType!.Group != ContainerGroup.Unknown)
        {
            record.Set("container.reefer", sizeType.Group == ContainerGroup.Reefer, container.SizeType!.Value.At);
        }

        // The goods' mass stands in when no mass of the box is given: an empty box has no goods to weigh.
        var mass = container.GrossMassKg ?? consignment.Goods.Select(g => g.GrossMassKg).FirstOrDefault(m => m is not null);
        var tareKg = container.TareKg?.Value ?? (known ? sizeType!.TareMaxKg : null);
        if (container.Empty is { Value: false } full)
        {
            record.Set("container.empty_excess_kg", 0.0, full.At);
        }
        else if (container.Empty is { Value: true } && mass is { } found && tareKg is { } tare)
        {
            record.Set("container.empty_excess_kg", Math.Max(0, found.Value - tare), found.At);
        }
    }

    private static void Party(SubjectRecord record, string role, DeclaredParty? party)
    {
        if (party is null)
        {
            return;
        }

        Set(record, $"{role}.name", party.Name);
        Set(record, $"{role}.address", party.Address);
        Set(record, $"{role}.country", party.Country);
        Set(record, $"{role}.phone", party.Phone);
        Set(record, $"{role}.code", party.Code);
        if (party.Name is { } name)
        {
            record.Set($"{role}.to_order", PartyWords.IsToOrder(name.Value), name.At);
            record.Set($"{role}.carrier_or_forwarder", PartyWords.IsCarrierOrForwarder(name.Value, out _), name.At);
        }

        if (party.Address is { } address)
        {
            record.Set($"{role}.po_box", PartyWords.IsPoBox(address.Value, out _), address.At);
            record.Set($"{role}.residential", PartyWords.IsResidential(address.Value, out _), address.At);
        }
    }

    private static void Set<T>(SubjectRecord record, string path, Declared<T>? declared)
    {
        if (declared is { } value)
        {
            record.Set(path, value.Value, value.At);
        }
    }

    private static void List(SubjectRecord record, string path, IEnumerable<Declared<string>> declared)
    {
        var distinct = declared.DistinctBy(d => d.Value, StringComparer.Ordinal).ToArray();
        if (distinct.Length > 0)
        {
            record.Set(path, distinct.Select(d => d.Value).ToArray(), distinct[0].At);
        }
    }

    private static void Join(SubjectRecord record, string path, string separator, IEnumerable<Declared<string>?> declared)
    {
        var distinct = declared.OfType<Declared<string>>().DistinctBy(d => d.Value, StringComparer.Ordinal).ToArray();
        if (distinct.Length > 0)
        {
            record.Set(path, string.Join(separator, distinct.Select(d => d.Value)), distinct[0].At);
        }
    }
}
