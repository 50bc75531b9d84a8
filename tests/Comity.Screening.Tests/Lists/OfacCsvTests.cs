using Comity.Screening.Lists;

namespace Comity.Screening.Tests.Lists;

/// <summary>OFAC's comma-separated files as they were published, whole.</summary>
public sealed class OfacCsvTests
{
    private static readonly Reading Ofac = Samples.Read(Samples.File("alt.csv"), Samples.File("sdn.csv"), Samples.File("add.csv"));

    [Fact]
    public void Every_row_of_the_three_files_finds_its_entry()
    {
        Ofac.Format.ShouldBe("ofac-csv");
        (Ofac.Report.Read, Ofac.Report.Repaired, Ofac.Report.Quarantined, Ofac.Report.PartsLost).ShouldBe((8976, 1, 0, 0));
        Ofac.Report.Issues.ShouldHaveSingleItem().ToString().ShouldBe(
            "sdn.csv, line 6028, IMO number: found 'IMO 15411', expected seven digits; kept it as a document");
        Ofac.Entities.CountBy(entity => entity.Kind).OrderBy(kind => kind.Key).Select(kind => kind.Value).ShouldBe([4620, 3673, 406, 277]);
    }

    [Fact]
    public void A_person_is_put_together_from_three_files_and_the_remarks()
    {
        var person = Ofac["18530"];
        person.Names[0].ShouldBe(new ListedName("AL-ARURI, Salih", NameKind.Primary, "Latn"));
        person.Names.ShouldContain(new ListedName("AL-AROURI, Salah", NameKind.Alias, "Latn"));
        person.Names.ShouldContain(new ListedName("SULEIMAN, Salih", NameKind.WeakAlias, "Latn"));
        person.BirthDates.ShouldBe([new ListedDate(new DateOnly(1966, 8, 19), new DateOnly(1966, 8, 19), Circa: false)]);
        person.BirthPlaces.ShouldBe(["Ramallah, West Bank"]);
        person.Documents.ShouldContain(new ListedDocument(DocumentKind.Passport, "Passport", "2525897", new ListedCountry("Palestinian", "PS")));
        person.Remarks.ShouldBe(["Linked To: HAMAS"]);
        Ofac["306"].Addresses.ShouldContain(new ListedAddress("Zweierstrasse 35", "Zurich CH-8022", null, null, new ListedCountry("Switzerland", "CH")));
    }

    [Fact]
    public void Ships_have_their_numbers_and_flag()
    {
        var ships = Ofac.Entities.Where(entity => entity.Kind == ListedKind.Vessel).ToList();
        ships.Count(ship => ship.Vessel?.Imo is not null).ShouldBeGreaterThan(390);
        ships.Single(ship => ship.PrimaryName == "HERMANN").Vessel.ShouldBe(
            new ListedVessel(null, null, "CL2685", "General Cargo", new ListedCountry("Cuba", "CU"), "Compania Navegacion Golfo S.A."));
        ships.Count(ship => ship.Vessel?.Mmsi is { Length: 9 }).ShouldBeGreaterThan(30);
    }

    [Fact]
    public void The_rest_of_long_remarks_stands_in_a_file_of_its_own()
    {
        var reading = Samples.Read(
            Samples.Text("sdn.csv", "36,\"ROE, Jane\",individual,\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 10 Dec 1948; Passport A1234\"\r\n"),
            Samples.Text("sdn_comments.csv", "36,\"56 (Iraq) expires 11 Aug 2004; a.k.a. 'JANEY'.\"\r\n"));

        reading["36"].Documents.ShouldBe([new ListedDocument(DocumentKind.Passport, "Passport", "A123456", new ListedCountry("Iraq", "IQ"))]);
        reading["36"].Names[1].ShouldBe(new ListedName("JANEY", NameKind.WeakAlias, "Latn"));
    }

    [Fact]
    public void Rows_that_belong_nowhere_and_rows_without_all_columns_are_told_and_counted()
    {
        var reading = Samples.Read(
            Samples.Text("sdn.csv", "1,\"A CO\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n2,\"B CO\",-0- \r\n1,\"C CO\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\u001a"),
            Samples.Text("alt.csv", "1,1,\"aka\",\"AC\",-0- \r\n9,2,\"fka\",\"LOST\",-0- \r\n"));

        (reading.Report.Clean, reading.Report.Quarantined, reading.Report.PartsLost).ShouldBe((1, 2, 1));
        reading.Report.Issues.Select(issue => issue.ToString()).ShouldBe(
        [
            "sdn.csv, line 2: found 3 columns, the first '2', expected 12 columns, the first a number; nothing kept",
            "sdn.csv, line 3, reference: found 1 again, which stands on line 1, expected each reference once; nothing kept",
            "alt.csv, line 2, ent_num: found 9, expected the number of an entry that was read; nothing kept",
        ]);
    }
}
