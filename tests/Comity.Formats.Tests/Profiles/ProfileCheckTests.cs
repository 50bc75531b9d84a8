using Comity.Formats.Profiles;
using Comity.Kernel.Assess;

namespace Comity.Formats.Tests.Profiles;

public sealed class ProfileCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_good_folder_passes_with_reasons()
    {
        Write("sub/wood.yaml", ProfileFileTests.Wood);
        Write("notes.txt", "not a profile");

        var report = ProfileCheck.Run(_folder, ProfileFileTests.Schema);

        report.Passed.ShouldBeTrue();
        report.Cases.Select(c => (c.File, c.Line, c.Passed)).ShouldBe([("sub/wood.yaml", 13, true), ("sub/wood.yaml", 16, true), ("sub/wood.yaml", 23, true)]);
        report.Cases[0].Reasons.Select(r => r.Condition).ShouldBe(["goods.hs.exists(h, h.startsWith('4407'))", "shipper.first_seen_days < 30"]);
        report.Cases[2].Outcome.Missing.ShouldBe(["shipper.first_seen_days"]);
    }

    [Fact]
    public void A_case_that_goes_otherwise_fails_with_what_was_found()
    {
        Write("wood.yaml", ProfileFileTests.Wood.Replace("expect: unknown", "expect: false", StringComparison.Ordinal));

        var report = ProfileCheck.Run(_folder, ProfileFileTests.Schema);

        report.Diagnostics.ShouldBeEmpty();
        report.Passed.ShouldBeFalse();
        var failed = report.Cases.Single(c => !c.Passed);
        (failed.ProfileId, failed.Expected, failed.Outcome.Verdict).ShouldBe(("cargo-wood-new-shipper", Verdict.False, Verdict.Unknown));
    }

    [Fact]
    public void An_error_is_not_the_unknown_a_case_asks_for()
    {
        Write("error.yaml", ProfileFileTests.Complete(
            ("when", "1 / shipper.first_seen_days == 1"),
            ("cases", "[{title: t, facts: {shipper.first_seen_days: 0}, expect: unknown}]")));

        var result = ProfileCheck.Run(_folder, ProfileFileTests.Schema).Cases.ShouldHaveSingleItem();

        result.Passed.ShouldBeFalse();
        result.Outcome.Error.ShouldBe("division by zero, in 1 / shipper.first_seen_days");
    }

    [Fact]
    public void A_profile_needs_a_case_on_both_sides()
    {
        Write("wood.yaml", ProfileFileTests.Complete());

        ProfileCheck.Run(_folder, ProfileFileTests.Schema).Diagnostics.Select(d => d.ToString()).ShouldBe(
            ["wood.yaml:1:1: wood needs a case that expects true.", "wood.yaml:1:1: wood needs a case that expects false."]);
    }

    [Fact]
    public void An_id_is_taken_once_in_a_folder()
    {
        Write("a.yaml", ProfileFileTests.Wood);
        Write("b.yml", "\n" + ProfileFileTests.Wood);

        var report = ProfileCheck.Run(_folder, ProfileFileTests.Schema);

        report.Profiles.ShouldHaveSingleItem().File.ShouldBe("a.yaml");
        report.Diagnostics.Select(d => d.ToString()).ShouldBe(["b.yml:2:1: The id cargo-wood-new-shipper is taken by a.yaml:1."]);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
