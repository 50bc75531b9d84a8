using System.Text.Json;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Programmes.Victims;

namespace Comity.Programmes.Tests.Victims;

/// <summary>A victim's case: consent before anything leaves, and what may be published.</summary>
public sealed class VictimCaseTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Ground ByConsent = new(GroundKind.Consent, "C1");

    [Fact]
    public void No_referral_leaves_without_consent_for_the_service_and_the_recipient()
    {
        var known = Opened();
        Refused(known, new PersonReferred(At(1), "r1", "shelter-be", "shelter", ByConsent)).ShouldContain("does not hold");
        ConsentGate.Consent(known, "shelter", "shelter-be").ShouldBeNull();

        known = known.With(new ConsentRecorded(At(2), Agreed()));
        ConsentGate.Consent(known, "shelter", "shelter-be").ShouldBe(ByConsent);
        Refused(known, new PersonReferred(At(3), "r1", "shelter-fr", "shelter", ByConsent)).ShouldContain("shelter-fr");
        Refused(known, new PersonReferred(At(3), "r1", "shelter-be", "legal aid", ByConsent)).ShouldContain("legal aid");
        Refused(known, new PersonReferred(At(3), "r1", "shelter-be", "shelter", new Ground(GroundKind.LegalBasis, "Article 4"))).ShouldContain("legal basis alone");

        known = known.With(new PersonReferred(At(3), "r1", "shelter-be", "shelter", ByConsent));
        known.Value("cas_ReferredOrganisation").ShouldBe("shelter-be");
        known.Value("cas_OutgoingReferralDate").ShouldBe("2026-03-02");
    }

    [Fact]
    public void An_override_names_its_legal_basis_and_the_reason()
    {
        Refused(Opened(), new PersonReferred(At(1), "r1", "police-be", "protection", new Ground(GroundKind.Override, "Article 12"))).ShouldContain("reason");
        Opened().With(new PersonReferred(At(1), "r1", "police-be", "protection", new Ground(GroundKind.Override, "Article 12", "Her life is in danger.")))
            .Referrals.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_consent_that_is_withdrawn_no_longer_carries_and_names_what_to_take_back()
    {
        var known = Opened().With(new ConsentRecorded(At(1), Agreed())).With(new PersonReferred(At(2), "r1", "shelter-be", "shelter", ByConsent));
        known.RestingOn("C1").Select(referral => referral.ReferralId).ShouldBe(["r1"]);
        known = known.With(new ConsentWithdrawn(At(3), "C1"));
        known.Value("con_Consent").ShouldBe("FALSE");
        known.MayBeReported.ShouldBeFalse();
        known.RestingOn("C1").ShouldHaveSingleItem("what has to be revoked stays known");
        Refused(known, new PersonReferred(At(4), "r2", "shelter-be", "shelter", ByConsent)).ShouldContain("does not hold");
        Refused(known, new ConsentWithdrawn(At(4), "C1")).ShouldContain("no consent");
    }

    [Fact]
    public void What_is_withheld_and_what_the_purpose_does_not_carry_stays()
    {
        var known = Opened()
            .With(new FieldsWritten(At(1), Values(("prs_FirstName", "Synthetic"), ("prs_SecondName", "Person"), ("prs_MailingStreet", "1 Test Street"), ("prs_Gender", "Feminine"))))
            .With(new ConsentRecorded(At(2), Agreed(withhold: ("prs_SecondName", "Her family must not learn of it."))));
        var snapshot = ConsentGate.Snapshot(known, "shelter", known.Values.Keys);
        snapshot.Facts.Keys.ShouldBe(["case.number", "prs_FirstName", "prs_Gender", "service"]);
        snapshot.Label.ShouldBe(known.Number, "a label is shown in lists and names nobody");
        var offer = new ReferralOffer
        {
            From = "ngo-bo",
            To = "shelter-be",
            Kind = ReferralKind.Refer,
            Purpose = ConsentGate.ServiceReferral.Id,
            Request = "A place, please.",
            Subject = snapshot,
            Ground = ByConsent,
            Handling = new Handling { Tlp = Tlp.Red, Named = ["shelter-be"] },
            By = "case worker",
            At = Start,
            ExpiresAt = Start.AddDays(10),
            Salt = "a salt of sixteen",
        };
        OfferRules.Problems(offer).ShouldBeEmpty();
        ConsentGate.ServiceReferral.Problems(offer).ShouldBeEmpty();
        ConsentGate.ServiceReferral.Problems(offer with { Ground = new Ground(GroundKind.LegalBasis, "Article 4") }).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("prs_Gender", "female", "expected one of Feminine")]
    [InlineData("prs_Birthdate", "2001-13-40", "expected a date")]
    [InlineData("prs_Citizenship", "XX", "expected one of")]
    [InlineData("prs_ShoeSize", "40", "no field")]
    [InlineData("vic_TraffickingStatus", "ActualVictimOfTrafficking", "step of its own")]
    [InlineData("prs_FirstName", " ", "is empty")]
    public void A_field_takes_only_what_the_standard_says(string field, string value, string expected) =>
        Refused(Opened(), new FieldsWritten(At(1), Values((field, value)))).ShouldContain(expected);

    [Fact]
    public void The_standard_has_its_fields_and_seventeen_methods_of_control()
    {
        Htcds.Fields.Count.ShouldBe(37);
        Htcds.Field("vic_MethodsOfControl")!.Codes.Count.ShouldBe(17);
        Htcds.Field("vic_TraffickingStatus")!.Codes.Keys.ShouldBe(["PossibleVictimOfTrafficking", "ActualVictimOfTrafficking", "NotAVictimOfTrafficking"]);
        Htcds.Field("prs_Citizenship")!.Codes["BO"].ShouldBe("Bolivia");
    }

    [Fact]
    public void A_case_closes_when_its_services_have_ended_with_an_outcome()
    {
        var known = Opened().With(new ConsentRecorded(At(1), Agreed()));
        Refused(known, new ServicePlanned(At(2), "S1", Pillar.Justice, "legal aid", "A lawyer", null)).ShouldContain("No consent");
        known = known.With(new ServicePlanned(At(2), "S1", Pillar.Support, "shelter", "House of tests", new DateOnly(2026, 3, 5)));
        known.Pillars(new DateOnly(2026, 3, 6)).Single(view => view.Pillar == Pillar.Support).Overdue.ShouldHaveSingleItem();
        Refused(known, new CaseClosed(At(3))).ShouldContain("still runs");
        Refused(known, new ServiceEnded(At(3), "S1", ServiceOutcome.Delivered, "")).ShouldContain("what was done");
        known = known.With(new ServiceEnded(At(3), "S1", ServiceOutcome.Delivered, "Six weeks.")).With(new CaseClosed(At(4)));
        known.Value("cas_Status").ShouldBe("Closed");
        Refused(known, new FieldsWritten(At(5), Values(("prs_Gender", "Feminine")))).ShouldContain("closed");
        known.With(new ConsentWithdrawn(At(5), "C1")).MayBeReported.ShouldBeFalse("a consent can be withdrawn at any time");
        known.With(new CaseReopened(At(6))).IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void A_child_needs_a_guardian_and_eighteen_is_the_birthday()
    {
        var born = Opened().With(new FieldsWritten(At(1), Values(("prs_Birthdate", "2008-03-03"))));
        born.IsChild(new DateOnly(2026, 3, 2)).ShouldBe(true);
        born.IsChild(new DateOnly(2026, 3, 3)).ShouldBe(false);
        Refused(born, new ConsentRecorded(At(2), Agreed())).ShouldContain("guardian");
        born.With(new ConsentRecorded(At(2), Agreed() with { Giver = ConsentGiver.Guardian })).Holding.ShouldHaveSingleItem();
        born.With(new ConsentRecorded(At(24), Agreed())).Holding.ShouldHaveSingleItem("on the birthday the person is of age");
        Opened().IsChild(new DateOnly(2026, 3, 2)).ShouldBeNull("nobody knows");
    }

    [Fact]
    public void What_waits_follows_from_the_case()
    {
        var known = Opened().With(new ConsentRecorded(At(1), Agreed()))
            .With(new ServicePlanned(At(2), "S1", Pillar.Support, "shelter", "House of tests", new DateOnly(2026, 3, 5), "nowhere to sleep"))
            .With(new PersonReferred(At(3), "r1", "shelter-be", "shelter", ByConsent));
        known.ServicesRestingOn("C1").ShouldHaveSingleItem().Need.ShouldBe("nowhere to sleep");
        Tasks(known, day: 5).ShouldBe(["Whether the person is a victim has not been decided, not even for now."]);
        Tasks(known, day: 6)[0].ShouldContain("was due on 2026-03-05");
        var anew = known.With(new ConsentRecorded(At(4), Agreed() with { Number = "C2" }));
        anew.ServicesRestingOn("C1").ShouldBeEmpty("another consent covers it");
        known = known.With(new ConsentWithdrawn(At(5), "C1"));
        Tasks(known, day: 5)[0].ShouldBe("Take the referral to shelter-be back: its consent was withdrawn.");
        Tasks(known, day: 5).ShouldContain(text => text.StartsWith("No consent covers 'shelter'", StringComparison.Ordinal));
        Tasks(known, day: 5, takenBack: true).ShouldNotContain(text => text.Contains("referral", StringComparison.Ordinal));
    }

    [Fact]
    public void Consent_says_what_it_lacks()
    {
        var known = Opened();
        ConsentGate.Missing(known, "shelter", "shelter-be").ShouldStartWith("No consent of the person holds");
        known = known.With(new ConsentRecorded(At(1), Agreed()));
        ConsentGate.Missing(known, "legal aid", "shelter-be").ShouldContain("service 'legal aid'");
        ConsentGate.Missing(known, "shelter", "shelter-fr").ShouldContain("disclosure to shelter-fr");
        known = known.With(new ConsentRecorded(At(2), new Consent("C2", ConsentGiver.Person, ["legal aid"], ["shelter-fr"], true, new Dictionary<string, string>(StringComparer.Ordinal))));
        ConsentGate.Missing(known, "shelter", "shelter-fr").ShouldContain("none covers both");
    }

    [Fact]
    public void An_organisation_met_the_person_once()
    {
        var known = Opened().With(new PersonDetected(At(1), "NGO", "Harbour mission", new DateOnly(2026, 2, 1)));
        Refused(known, new PersonDetected(At(2), "NGO", "harbour mission", null)).ShouldContain("recorded already");
        Refused(known, new PersonDetected(At(2), "Church", "Harbour mission", null)).ShouldContain("expected one of Police");
        known.With(new PersonDetected(At(2), "Police", "Harbour mission", null)).Detections.Count.ShouldBe(2);
    }

    [Fact]
    public void Every_usual_service_and_help_text_belongs_to_something()
    {
        UsualService.All.Select(service => service.Pillar).Distinct().Count().ShouldBe(4);
        UsualService.All.DistinctBy(service => service.Name, StringComparer.Ordinal).Count().ShouldBe(UsualService.All.Count);
        Htcds.Fields.Sum(field => field.Help.Count).ShouldBe(ReferenceRows("htcds-help.csv"));
        Htcds.Fields.SelectMany(field => field.Help.Keys.Where(code => code.Length > 0 && !field.Codes.ContainsKey(code))).ShouldBeEmpty();
    }

    [Fact]
    public void Parts_of_the_response_are_counted_by_person_and_small_counts_withheld()
    {
        VictimCase[] cases =
        [
            .. Enumerable.Range(0, 30).Select(_ => Reported("Feminine", "ForcedLabour").With(new ServicePlanned(At(3), "S1", Pillar.Support, "shelter", "House", null)).With(new ServicePlanned(At(3), "S2", Pillar.Support, "shelter", "House", null))),
            .. Enumerable.Range(0, 15).Select(_ => Reported("Feminine", "ForcedLabour")),
            .. Enumerable.Range(0, 2).Select(_ => Reported("Feminine", "ForcedLabour").With(new ServicePlanned(At(3), "S1", Pillar.Justice, "shelter", "House", null))),
            Opened(),
        ];
        var counted = VictimStatistics.Pillars(cases);
        counted.Cells.Take(4).ShouldAllBe(row => row[3] == 47, "each person once, also with two services; who did not agree is not counted");
        counted.Cells[(int)Pillar.Justice][(int)PillarState.Running].ShouldBeNull();
        counted.Cells[(int)Pillar.Justice][(int)PillarState.NothingPlanned].ShouldBeNull("47 less 45 would give the two away");
    }

    [Fact]
    public void A_step_names_who_and_why_and_comes_after_the_last()
    {
        Refused(Opened(), new CaseClosed(At(1) with { Why = "" })).ShouldContain("why");
        Refused(Opened(), new CaseClosed(At(-1))).ShouldContain("before the last");
        Refused(Opened(), new CaseOpened(At(1))).ShouldContain("opened before");
        Refused(VictimCase.Numbered("V-1"), new CaseClosed(At(1))).ShouldContain("not opened");
    }

    [Fact]
    public void A_case_is_the_same_after_its_entries_were_written_and_read()
    {
        var known = Reported("Feminine", "ForcedLabour").With(new StatusDecided(At(5), "ActualVictimOfTrafficking", "Police"));
        var written = known.Entries.Select(entry => JsonSerializer.Serialize(entry));
        var read = VictimCase.Of(known.Number, written.Select(text => JsonSerializer.Deserialize<VictimEntry>(text)!));
        read.Values.Select(value => (value.Key, string.Join(';', value.Value))).Order().ShouldBe(known.Values.Select(value => (value.Key, string.Join(';', value.Value))).Order());
        read.Holding.Single().Number.ShouldBe("C1");
        read.Entries.Count.ShouldBe(known.Entries.Count);
    }

    [Fact]
    public void An_export_keeps_the_standards_columns_and_tells_what_it_left_out()
    {
        var named = Reported("Feminine", "ForcedLabour").With(new FieldsWritten(At(5), Values(("prs_FirstName", "=SUM(A1)"), ("cas_ReferringOrganisation", "Port, police"))));
        using var open = new StringWriter();
        HtcdsExport.Write([named, Opened()], open, identifying: true).ShouldBe(new HtcdsExportReport(1, 1, 0));
        var lines = open.ToString().Split("\r\n");
        lines[0].Split(',').ShouldBe(Htcds.Fields.Select(field => field.Name));
        lines[1].ShouldContain(",'=SUM(A1),");
        lines[1].ShouldContain("\"Port, police\"");

        using var masked = new StringWriter();
        HtcdsExport.Write([named], masked, identifying: false).Cases.ShouldBe(1);
        masked.ToString().ShouldNotContain("SUM");
        masked.ToString().ShouldContain("ForcedLabour");
    }

    [Fact]
    public void Statistics_count_who_agreed_and_withhold_small_counts()
    {
        VictimCase[] cases =
        [
            .. Enumerable.Range(0, 40).Select(_ => Reported("Feminine", "ForcedLabour")), .. Enumerable.Range(0, 30).Select(_ => Reported("Feminine", "SexualExploitation")),
            .. Enumerable.Range(0, 25).Select(_ => Reported("Masculine", "ForcedLabour")), .. Enumerable.Range(0, 3).Select(_ => Reported("Masculine", "SexualExploitation")),
            .. Enumerable.Range(0, 7).Select(_ => Opened()),
        ];
        var counted = VictimStatistics.Count(cases, "prs_Gender", "vic_TypeOfExploitation").Table;
        counted.Rows.ShouldBe(["Feminine", "Masculine"]);
        counted.Cells[2][2].ShouldBe(98, "seven did not agree to being counted");
        counted.Cells.Take(2).SelectMany(row => row.Take(2)).ShouldAllBe(cell => cell == null);
        Should.Throw<ArgumentException>(() => VictimStatistics.Count(cases, "prs_FirstName", "prs_Gender")).Message.ShouldContain("prs_Gender");
    }

    private static int ReferenceRows(string table)
    {
        using var reader = new StreamReader(typeof(Htcds).Assembly.GetManifestResourceStream("data/" + table)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1;
    }

    private static string[] Tasks(VictimCase known, int day, bool takenBack = false) =>
        [.. VictimTasks.Of(known, new DateOnly(2026, 3, day), _ => takenBack).Select(task => task.Text)];

    private static VictimCase Reported(string gender, string exploitation) => Opened()
        .With(new FieldsWritten(At(1), Values(("prs_Gender", gender), ("vic_TypeOfExploitation", exploitation))))
        .With(new ConsentRecorded(At(2), Agreed()));

    private static VictimCase Opened() => VictimCase.Numbered("V-2026-001").With(new CaseOpened(At(0)));

    private static Consent Agreed(params (string Field, string Why)[] withhold) =>
        new("C1", ConsentGiver.Person, ["shelter"], ["shelter-be"], true, withhold.ToDictionary(field => field.Field, field => field.Why, StringComparer.Ordinal));

    private static Dictionary<string, IReadOnlyList<string>> Values(params (string Field, string Value)[] values) =>
        values.ToDictionary(value => value.Field, value => (IReadOnlyList<string>)[value.Value], StringComparer.Ordinal);

    private static Deed At(int hours) => new("case worker", "case worker", Start.AddHours(hours), "as agreed");

    private static string Refused(VictimCase known, VictimEntry entry) => Should.Throw<DeedRefusedException>(() => known.With(entry)).Message;
}
