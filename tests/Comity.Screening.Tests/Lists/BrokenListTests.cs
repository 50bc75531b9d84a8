using System.Text;
using Comity.Kernel.Account;
using Comity.Screening.Lists;

namespace Comity.Screening.Tests.Lists;

/// <summary>Lists that are torn, hostile or in another encoding, and what the limits say of them.</summary>
public sealed class BrokenListTests
{
    private static readonly string UnText = File.ReadAllText(Samples.Path("UN_consolidated.xml"));

    [Fact]
    public void A_torn_xml_gives_what_stands_before_the_tear_and_is_not_complete()
    {
        var reading = Samples.Read(Samples.Text("un.xml", UnText[..(UnText.Length / 2)]));

        reading.Report.Complete.ShouldBeFalse();
        reading.Report.Read.ShouldBeGreaterThan(300);
        reading.Report.Quarantined.ShouldBe(1);
        var tear = reading.Report.Issues[^1];
        (tear.Line, tear.Field).ShouldBe((UnText[..(UnText.Length / 2)].Count(c => c == '\n') + 1, "INDIVIDUAL"));
        new ListLimits().Refusals(reading.Report, standing: null, removed: 0, names: 4).ShouldContain(reason => reason.Contains("not read to its end", StringComparison.Ordinal));
    }

    [Fact]
    public void A_document_type_is_refused_before_it_can_grow()
    {
        var reading = Samples.Read(Samples.Text("un.xml",
            "<?xml version=\"1.0\"?><!DOCTYPE CONSOLIDATED_LIST [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><CONSOLIDATED_LIST><ENTITIES>&b;</ENTITIES></CONSOLIDATED_LIST>"));

        (reading.Report.Complete, reading.Report.Met).ShouldBe((false, 0));
        reading.Report.Issues.ShouldHaveSingleItem().Expected.ShouldContain("without a document type");
    }

    [Fact]
    public void An_entry_larger_than_any_is_quarantined_and_the_next_one_read()
    {
        var huge = string.Concat(Enumerable.Repeat("<ENTITY_ALIAS><ALIAS_NAME>x</ALIAS_NAME></ENTITY_ALIAS>", 30_000));
        var reading = Samples.Read(Samples.Text("un.xml",
            $"<CONSOLIDATED_LIST><ENTITIES><ENTITY><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME>{huge}</ENTITY><ENTITY><DATAID>2</DATAID><FIRST_NAME>B</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>"));

        (reading.Report.Clean, reading.Report.Quarantined, reading.Report.Complete).ShouldBe((1, 1, true));
        reading.Entities.ShouldHaveSingleItem().Id.ShouldBe("2");
    }

    [Fact]
    public void Bytes_of_another_encoding_are_read_and_told()
    {
        var reading = Samples.Read(Samples.Bytes("own.csv", Encoding.Latin1.GetBytes("name;kind\nJosé Muñoz;person\nJane Roe;person\n")));

        reading.Entities[0].PrimaryName.ShouldBe("José Muñoz");
        (reading.Report.Clean, reading.Report.Repaired).ShouldBe((1, 1));
        reading.Report.Issues.ShouldHaveSingleItem().ToString().ShouldBe("own.csv, line 2: found byte E9, expected UTF-8; kept the line, read as ISO 8859-1");
    }

    [Fact]
    public void A_quote_that_is_not_closed_costs_its_line_only()
    {
        var lines = Enumerable.Range(0, 200).Select(i => i == 50 ? "\"torn,person" : $"Name {i},person");
        var reading = Samples.Read(Samples.Text("own.csv", "name,kind\n" + string.Join('\n', lines) + "\n"));

        (reading.Report.Clean, reading.Report.Quarantined, reading.Report.Met).ShouldBe((199, 1, 200));
        reading.Report.Issues.ShouldHaveSingleItem().Line.ShouldBe(52);
    }

    [Theory]
    [InlineData("""{"id":"1","schema":"Person","properties":{"na\ud800me":["A"]}}""")]
    [InlineData("""{"id":"1","schema":"Person","properties":{"name":["A\udc00"]}}""")]
    public void Half_of_a_surrogate_pair_in_json_costs_its_line_only(string line)
    {
        var reading = Samples.Read(Samples.Text("own.json", line + """
            
            {"id":"2","schema":"Person","properties":{"name":["B"]}}

            """));

        (reading.Report.Clean, reading.Report.Quarantined).ShouldBe((1, 1));
        reading.Report.Issues.ShouldHaveSingleItem().Found.ShouldBe("half of a surrogate pair");
    }

    [Fact]
    public void A_list_that_declares_more_entries_than_it_has_is_refused()
    {
        var xml = File.ReadAllText(Samples.Path("synthetic-sdn.xml")).Replace("<Record_Count>4<", "<Record_Count>19000<", StringComparison.Ordinal);
        var reading = Samples.Read(Samples.Text("sdn.xml", xml));

        new ListLimits().Refusals(reading.Report, standing: null, removed: 0, names: 4).ShouldBe(["it declares 19000 entries and has 4"]);
    }

