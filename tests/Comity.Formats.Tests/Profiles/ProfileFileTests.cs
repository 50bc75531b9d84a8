using System.Globalization;
using System.Text;
using Comity.Formats.Profiles;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Tests.Profiles;

public class ProfileFileTests
{
    internal static readonly SubjectSchema Schema = new("consignment",
    [
        new("route.origin", FactType.Text, FactOrigin.Declared, "Country of origin, ISO 3166-1 alpha-2."),
        new("goods.hs", FactType.TextList, FactOrigin.Declared, "HS codes."),
        new("goods.gross_mass_kg", FactType.Number, FactOrigin.Declared, "Gross mass."),
        new("container.is_reefer", FactType.Boolean, FactOrigin.Derived, "Whether the container is refrigerated."),
        new("shipper.first_seen_days", FactType.Integer, FactOrigin.History, "Days since first seen."),
        new("shipper.birthplace", FactType.Text, FactOrigin.Declared, "Place of birth.", Sensitive: true),
        new("voyage.arrival", FactType.Timestamp, FactOrigin.Declared, "Arrival."),
    ]);

    internal const string Wood = """
        id: cargo-wood-new-shipper
        version: 3
        title: Sawn wood from a new shipper
        threat: cocaine
        when: goods.hs.exists(h, h.startsWith('4407')) && shipper.first_seen_days < 30
        weight: 12.5
        author: Targeting unit
        legal_basis: Customs Act, section 12
        valid_from: 2026-01-01
        review_on: 2026-07-01
        source: inferred
        cases:
          - title: new shipper of wood
            facts: {goods.hs: ['440710', '090111'], shipper.first_seen_days: 3, route.origin: NO, voyage.arrival: 2026-02-01T06:30+01:00}
            expect: true
          - title: old shipper
            facts:
              goods.hs: [440710]
              shipper.first_seen_days: 900
              goods.gross_mass_kg: 100
              container.is_reefer: false
            expect: false
          - title: shipper never looked up
            facts: {goods.hs: ['440710']}
            expect: unknown

        """;

    [Fact]
    public void A_complete_profile_is_read()
    {
        var reading = Read(Wood);

        reading.Diagnostics.ShouldBeEmpty();
        var located = reading.Profiles.ShouldHaveSingleItem();
        located.CaseLines.ShouldBe([13, 16, 23]);
        var profile = located.Profile;
        profile.Id.ShouldBe("cargo-wood-new-shipper");
        profile.Version.ShouldBe(3);
        profile.Title.ShouldBe("Sawn wood from a new shipper");
        profile.Threat.ShouldBe("cocaine");
        profile.When.ShouldBe("goods.hs.exists(h, h.startsWith('4407')) && shipper.first_seen_days < 30");
        profile.Weight.ShouldBe(12.5);
        profile.Author.ShouldBe("Targeting unit");
        profile.LegalBasis.ShouldBe("Customs Act, section 12");
        profile.ValidFrom.ShouldBe(new DateOnly(2026, 1, 1));
        profile.ValidUntil.ShouldBeNull();
        profile.ReviewOn.ShouldBe(new DateOnly(2026, 7, 1));
        profile.Source.ShouldBe("inferred");
        profile.Cases.Select(c => c.Expect).ShouldBe([Verdict.True, Verdict.False, Verdict.Unknown]);
    }

    [Fact]
    public void Facts_have_the_type_of_their_field()
    {
        var cases = Read(Wood).Profiles.Single().Profile.Cases;

        cases[0].Facts["goods.hs"].ShouldBe(new[] { "440710", "090111" });
        cases[0].Facts["shipper.first_seen_days"].ShouldBe(3L);
        cases[0].Facts["route.origin"].ShouldBe("NO");
        cases[0].Facts["voyage.arrival"].ShouldBe(new DateTimeOffset(2026, 2, 1, 5, 30, 0, TimeSpan.Zero));
        cases[1].Facts["goods.hs"].ShouldBe(new[] { "440710" });
        cases[1].Facts["goods.gross_mass_kg"].ShouldBe(100.0);
        cases[1].Facts["container.is_reefer"].ShouldBe(false);
    }

