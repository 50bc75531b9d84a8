using Comity.Kernel.Assess;
using Comity.Kernel.Tests.Assess.Cel;

namespace Comity.Kernel.Tests.Assess;

public class ProfileSetTests
{
    private static readonly DateOnly Day = new(2026, 3, 1);

    [Fact]
    public void A_finding_ranks_hits_and_shows_what_could_not_be_decided()
    {
        var set = Compile(
            Profile("light", "route.origin == 'BO'", 2),
            Profile("heavy-b", "shipper.first_seen_days < 30", 10),
            Profile("heavy-a", "container.is_reefer", 10),
            Profile("misses", "route.origin == 'CO'", 50),
            Profile("unknown", "goods.gross_mass_kg > 1 || route.destination == 'X'", 5),
            Profile("fails", "1 / (shipper.first_seen_days - 3) == 1", 5));

        var finding = set.Assess(
            Consignments.Record(("route.origin", "BO"), ("shipper.first_seen_days", 3L), ("container.is_reefer", true)), Day);

        finding.Hits.Select(h => h.Id).ShouldBe(["heavy-a", "heavy-b", "light"]);
        finding.Score.ShouldBe(22);
        finding.Hits[2].Reasons.ShouldHaveSingleItem().Condition.ShouldBe("route.origin == 'BO'");
        (finding.Hits[2].Version, finding.Hits[2].Title, finding.Hits[2].Threat, finding.Hits[2].Weight).ShouldBe((7, "T light", "cocaine", 2.0));
        var unknown = finding.NotAssessable.ShouldHaveSingleItem();
        (unknown.Id, unknown.Version).ShouldBe(("unknown", 7));
        unknown.Missing.ShouldBe(["route.destination", "goods.gross_mass_kg"]);
        finding.Errors.ShouldHaveSingleItem().ShouldBe(new ProfileError("fails", 7, "division by zero, in 1 / (shipper.first_seen_days - 3)"));
    }

    [Theory]
    [InlineData("2025-12-31", false)]
    [InlineData("2026-01-01", true)]
    [InlineData("2026-06-30", true)]
    [InlineData("2026-07-01", false)]
    public void A_profile_counts_only_while_it_is_valid(string day, bool counts)
    {
        var set = Compile(Profile("p", "true", 1) with { ValidFrom = new DateOnly(2026, 1, 1), ValidUntil = new DateOnly(2026, 6, 30) });

        set.Assess(Consignments.Record(), DateOnly.ParseExact(day, "yyyy-MM-dd", null)).Hits.Count.ShouldBe(counts ? 1 : 0);
    }

    [Fact]
    public void A_profile_that_cannot_be_compiled_is_left_out_and_told()
    {
        var result = ProfileSet.Compile(Consignments.Schema, [Profile("bad", "true &&", 1), Profile("good", "true", 1), Profile("good", "false", 2)]);

        result.Set.Profiles.ShouldHaveSingleItem().When.ShouldBe("true");
        result.Problems.Select(p => $"{p.Profile.When}: {p.Error.Message}").ShouldBe(
        [
            "true &&: Found the end, expected a field, a value, a function or (.",
            "false: There are two profiles good.",
        ]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Many_records_at_once_get_the_findings_they_get_one_by_one(int threads)
    {
        var set = Compile(
            Profile("light", "route.origin == 'BO'", 2),
            Profile("heavy", "shipper.first_seen_days < 30", 10),
            Profile("old", "true", 1) with { ValidUntil = new DateOnly(2026, 1, 31) },
            Profile("unknown", "goods.gross_mass_kg > 1.0 || route.destination == 'X'", 5),
            Profile("fails", "1 / (shipper.first_seen_days - 3) == 1", 5));
        var records = Enumerable.Range(0, 5_000).Select(i => Consignments.Record(
            ("route.origin", i % 3 == 0 ? "BO" : "PE"), ("shipper.first_seen_days", i % 7 == 0 ? null : (long)(i % 50)), ("goods.gross_mass_kg", i % 5 == 0 ? 2.0 : null))).ToArray();

        var findings = set.Assess(records, Day, threads);

        findings.Count.ShouldBe(records.Length);
        for (var i = 0; i < records.Length; i++)
        {
            FindingCodec.Write(findings[i]).ShouldBe(FindingCodec.Write(set.Assess(records[i], Day)));
        }
    }

    [Fact]
    public void An_edited_set_takes_over_the_conditions_that_did_not_change()
    {
        var before = Compile(Profile("a", "route.origin == 'BO'", 1), Profile("b", "route.origin == 'PE'", 1));

        var after = ProfileSet.Compile(Consignments.Schema, [Profile("a", "route.origin == 'BO'", 2) with { Version = 8 }, Profile("b", "route.origin == 'CO'", 1)], before).Set;

        after.Matcher.Profiles[0].Condition.ShouldBeSameAs(before.Matcher.Profiles[0].Condition);
        after.Matcher.Profiles.Select(p => (p.Version, p.Condition.Text)).ShouldBe([(8, "route.origin == 'BO'"), (7, "route.origin == 'CO'")]);
        before.Assess(Consignments.Record(("route.origin", "PE")), Day).Hits.ShouldHaveSingleItem().Id.ShouldBe("b");
        after.Assess([Consignments.Record(("route.origin", "CO"))], Day)[0].Hits.ShouldHaveSingleItem().Id.ShouldBe("b");
    }

    private static ProfileSet Compile(params Profile[] profiles)
    {
        var result = ProfileSet.Compile(Consignments.Schema, profiles);
        result.Problems.ShouldBeEmpty();
        return result.Set;
    }

    private static Profile Profile(string id, string when, double weight) => new()
    {
        Id = id,
        Version = 7,
        Title = "T " + id,
        Threat = "cocaine",
        When = when,
        Weight = weight,
        Author = "unit",
        LegalBasis = "law",
        ValidFrom = new DateOnly(2026, 1, 1),
        ReviewOn = new DateOnly(2026, 7, 1),
    };
}
