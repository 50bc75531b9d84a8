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

    [Fact]
    public void A_set_that_took_the_place_of_another_gives_its_own_findings_before_and_after_merging()
    {
        Profile[] first = [Profile("a", "route.origin == 'BO'", 1), Profile("b", "route.origin == 'PE'", 2), Profile("gone", "true", 3), Profile("same", "route.origin == 'BO'", 4)];
        var before = Compile(first);
        before.Matcher.Profiles.Count.ShouldBe(4);
        var records = Enumerable.Range(0, 50).Select(i => Consignments.Record(
            ("route.origin", i % 3 == 0 ? "BO" : i % 3 == 1 ? "PE" : null), ("shipper.first_seen_days", i % 7 == 0 ? null : (long)(i % 50)))).ToArray();
        var after = before;
        for (var change = 0; change < 3; change++)
        {
            // Changed, added, removed; moved to another place; the rest as it was.
            after = ProfileSet.Compile(
                Consignments.Schema,
                [Profile("0-new", $"shipper.first_seen_days < {10 + change}", 1), first[0] with { Version = 8 + change }, Profile("b", $"route.origin == 'P{(char)('E' + change)}'", 2), first[3]],
                after).Set;
            Show(after.Assess(records, Day)).ShouldBe(Show(records.Select(r => after.Assess(r, Day))));
        }

        var layered = Show(after.Assess(records, Day));
        after.Matcher.Profiles.Count.ShouldBe(4);
        Show(after.Assess(records, Day)).ShouldBe(layered);

        static string[] Show(IEnumerable<Finding> findings) => [.. findings.Select(f => FindingCodec.Write(f))];
    }

    [Fact]
    public async Task Profiles_change_under_load_and_every_record_is_judged_by_one_whole_set()
    {
        const int versions = 60;
        var use = new ProfileSetInUse(Version(0));
        var records = Enumerable.Range(0, 40).Select(i => Consignments.Record(("route.origin", i % 2 == 0 ? "BO" : "PE"))).ToArray();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var last = 0;
            for (var more = true; more;)
            {
                // One more round after the last change, so that a reader sees it.
                more = !stop.IsCancellationRequested;
                foreach (var finding in use.Current.Assess(records, Day))
                {
                    // Four of the eight profiles hit each record, all of one version, which never goes back.
                    finding.Hits.Count.ShouldBe(4);
                    var version = finding.Hits.Select(h => h.Version).Distinct().ShouldHaveSingleItem();
                    version.ShouldBeGreaterThanOrEqualTo(last);
                    last = version;
                }
            }

            return last;
        })).ToArray();
        var merging = new List<Task>();
        for (var version = 1; version <= versions; version++)
        {
            use.Replace(Profiles(version), out var merge).ShouldBeEmpty();
            merging.Add(merge);
            await Task.Yield();
        }

        use.Replace([Profile("bad", "true &&", 1)]).Count.ShouldBe(1);
        await Task.WhenAll(merging);
        await stop.CancelAsync();
        (await Task.WhenAll(readers)).ShouldAllBe(last => last == versions);

        static ProfileSet Version(int version) => Compile([.. Profiles(version)]);

        // Every second condition stays as it is while its version changes.
        static IEnumerable<Profile> Profiles(int version) => Enumerable.Range(0, 8).Select(i =>
            Profile($"p{i}", $"route.origin == '{(i < 4 ? "BO" : "PE")}' && {(i % 2 == 0 ? version : 0)} == {(i % 2 == 0 ? version : 0)}", 1) with { Version = version });
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
