using System.Text;
using Comity.Formats.Instruments;

namespace Comity.Formats.Tests.Instruments;

/// <summary>Instrument files that do not load: where and why.</summary>
public sealed class InstrumentFileTests
{
    private const string Good = """
        id: plain
        version: 1
        title: Plain
        valid_from: 2026-01-01
        source: made for these tests
        facts:
          - {path: age, type: integer, meaning: age}
          - {path: faith, type: text, meaning: faith, sensitive: true}
        items:
          - id: "1"
            text: First
            single:
              - {label: none, points: 0}
              - {label: some, points: 6}
          - id: "2"
            text: Second
            count_by_window:
              at_most: 6
              windows:
                - {months: 0-6, per_event: 2, if_none: -1}
                - {months: 6-12, per_event: 1}
        scales:
          - id: risk
            title: Risk
            sum:
              items: all
              levels:
                - {level: LOW, to: 3}
                - {level: MID, from: 4, to: 8}
                - {level: HIGH, from: 9}
        """;

    [Fact]
    public void A_right_file_loads() => Read(Good).ShouldBeEmpty();

    [Theory]
    [InlineData("to: 3}", "to: 4}", "29:11", "MID overlaps LOW")]
    [InlineData("from: 4,", "from: 5,", "29:11", "should begin at 4")]
    [InlineData("to: 8}", "to: 100}", "30:11", "HIGH overlaps MID")]
    [InlineData("from: 9}", "from: 9, to: 10}", "30:11", "Totals up to 12")]
    [InlineData("LOW, to: 3", "LOW, from: 0, to: 3", "28:11", "below 0 they have no level")]
    [InlineData("from: 4, to: 8}\n        - {level: HIGH, from: 9}", "from: 4, to: 40}\n        - {level: HIGH, from: 41}", "30:11", "No answers reach HIGH")]
    [InlineData("items: all", "items: [\"1\", \"3\"]", "26:7", "There is no item 3")]
    [InlineData("items: all", "items: [\"1\"]", "15:5", "no scale counts")]
    [InlineData("items: all", "items: [\"1\", \"2\", \"1\"]", "26:7", "Item 1 counts twice")]
    [InlineData("at_most: 6\n", "at_least: -2\n", "15:5", "needs at_most")]
    [InlineData("months: 6-12", "months: 3-12", "21:11", "overlaps 0-6 months")]
    [InlineData("months: 6-12", "months: half a year", "21:20", "months is a stretch")]
    [InlineData("label: some, points: 6", "label: none, points: 6", "14:9", "Two options of item 1")]
    [InlineData("label: some, points: 6", "label: some", "14:9", "Either all options")]
    [InlineData("label: some, points: 6", "label: some, points: six", "14:31", "points must be a number")]
    [InlineData("label: some, points: 6", "label: some, points: 6, when: age > 'x'", "14:40", "")]
    [InlineData("label: some, points: 6", "label: some, points: 6, when: faith == 'x'", "14:40", "faith")]
    [InlineData("label: some, points: 6", "label: some, pionts: 6", "14:23", "An option has no key pionts.")]
    [InlineData("id: \"2\"", "id: \"1\"", "15:5", "two items 1")]
    [InlineData("version: 1", "version: one", "2:10", "whole number")]
    [InlineData("valid_from: 2026-01-01", "valid_from: 01.01.2026", "4:13", "a day such as")]
    [InlineData("title: Plain\n", "", "1:1", "The key title is missing.")]
    [InlineData("id: plain", "id: Plain!", "1:5", "lower-case")]
    public void A_wrong_file_is_told_with_line_and_column(string right, string wrong, string place, string message)
    {
        Good.ShouldContain(right);
        var told = Read(Good.Replace(right, wrong, StringComparison.Ordinal));
        told.ShouldContain(d => $"{d.Line}:{d.Column}" == place && d.Message.Contains(message), string.Join("\n", told));
    }

    [Fact]
    public void Items_made_of_one_another_do_not_load() =>
        Read(Good.Replace("scales:", "  - {id: x, text: X, max_of: [y, \"1\"]}\n  - {id: y, text: Y, max_of: [x, \"2\"]}\nscales:", StringComparison.Ordinal))
            .ShouldContain(d => d.Line == 22 && d.Message.Contains("x → y → x"));

    [Fact]
    public void A_fact_cannot_answer_what_follows_from_items() =>
        Read(Good.Replace("scales:", "  - {id: x, text: X, fact: age, max_of: [\"1\", \"2\"]}\nscales:", StringComparison.Ordinal))
            .ShouldContain(d => d.Line == 22 && d.Message.Contains("a fact cannot answer it"));

    [Fact]
    public void A_stage_that_leads_nowhere_does_not_load()
    {
        const string Sum = "    sum:\n      items: all\n      levels:\n";
        Good.ShouldContain(Sum);
        Read(Good.Replace(Sum, "    sum:\n      items: all\n      levels:\n        - {level: continue, to: -2}\n", StringComparison.Ordinal))
            .ShouldContain(d => d.Message.Contains("no further stage"));
    }

    [Fact]
    public void Totals_that_cannot_be_listed_are_refused() =>
        Read(Good.Replace("at_most: 6", "at_most: 60000", StringComparison.Ordinal))
            .ShouldContain(d => d.Message.Contains("different totals"));

    [Fact]
    public void The_same_as_JSON_loads_and_what_is_wrong_has_its_place()
    {
        const string Json = """
            {"id": "j", "version": 1, "title": "J", "valid_from": "2026-01-01", "source": "s",
             "items": [{"id": "1", "text": "One", "single": [{"label": "b", "points": 2, "when": "1 > 'x'"},
                                                           {"label": "a", "points": 0}]}]}
            """;
        var told = Read(Json, "j.json").ShouldHaveSingleItem();
        (told.Line, told.Column).ShouldBe((2, Json.Split('\n')[1].IndexOf("1 > 'x'", StringComparison.Ordinal) + 1));
        Read(Json.Replace(", \"when\": \"1 > 'x'\"", "", StringComparison.Ordinal), "j.json").ShouldBeEmpty();
        Read(Json[..^3], "j.json").ShouldHaveSingleItem().Message.ShouldContain("not JSON");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("id: [")]
    [InlineData("items: {}")]
    [InlineData("items: [1, {id: {}}, {id: a, text: b, single: {}}]\nscales: [x, {sum: 3}, {staged: []}]\noverrides: []")]
    [InlineData("a: &x [1]\nb: *x")]
    public void Nonsense_is_told_and_nothing_thrown(string text) => Read(text).ShouldNotBeEmpty();

    [Fact]
    public void Two_versions_in_force_at_once_clash() =>
        Read(Good + "\n---\n" + Good.Replace("id: plain", "id: plain-2\nseries: plain", StringComparison.Ordinal).Replace("version: 1", "version: 2", StringComparison.Ordinal))
            .ShouldHaveSingleItem().Message.ShouldContain("clashes with plain");

    private static IReadOnlyList<InstrumentDiagnostic> Read(string text, string name = "x.yaml") =>
        InstrumentFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), name).Diagnostics;
}
