using System.Globalization;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.History;
using Comity.Programmes.Containers.Subject;

namespace Comity.Programmes.Tests.Containers.History;

public sealed class HistoryFactsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly HistoryFacts _history = new(new DictionaryMemory());

    [Fact]
    public void A_later_version_is_no_new_sighting()
    {
        var first = Arrive(0, null, ("shipper.name", "A"), ("consignee.name", "B"), ("container.number", "BOX1"));
        var second = Arrive(5, first, ("shipper.name", "A"), ("consignee.name", "B"), ("container.number", "BOX1"));
        second["shipper.seen_count"].ShouldBe(0L);
        second["pair.seen_count"].ShouldBe(0L);
        second["container.first_seen_days"].ShouldBe(0L);
        second["bill.version"].ShouldBe(2L);

        var other = Arrive(6, null, ("shipper.name", "A"), ("consignee.name", "B"), ("container.number", "BOX1"));
        other["shipper.seen_count"].ShouldBe(1L);
        other["pair.seen_count"].ShouldBe(1L);
        other["shipper.first_seen_days"].ShouldBe(6L);
    }

    [Fact]
    public void An_entity_that_is_new_in_a_later_version_is_looked_up()
    {
        Arrive(0, null, ("consignee.name", "KNOWN"));
        var first = Arrive(1, null, ("consignee.name", "B"), ("route.discharge", "BEANR"));
        var second = Arrive(2, first, ("consignee.name", "KNOWN"), ("route.discharge", "NLRTM"));
        second["consignee.seen_count"].ShouldBe(1L);
        second["bill.consignee_changed"].ShouldBe(true);
        second["bill.route_changed"].ShouldBe(true);
        second["bill.description_changed"].ShouldBe(false);
    }

    [Fact]
    public void A_record_dated_before_another_never_counts_negative_days()
    {
        Arrive(10, null, ("shipper.name", "A"));
        var earlier = Arrive(3, null, ("shipper.name", "A"));
        earlier["shipper.seen_count"].ShouldBe(1L);
        earlier["shipper.first_seen_days"].ShouldBe(0L);
        Arrive(13, null, ("shipper.name", "A"))["shipper.first_seen_days"].ShouldBe(10L);
    }

    [Theory]
    [InlineData("container.number", "BOX1", "container")]
    [InlineData("shipper.name", "Maderas Test S.A.", "shipper")]
    [InlineData("consignee.phone", "+32 2 555 0001", "consignee")]
    [InlineData("notify.address", "Harbour Street 77", "notify")]
    public void A_seizure_shows_on_later_arrivals_that_share_something(string path, string value, string shown)
    {
        var seized = Arrive(0, null, (path, value));
        seized[$"{shown}.earlier_seizures"].ShouldBe(0L);
        Arrive(1, null, (path, value))[$"{shown}.earlier_seizures"].ShouldBe(0L);

        _history.RememberSeizure(seized, Start.AddDays(2));

        seized[$"{shown}.earlier_seizures"].ShouldBe(0L, "what was known at arrival stays");
        Arrive(3, null, (path, value))[$"{shown}.earlier_seizures"].ShouldBe(1L);
        Arrive(3, null, (path, value + " 9"))[$"{shown}.earlier_seizures"].ShouldBe(0L);
    }

    [Fact]
    public void A_party_is_known_in_whatever_role_it_comes()
    {
        _history.RememberSeizure(Arrive(0, null, ("shipper.name", "MADERAS TEST SA")), Start);
        Arrive(1, null, ("notify.name", "Maderas Test, S.A."))["notify.earlier_seizures"].ShouldBe(1L);
    }

    [Fact]
    public void To_order_is_nobody()
    {
        SubjectRecord ToOrder(int day)
        {
            var record = Record(day, ("consignee.name", "TO ORDER"));
            record.Set("consignee.to_order", value: true);
            _history.Add(record, null, 1);
            return record;
        }

        _history.RememberSeizure(ToOrder(0), Start);
        var second = ToOrder(1);
        second["consignee.seen_count"].ShouldBeNull();
        second["consignee.earlier_seizures"].ShouldBeNull();
    }

    [Fact]
    public void A_seal_that_an_amendment_exchanges_is_told()
    {
        SubjectRecord Sealed(SubjectRecord? before, params string[] seals)
        {
            var record = Record(0, ("bill.number", "BL1"), ("container.number", "BOX1"));
            record.Set("container.seals", seals);
            _history.Add(record, before, before is null ? 1 : 2);
            return record;
        }

        var first = Sealed(null, "S1", "S2");
        first["container.seal_changed"].ShouldBe(false);
        Sealed(first, "s2", "S3")["container.seal_changed"].ShouldBe(false);
        Sealed(first, "S9")["container.seal_changed"].ShouldBe(true);
        Arrive(1, null, ("bill.number", "BL1"), ("container.number", "BOX1"))["container.seal_changed"].ShouldBeNull();
    }

    [Fact]
    public void A_seal_on_two_containers_is_told_of_the_second()
    {
        SubjectRecord Sealed(string container, params string[] seals)
        {
            var record = Record(0, ("bill.number", "BL" + container), ("container.number", container));
            record.Set("container.seals", seals);
            _history.Add(record, null, 1);
            return record;
        }

        Sealed("FCIU5956299", "ML-1234567")["container.seal_on_others"].ShouldBe(0L);
        Sealed("FCIU5956299", "ml1234567")["container.seal_on_others"].ShouldBe(0L);
        Sealed("TCLU5546482", "ML7654321", "ML1234567")["container.seal_on_others"].ShouldBe(1L);
        Sealed("TGCU0235724", "ML1234567")["container.seal_on_others"].ShouldBe(2L);
        Sealed("FCIU2469131", "INTACT", "0001")["container.seal_on_others"].ShouldBeNull();
    }

    [Fact]
    public void An_owner_is_known_by_the_first_letters_of_its_containers()
    {
        Arrive(0, null, ("container.number", "FCIU5956299"))["container.owner_seen_count"].ShouldBe(0L);
        Arrive(1, null, ("container.number", "FCIU2469131"))["container.owner_seen_count"].ShouldBe(1L);
        Arrive(2, null, ("container.number", "OOLU4293959"))["container.owner_seen_count"].ShouldBe(0L);
        Arrive(3, null, ("container.number", "12"))["container.owner_seen_count"].ShouldBeNull();
    }

    [Fact]
    public void Who_pays_has_changed_when_both_versions_say_it()
    {
        var silent = Arrive(0, null, ("bill.number", "BL1"));
        var prepaid = Arrive(1, silent, ("bill.number", "BL1"), ("bill.freight_payment", "prepaid"));
        prepaid["bill.freight_payment_changed"].ShouldBe(false);
        Arrive(2, prepaid, ("bill.number", "BL1"), ("bill.freight_payment", "collect"))["bill.freight_payment_changed"].ShouldBe(true);
        Arrive(2, prepaid, ("bill.number", "BL1"), ("bill.freight_payment", "prepaid"))["bill.freight_payment_changed"].ShouldBe(false);
    }

    [Theory]
    [InlineData("V1", "CLARI", "BEANR", 0, 10, false)]
    [InlineData("V2", "CLARI", "BEANR", 5, 15, true)]
    [InlineData("V2", "CLARI", "BEANR", 10, 20, false)]
    [InlineData("V2", "CLARI", "BEANR", 9, 20, false)]
    [InlineData("V2", "BEANR", "GBFXT", 5, 15, false)]
    [InlineData("V2", "PECLL", "CLARI", -5, 5, false)]
    public void One_box_cannot_be_in_two_places(string voyage, string loading, string discharge, int from, int until, bool clash)
    {
        Voyage("V1", "CLARI", "BEANR", 0, 10)["container.two_voyages"].ShouldBe(false);
        Voyage(voyage, loading, discharge, from, until)["container.two_voyages"].ShouldBe(clash);
    }

    [Fact]
    public void A_telephone_of_many_is_never_called_new_to_one_that_may_have_used_it()
    {
        const string Phone = "+32 2 555 0001";
        for (var i = 0; i < 40; i++)
        {
            var name = ("consignee.name", string.Create(CultureInfo.InvariantCulture, $"TRADER {i}"));
            Arrive(0, null, name, ("consignee.phone", Phone));
            var again = Arrive(1, null, name, ("consignee.phone", Phone));
            again["consignee.phone_shared_by"].ShouldBe(Math.Min(i + 1L, 32));
            again["consignee.phone_new"].ShouldNotBe(true);
        }
    }

    [Theory]
    [InlineData("Maderas Nunca Vistas, S.A.", "MADERAS NUNCA VISTAS SA")]
    [InlineData("Société Générale d'Import SARL", "SOCIETE GENERALE D IMPORT")]
    [InlineData("S.A.", "SA")]
    public void Spelling_without_meaning_makes_no_other_party(string a, string b) => Keys.Party(a).ShouldBe(Keys.Party(b));

    private SubjectRecord Voyage(string voyage, string loading, string discharge, int from, int until)
    {
        var record = Record(0, ("container.number", "BOX1"), ("manifest.voyage", voyage), ("manifest.vessel_name", "STAR"),
            ("route.loading", loading), ("route.discharge", discharge));
        record.Set("manifest.departure", Start.AddDays(from));
        record.Set("manifest.arrival", Start.AddDays(until));
        _history.Add(record, null, 1);
        return record;
    }

    private SubjectRecord Arrive(int day, SubjectRecord? before, params ReadOnlySpan<(string Path, string Value)> facts)
    {
        var record = Record(day, facts);
        _history.Add(record, before, before is null ? 1 : (int)(long)before["bill.version"]! + 1);
        return record;
    }

    private static SubjectRecord Record(int day, params ReadOnlySpan<(string Path, string Value)> facts)
    {
        var record = new SubjectRecord(ConsignmentSchema.Schema);
        record.Set("manifest.received", Start.AddDays(day));
        foreach (var (path, value) in facts)
        {
            record.Set(path, value);
        }

        return record;
    }
}
