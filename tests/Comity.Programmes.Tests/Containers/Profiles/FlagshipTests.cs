using Comity.Formats.Cargo;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.History;
using Comity.Programmes.Containers.Reference;
using Comity.Programmes.Containers.Subject;

namespace Comity.Programmes.Tests.Containers.Profiles;

/// <summary>
/// The programme's own story: wood from a Bolivian dry port by way of Arica to Antwerp. Three weeks of ordinary trade
/// first, so that the facts are what a node would really know.
/// </summary>
public sealed class FlagshipTests
{
    private const int OrdinaryDays = 21;
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly ProfileSet Profiles = ProfileSet.Compile(ConsignmentSchema.Schema, ShippedProfiles.All).Set;

    private readonly HistoryFacts _history = new(new Memory());

    [Fact]
    public void Wood_by_a_stranger_meets_several_profiles()
    {
        OrdinaryTrade();

        var finding = FindingOf(Flagship(), Start.AddDays(OrdinaryDays));

        finding.Hits.Select(h => h.Id).ShouldBe(
            [
                "cargo-wood-new-shipper", "cargo-weight-outlier-new-pair", "cargo-circuitous-cocaine", "cargo-source-country-foreign-port",
                "cargo-timber-new-shipper", "cargo-weight-per-package", "cargo-circuitous-route", "cargo-timber-listed-species",
            ]);
        finding.Hits.ShouldAllBe(h => h.Reasons.Count > 0);
        finding.Score.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Ordinary_wood_meets_none()
    {
        OrdinaryTrade();

        FindingOf(Ordinary(OrdinaryDays * 3), Start.AddDays(OrdinaryDays)).Hits.ShouldBeEmpty();
    }

    [Fact]
    public void On_the_first_day_nobody_stands_out_for_being_new() =>
        FindingOf(Flagship(), Start).Hits.Select(h => h.Id).ShouldBe(["cargo-circuitous-route"]);

    private void OrdinaryTrade()
    {
        for (var i = 0; i < OrdinaryDays * 3; i++)
        {
            RecordOf(Ordinary(i), Start.AddHours(8 * i));
        }
    }

    private Finding FindingOf(DeclaredConsignment consignment, DateTimeOffset receivedAt) =>
        Profiles.Assess(RecordOf(consignment, receivedAt), DateOnly.FromDateTime(receivedAt.UtcDateTime));

    private SubjectRecord RecordOf(DeclaredConsignment consignment, DateTimeOffset receivedAt)
    {
        var manifest = new DeclaredManifest
        {
            Format = "test",
            Voyage = At($"V{receivedAt:MMddHH}"),
            ConveyanceName = At("ANDES STAR"),
            DepartureAt = new(receivedAt.AddDays(2), default),
            ArrivalAt = new(receivedAt.AddDays(32), default),
        };
        var record = ConsignmentFacts.From(manifest, consignment, receivedAt);
        _history.Add(record, before: null, version: 1);
        return record;
    }

    /// <summary>Six sawmills with a customer each; bundles of about 1.3 tonnes.</summary>
    private static DeclaredConsignment Ordinary(int i) => Wood(
        bill: $"TEST{i:D4}",
        container: ContainerOf(i),
        shipper: $"ASERRADERO DE PRUEBA {i % 6}",
        consignee: $"TEST TIMBER IMPORT {i % 6}",
        transhipment: "PABLB",
        packages: 16,
        massKg: 20_000 + (i % 7 * 250));

    private static DeclaredConsignment Flagship() => Wood(
        bill: "TEST9999",
        container: "TCLU5546482",
        shipper: "MADERAS NUNCA VISTAS",
        consignee: "UNKNOWN TIMBER IMPORT",
        transhipment: "KRPUS",
        packages: 9,
        massKg: 22_415);

    private static DeclaredConsignment Wood(
        string bill, string container, string shipper, string consignee, string transhipment, long packages, double massKg)
    {
        return new DeclaredConsignment
        {
            BillNumber = At(bill),
            BillKind = At("simple"),
            BillNature = At("export"),
            BillContainers = 1,
            BillGrossMassKg = new(massKg, default),
            Container = new DeclaredContainer
            {
                Number = At(container),
                SizeType = At("45G1"),
                Empty = new(false, default),
                Seals = { At($"ML{bill}") },
            },
            Goods =
            {
                new DeclaredGoods
                {
                    Description = At("MADERA ASERRADA TAJIBO SECA AL HORNO"),
                    Hs = { At("440729") },
                    Packages = new(packages, default),
                    PackageType = At("BE"),
                    GrossMassKg = new(massKg, default),
                    VolumeM3 = new(massKg * 1.35 / 1000, default),
                },
            },
            Shipper = Trader(shipper, "BO"),
            Consignee = Trader(consignee, "BE"),
            Notify = Trader(consignee, "BE"),
            PlaceOfOrigin = At("BOORU"),
            PlaceOfLoading = At("CLARI"),
            Transhipments = { At(transhipment) },
            PlaceOfDischarge = At("BEANR"),
            PlaceOfDestination = At("BEANR"),
        };
    }

    /// <summary>A box of its own for each, or the boxes would be in two places at once.</summary>
    private static string ContainerOf(int i)
    {
        var number = $"TSTU{i:D6}";
        return $"{number}{ContainerNumber.CheckDigit(number)}";
    }

    private static DeclaredParty Trader(string name, string country)
    {
        return new DeclaredParty
        {
            Name = At(name),
            Address = At($"PARQUE INDUSTRIAL DE {name}"),
            Country = At(country),
        };
    }

    private static Declared<string> At(string value) => new(value, default);

    private sealed class Memory : ITrackRecords
    {
        private readonly Dictionary<(string Kind, string Key), byte[]> _payloads = [];

        public byte[]? Get(string kind, string key) => _payloads.GetValueOrDefault((kind, key));

        public void Put(string kind, string key, byte[] payload) => _payloads[(kind, key)] = payload;
    }
}
