using System.Text;
using Comity.Screening.Lists;

namespace Comity.Screening.Tests.Lists;

/// <summary>The formats for which the sample is written after the publisher's layout.</summary>
public sealed class OtherFormatsTests
{
    private static readonly ListedDate Exact = new(new DateOnly(1964, 8, 12), new DateOnly(1964, 8, 12), Circa: false);
    private static readonly ListedCountry Germany = new("GERMANY", "DE");

    [Fact]
    public void Ofac_xml_gives_the_same_model_as_its_table()
    {
        var reading = Samples.Read(Samples.File("synthetic-sdn.xml"));
        (reading.Format, reading.Report.Clean, reading.Report.Met, reading.Report.Declared).ShouldBe(("ofac-xml", 4, 4, 4));
        reading.Report.PublishedOn.ShouldBe(new DateOnly(2026, 3, 2));

        var person = reading["101"];
        person.Names.ShouldBe(
        [
            new ListedName("SPECIMEN LOPEZ, Testa Maria", NameKind.Primary, "Latn"),
            new ListedName("SPECIMEN, Testa", NameKind.Alias, "Latn"),
            new ListedName("LA MUESTRA", NameKind.WeakAlias, "Latn"),
            new ListedName("EXEMPLAR, Testa", NameKind.Former, "Latn"),
        ]);
        person.BirthDates.ShouldBe([ListedDate.OfYear(1960, circa: true), new ListedDate(new DateOnly(1962, 7, 5), new DateOnly(1962, 7, 5), Circa: false)]);
        person.Gender.ShouldBe("female");
        person.Documents.ShouldBe([new ListedDocument(DocumentKind.Passport, "Passport", "X0000001", new ListedCountry("Mexico", "MX"))]);
        person.Addresses.ShouldBe([new ListedAddress("Calle Ejemplo 1, Piso 2", "Culiacan", "Sinaloa", "80000", new ListedCountry("Mexico", "MX"))]);
        reading["103"].Vessel.ShouldBe(new ListedVessel("9074729", "123456789", "T2EX9", "Crude Oil Tanker", new ListedCountry("Panama", "PA"), null));
        reading.Entities.Select(entity => entity.Kind).ShouldBe([ListedKind.Person, ListedKind.Organisation, ListedKind.Vessel, ListedKind.Aircraft]);
    }

    [Theory]
    [InlineData("synthetic-eu.xml", "eu-xml")]
    [InlineData("synthetic-eu.csv", "eu-csv")]
    public void The_eu_list_reads_alike_from_both_its_forms(string file, string format)
    {
        var reading = Samples.Read(Samples.File(file));
        (reading.Format, reading.Report.Clean, reading.Report.Met, reading.Report.IssueCount).ShouldBe((format, 2, 2, 0));
        reading.Report.PublishedOn.ShouldBe(new DateOnly(2026, 3, 2));

        var person = reading["EU.1.11"];
        person.Names[0].ShouldBe(new ListedName("Erika Mustermann", NameKind.Primary, "Latn"));
        person.Names.Select(name => (name.Text, name.Script)).ShouldBe([("Erika Mustermann", "Latn"), ("Эрика Мустерманн", "Cyrl"), ("Muster", "Latn")], ignoreOrder: true);
        person.BirthDates.ShouldBe([new ListedDate(new DateOnly(1960, 1, 1), new DateOnly(1965, 12, 31), Circa: true), Exact]);
        person.BirthPlaces.ShouldBe(["Berlin, GERMANY"]);
        person.Nationalities.ShouldBe([Germany]);
        person.Documents.ShouldBe([new ListedDocument(DocumentKind.Passport, "National passport", "C01X00T47", Germany)]);
        person.Addresses.ShouldBe([new ListedAddress("Musterweg 1", "Berlin", null, "10115", Germany)]);
        (person.Gender, person.ListedOn).ShouldBe(("female", new DateOnly(2021, 5, 6)));
        person.LegalBases.ShouldBe(["2021/0001 (OJ L1)"]);
        person.Remarks.ShouldBe(["Head of nothing", "Invented for tests."]);
        reading["EU.1.12"].Vessel!.Imo.ShouldBe("9074729");
        reading["EU.1.12"].Documents.ShouldBe([new ListedDocument(DocumentKind.Registration, "Registration Number", "HRB 00001", Germany)]);
    }