    [Theory]
    [InlineData("titel: x", "p.yaml:14:1: A profile has no key titel. Did you mean title?")]
    [InlineData("title: again", "p.yaml:14:1: The key title occurs twice.")]
    [InlineData("? [a]\n: b", "p.yaml:14:3: A key is a word, not a list or map.")]
    [InlineData("extra: &a x", "p.yaml:14:8: Anchors, aliases and tags are not used in profile files.")]
    [InlineData("extra: !!str x", "p.yaml:14:8: Anchors, aliases and tags are not used in profile files.")]
    [InlineData("extra: {a: [[[[[[[[[[[[]]]]]]]]]]]]}", "p.yaml:14:21: Lists and maps are nested more than 10 deep.")]
    public void A_wrong_line_is_named(string line, string expected) =>
        Messages(Complete() + line + "\n").ShouldBe([expected]);

    [Theory]
    [InlineData("version", "one", "p.yaml:2:10: version must be a whole number from 1, not one.")]
    [InlineData("version", "'1'", "p.yaml:2:10: version must be a whole number from 1, not 1.")]
    [InlineData("version", "0", "p.yaml:2:10: version must be a whole number from 1, not 0.")]
    [InlineData("weight", ".nan", "p.yaml:6:9: weight must be a number of decibans, not .nan.")]
    [InlineData("id", "Wood one", "p.yaml:1:5: The id Wood one must be lower-case letters, digits and inner hyphens.")]
    [InlineData("title", "[a]", "p.yaml:3:8: title must be a text.")]
    [InlineData("threat", "", "p.yaml:4:8: threat must be a text.")]
    [InlineData("valid_from", "31.1.2026", "p.yaml:9:13: valid_from must be a day such as 2026-01-31, not 31.1.2026.")]
    [InlineData("valid_until", "2025-01-01", "p.yaml:10:14: valid_until lies before valid_from.")]
    [InlineData("review_on", "2025-01-01", "p.yaml:11:12: review_on lies before valid_from.")]
    [InlineData("when", "route.orign == 'BO'", "p.yaml:5:7: A consignment has no field route.orign. Did you mean route.origin?")]
    [InlineData("when", "'route.origin == ''BO'' && x'", "p.yaml:5:34: A consignment has no field x.")]
    [InlineData("when", "\"route.origin == \\\"BO\\\" && x\"", "p.yaml:5:34: A consignment has no field x.")]
    [InlineData("when", "\"route.origin == \\x22BO\\x22 && x\"", "p.yaml:5:7: A consignment has no field x.")]
    [InlineData("when", "shipper.birthplace == 'X'", "p.yaml:5:7: shipper.birthplace is sensitive; profiles may not use it.")]
    [InlineData("when", "route.origin", "p.yaml:5:7: A condition is true or false (bool); this is string.")]
    [InlineData("cases", "none", "p.yaml:13:8: cases must be a list.")]
    [InlineData("cases", "[a]", "p.yaml:13:9: A case is a map with title, facts and expect.")]
    [InlineData("cases", "[{title: t, facts: {}, expect: yes}]", "p.yaml:13:39: expect must be true, false or unknown, not yes.")]
    [InlineData("cases", "[{title: t, facts: {route.orig: X}, expect: true}]", "p.yaml:13:28: A consignment has no field route.orig. Did you mean route.origin?")]
    [InlineData("cases", "[{title: t, facts: {goods.hs: X}, expect: true}]", "p.yaml:13:38: goods.hs must be a list of texts.")]
    [InlineData("cases", "[{title: t, facts: {shipper.first_seen_days: 1.5}, expect: true}]", "p.yaml:13:53: shipper.first_seen_days must be a whole number.")]
    [InlineData("cases", "[{title: t, facts: {voyage.arrival: soon}, expect: true}]", "p.yaml:13:44: voyage.arrival must be a time such as 2026-01-31 or 2026-01-31T08:00:00Z.")]
    [InlineData("cases", "[{title: t, facts: {route.origin: null}, expect: true}]", "p.yaml:13:42: route.origin must be a text. Leave a fact out when it is unknown.")]
    [InlineData("cases", "[{title: t, facts: {container.is_reefer: 'true'}, expect: true}]", "p.yaml:13:49: container.is_reefer must be true or false.")]
    [InlineData("cases", "[{expect: true}]", "p.yaml:13:9: The key title is missing.", "p.yaml:13:9: The key facts is missing.")]
    public void A_wrong_value_is_named(string key, string value, params string[] expected) =>
        Messages(Complete((key, value))).ShouldBe(expected);