    [Theory]
    [InlineData(100, 10, null)]
    [InlineData(100, 11, "11 of 100 entries are gone")]
    [InlineData(9, 1, "1 of 9 entries are gone")]
    public void A_list_that_shrinks_beyond_the_limit_is_refused(long entities, long removed, string? reason)
    {
        var report = Samples.Read(Samples.File("synthetic-eu.xml")).Report;
        var refusals = new ListLimits().Refusals(report, Standing(entities, new DateOnly(2026, 1, 1)), removed, names: entities);
        if (reason is null)
        {
            refusals.ShouldBeEmpty();
        }
        else
        {
            refusals.ShouldHaveSingleItem().ShouldContain(reason);
        }
    }

    [Fact]
    public void A_list_that_keeps_its_entries_but_lost_their_names_is_refused() =>
        new ListLimits().Refusals(Samples.Read(Samples.File("synthetic-eu.xml")).Report, Standing(200, new DateOnly(2026, 1, 1)), removed: 0, names: 179)
            .ShouldHaveSingleItem().ShouldStartWith("it has 179 names, the standing version 200");

    [Fact]
    public void A_tag_that_never_ends_stops_the_reading_before_the_memory_is_full()
    {
        var endless = Samples.Read(Samples.Text("un.xml",
            $"<CONSOLIDATED_LIST><ENTITIES><ENTITY><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME></ENTITY><ENTITY x=\"{new string('x', 1 << 25)}\"/></ENTITIES></CONSOLIDATED_LIST>"));

        (endless.Report.Complete, endless.Report.Clean).ShouldBe((false, 1));
        endless.Report.Issues.ShouldHaveSingleItem().Found.ShouldContain("more than 16 MiB");
    }

    [Fact]
    public void Two_files_of_entries_share_their_numbers()
    {
        var reading = Samples.Read(
            Samples.Text("sdn.csv", "1,\"A CO\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n"),
            Samples.Text("cons_prim.csv", "1,\"A CO\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n2,\"B CO\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n"));

        (reading.Report.Clean, reading.Report.Quarantined).ShouldBe((2, 1));
        reading.Report.Issues.ShouldHaveSingleItem().File.ShouldBe("cons_prim.csv");
    }

    [Fact]
    public void A_list_older_than_the_standing_one_is_refused() =>
        new ListLimits().Refusals(Samples.Read(Samples.File("synthetic-eu.xml")).Report, Standing(2, new DateOnly(2026, 3, 3)), removed: 0, names: 4)
            .ShouldBe(["it is dated 2026-03-02, the standing version 2026-03-03"]);

    [Fact]
    public void A_difference_names_each_value_that_came_or_went()
    {
        var before = Samples.Read(Samples.File("UN_consolidated.xml")).Entities;
        var later = UnText.Replace("<ALIAS_NAME>AIGLE BLANC</ALIAS_NAME>", "<ALIAS_NAME>WHITE EAGLE</ALIAS_NAME>", StringComparison.Ordinal)
            .Replace("<REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER>", "<REFERENCE_NUMBER>CDi.999</REFERENCE_NUMBER>", StringComparison.Ordinal);
        var difference = ListDifference.Between(before, Samples.Read(Samples.Text("un.xml", later)).Entities);

        difference.Added.ShouldBe([new ListedReference("CDi.999", "ERIC BADEGE")]);
        difference.Removed.ShouldBe([new ListedReference("CDi.001", "ERIC BADEGE")]);
        var change = difference.Changed.ShouldHaveSingleItem();
        change.Id.ShouldBe("CDi.002");
        var names = change.Fields.ShouldHaveSingleItem();
        names.Field.ShouldBe("names");
        names.Added.ShouldHaveSingleItem().ShouldContain("WHITE EAGLE");
        names.Removed.ShouldHaveSingleItem().ShouldContain("AIGLE BLANC");
    }

    [Fact]
    public void The_same_facts_in_another_order_are_no_difference()
    {
        var before = Samples.Read(Samples.File("alt.csv"), Samples.File("add.csv"), Samples.File("sdn.csv")).Entities;
        var turned = Samples.Text("alt.csv", string.Join("\r\n", File.ReadAllLines(Samples.Path("alt.csv")).Reverse()));
        var after = Samples.Read(turned, Samples.File("add.csv"), Samples.File("sdn.csv")).Entities;

        var difference = ListDifference.Between(before, after);
        (difference.Added.Count, difference.Changed.Count, difference.Removed.Count).ShouldBe((0, 0, 0));
    }

    private static WatchListVersion Standing(long entities, DateOnly publishedOn) =>
        new("eu-fsf", 1, "", "eu-xml", [], publishedOn, default, "", entities, entities, 0, []);
}