    [Fact]
    public void Only_the_xml_of_the_eu_says_which_name_is_weak() =>
        Samples.Read(Samples.File("synthetic-eu.xml"))["EU.1.11"].Names.ShouldContain(new ListedName("Muster", NameKind.WeakAlias, "Latn"));

    [Theory]
    [InlineData("synthetic-entities.ftm.json", 3)]
    [InlineData("synthetic-targets.nested.json", 0)]
    public void FollowTheMoney_reads_alike_flat_and_nested(string file, int passedOver)
    {
        var reading = Samples.Read(Samples.File(file));
        (reading.Format, reading.Report.Clean, reading.Report.Met, reading.Report.PassedOver).ShouldBe(("ftm-json", 2, 2, passedOver));

        var person = reading["tst-1"];
        person.Names.Select(name => name.Text).ShouldBe(["Erika Mustermann", "E. Mustermann", "Эрика Мустерманн", "Muster"]);
        person.BirthDates.ShouldHaveSingleItem().Precision.ShouldBe(DatePrecision.Month);
        person.Programmes.ShouldBe(["TST"]);
        person.LegalBases.ShouldBe(["Council of Examples"]);
        (person.ListedOn, person.ValidUntil).ShouldBe((new DateOnly(2021, 5, 6), new DateOnly(2031, 5, 6)));
        person.Addresses.ShouldBe([new ListedAddress("Musterweg 1", "Berlin", null, "10115", new ListedCountry("DE", "DE"))]);
        reading["tst-2"].Vessel.ShouldBe(new ListedVessel("9074729", "123456789", "T2EX9", "Crude Oil Tanker", new ListedCountry("PA", "PA"), null));
    }

    [Fact]
    public void A_table_of_ones_own_needs_a_name_and_takes_what_else_it_has()
    {
        var reading = Samples.Read(Samples.File("synthetic-plain.csv"));
        (reading.Format, reading.Report.Clean, reading.Report.Repaired, reading.Report.Met).ShouldBe(("plain-csv", 2, 1, 3));
        reading["A-1"].BirthDates.ShouldBe([ListedDate.OfYear(1960, circa: true), Exact]);
        reading["A-1"].ValidUntil.ShouldBe(new DateOnly(2027, 1, 31));
        reading["A-1"].Addresses.ShouldBe([new ListedAddress("Musterweg 1, Berlin", null, null, null, new ListedCountry("Germany", "DE"))]);
        reading.Report.Issues.Select(issue => issue.ToString()).ShouldBe(
        [
            "synthetic-plain.csv, line 4, kind: found 'boat', expected person, organisation, vessel, aircraft or other; kept it as other",
            "synthetic-plain.csv, line 4, IMO number: found '123', expected seven digits; kept it as a document",
        ]);
    }

    [Fact]
    public void Equal_content_has_one_form_and_comes_back_from_it()
    {
        var entity = Samples.Read(Samples.File("synthetic-plain.csv"))["A-2"];
        var json = ListedEntityCodec.Write(entity);
        // The hash of every stored entry rests on this text: it must not change.
        Encoding.UTF8.GetString(json).ShouldBe(
            """
            {"id":"A-2","kind":"vessel","names":[{"text":"SAMPLE STAR","kind":"primary","script":"Latn"}],"vessel":{"imo":"9074729","flag":{"name":"Panama","alpha2":"PA"}},"programmes":["port watch"],"listed_on":"2024-02-01"}
            """);
        ListedEntityCodec.Write(ListedEntityCodec.Read(json)).ShouldBe(json);
    }

    [Theory]
    [InlineData("1962-07-05", "1962-07-05")]
    [InlineData("5 Jul 1962", "1962-07-05")]
    [InlineData("05/07/1962", "1962-07-05")]
    [InlineData("Nov. 1973", "1973-11")]
    [InlineData("Sept. 1973", "1973-09")]
    [InlineData("1973", "1973")]
    [InlineData("circa 1973", "circa 1973")]
    [InlineData("between 1973 and 1975", "1973-01-01 to 1975-12-31")]
    [InlineData("1973-1975", "1973-01-01 to 1975-12-31")]
    [InlineData("12 Dec 1960 to 14 Dec 1960", "1960-12-12 to 1960-12-14")]
    [InlineData("2015-04-07-04:00", "2015-04-07")]
    [InlineData("31 Feb 1960", null)]
    [InlineData("1975 to 1973", null)]
    [InlineData("about forty", null)]
    public void Dates_keep_the_precision_they_are_written_with(string text, string? read) => (ListedDate.Parse(text)?.ToString()).ShouldBe(read);
}