    [Fact]
    public void Every_missing_key_is_named()
    {
        var messages = Messages("source: x\n");

        messages.ShouldBe(
        [
            .. new[] { "id", "when", "valid_from", "review_on", "version", "title", "threat", "weight", "author", "legal_basis" }
                .Select(k => $"p.yaml:1:1: The key {k} is missing."),
        ]);
    }

    [Theory]
    [InlineData("|\n  route.origin == 'BO'\n\n    && nothing.known", 8, 8)]
    [InlineData("|2-\n  route.origin == 'BO' &&\n  nothing.known\n", 7, 3)]
    [InlineData(">\n  route.origin == 'BO'\n\n  &&\n    nothing.known\n  || true", 9, 5)]
    [InlineData("route.origin == 'BO'\n  && 'ä€😀' != '' && nothing.known", 6, 21)]
    public void A_place_inside_a_block_is_a_place_in_the_file(string when, int line, int column)
    {
        var diagnostic = Read(Complete(("when", when))).Diagnostics.ShouldHaveSingleItem();

        (diagnostic.Line, diagnostic.Column).ShouldBe((line, column));
        diagnostic.Message.ShouldContain("nothing.known");
    }

    [Fact]
    public void Windows_line_ends_do_not_move_places()
    {
        var text = Complete(("when", "|\n  route.origin == 'BO' &&\n  nothing.known")).ReplaceLineEndings("\r\n");

        var diagnostic = Read(text).Diagnostics.ShouldHaveSingleItem();

        (diagnostic.Line, diagnostic.Column).ShouldBe((7, 3));
    }

    [Fact]
    public void A_good_profile_is_kept_beside_a_bad_one()
    {
        var reading = Read($"{Complete(("weight", "much"))}---\n{Wood}---\n- a list\n");

        reading.Profiles.ShouldHaveSingleItem().Line.ShouldBe(15);
        reading.Diagnostics.Select(d => d.ToString()).ShouldBe(
        [
            "p.yaml:6:9: weight must be a number of decibans, not much.",
            "p.yaml:41:1: A profile is a map of keys such as id, title and when.",
        ]);
    }

    [Theory]
    [InlineData("", "p.yaml: The file holds no profile.")]
    [InlineData("a: b: c", "p.yaml:1:5: This is not YAML: ")]
    [InlineData("a: [", "p.yaml:2:1: This is not YAML: ")]
    public void What_is_no_profile_is_said(string text, string expected) =>
        Messages(text).ShouldHaveSingleItem().ShouldStartWith(expected);

    [Fact]
    public void Bytes_that_are_no_text_are_said()
    {
        using var stream = new MemoryStream([0x69, 0x64, 0x3A, 0x20, 0xFF]);

        ProfileFile.Read(stream, "p.yaml", Schema).Diagnostics.ShouldHaveSingleItem().ToString()
            .ShouldBe("p.yaml: The file is not UTF-8: byte 4 cannot be read.");
    }

    [Fact]
    public void A_file_beyond_the_limit_is_not_read()
    {
        using var stream = new MemoryStream(new byte[ProfileFile.MaxBytes + 1]);

        ProfileFile.Read(stream, "p.yaml", Schema).Diagnostics.ShouldHaveSingleItem().ToString()
            .ShouldBe("p.yaml: The file is larger than 1000000 bytes.");
    }

    [Fact]
    public void A_hostile_depth_ends_in_a_message() =>
        Messages(new string('[', 500_000)).ShouldHaveSingleItem().ShouldContain("nested more than 10 deep");

    internal static ProfileReading Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return ProfileFile.Read(stream, "p.yaml", Schema);
    }

    internal static string Complete(params (string Key, string Value)[] changes)
    {
        var values = new List<(string Key, string Value)>
        {
            ("id", "wood"), ("version", "1"), ("title", "Wood"), ("threat", "cocaine"), ("when", "route.origin == 'BO'"), ("weight", "3"),
            ("author", "unit"), ("legal_basis", "law"), ("valid_from", "2026-01-01"), ("valid_until", "2027-01-01"), ("review_on", "2026-07-01"),
            ("source", "inferred"), ("cases", "[]"),
        };
        return string.Concat(values.Select(v => string.Create(
            CultureInfo.InvariantCulture, $"{v.Key}: {changes.Where(c => c.Key == v.Key).Select(c => c.Value).DefaultIfEmpty(v.Value).Single()}\n")));
    }

    private static IEnumerable<string> Messages(string text) => Read(text).Diagnostics.Select(d => d.ToString());
}
