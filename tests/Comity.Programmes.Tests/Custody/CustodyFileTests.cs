using System.Reflection;
using System.Text.Json.Serialization;
using Comity.Kernel.Account;
using Comity.Kernel.Assess.Instruments;
using Comity.Programmes.Custody;

namespace Comity.Programmes.Tests.Custody;

/// <summary>A person's file is its entries: sealed, read again, and refused where a step is not allowed.</summary>
public sealed class CustodyFileTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 30, 8, 0, 0, TimeSpan.Zero);
    private static readonly Cell Room = new(new Place("North", "A", "1", "7"), 1, ["LOW", "MEDIUM"]);
    private static readonly Assessment Low = Tdoc.Assess("tdoc-dcaf-2026", Tdoc.Day, "none", "low", "no", "no", "no", "36-40", "0");
    private int _hours = 48;

    [Fact]
    public void Every_kind_of_entry_has_a_name_of_its_own()
    {
        foreach (var kind in new[] { typeof(CustodyEntry), typeof(HouseEntry), typeof(ActionEntry) })
        {
            var named = kind.GetCustomAttributes<JsonDerivedTypeAttribute>().ToArray();
            named.Select(one => one.DerivedType).ShouldBe(kind.Assembly.GetTypes().Where(type => type.BaseType == kind), ignoreOrder: true);
            named.Select(one => one.TypeDiscriminator).ShouldBeUnique();
        }
    }

    [Fact]
    public void A_whole_time_in_custody_is_read_again_from_its_writtenentries()
    {
        var house = House.Empty
            .With(new ValidationRecorded(By("V"), "tdoc-dcaf-2026", 812, "AUC 0.71", true)).With(new CellOpened(By("V"), Room));
        var setting = Setting(house);
        CustodyEntry[] steps =
        [
            .. Taken(),
            new NoticeGiven(By("N")), new NoticeWaived(By("N")), new PanelHeard(By("M"), Votes("MEDIUM"), "B1INC"), new ClassApproved(By("Head", "institution")), new ClassFinal(By("F")),
            new TransferRequested(By("A"), Room), new TransferApproved(By("B")), new TransferDeparted(By("C")), new TransferArrived(By("D")),
            new KeptApart(By("S"), "P-2", NonAssociationRole.Victim, NonAssociationRole.Perpetrator, Separation.Wing),
            new IncidentRecorded(By("I"), IncidentKind.ClassB, Tdoc.Day.AddDays(-5)), new RiskRecorded(By("I"), RiskChange.Violence, Tdoc.Day.AddDays(-5)),
            new PlanBegun(By("P")), new GoalSet(By("P"), "Learn to weld", "work", Tdoc.Day.AddYears(1)), new StepAdded(By("P"), 0, "Enrol", "teacher"), new PlanAnswered(By("P"), Agreement.Agreed),
            new StepMoved(By("P"), 0, 0, StepState.Completed), new GoalMoved(By("P"), 0, GoalState.Achieved, null), new ApartEnded(By("S"), "P-2"), new NoteWritten(By("W")), new PersonReleased(By("R")),
        ];
        var store = new Files();
        var written = new SealedEntries<CustodyEntry>(new PersonCipher([new PersonKey(1, new byte[32])]), "custody");
        var file = CustodyFile.Numbered("P-1");
        foreach (var step in steps)
        {
            file = file.With(step, setting);
            written.Append(store, "P-1", file.Entries.Count, step);
        }

        // Later the house has closed the cell and found the instrument unfit: what was allowed then still reads the same.
        var again = written.Read(store, "P-1").Aggregate(CustodyFile.Numbered("P-1"), (known, step) => known.With(step, new CustodySetting(_ => Low)));
        again.Entries.Select(entry => entry.Deed).ShouldBe(file.Entries.Select(entry => entry.Deed));
        (again.Person.Level, again.Person.State, again.Classification!.State).ShouldBe(("MEDIUM", CustodyState.Released, ClassificationState.Final));
        again.Classification.Votes.ShouldBe(file.Classification!.Votes);
        (again.Transfer!.State, again.Plan!.Goals[0].State, again.Plan.Agreement).ShouldBe((TransferState.Arrived, GoalState.Achieved, Agreement.Agreed));
        (again.Particulars, again.Incidents.Count, again.Risks.Count, again.Apart.Count).ShouldBe((file.Particulars, 1, 1, 0));
        Refused(() => again.With(new PlanBegun(By("P")), setting)).ShouldContain("released");
    }

    [Fact]
    public void A_sample_decides_about_nobody_before_its_validation()
    {
        var steps = Taken();
        var before = Fold(steps[..^1], Setting(House.Empty));
        Refused(() => before.With(steps[^1], Setting(House.Empty))).ShouldContain("local validation");
        var unfit = House.Empty.With(new ValidationRecorded(new Deed("V", "research", Start, "study"), "tdoc-dcaf-2026", 100, "no better than chance", false));
        Refused(() => before.With(steps[^1], Setting(unfit))).ShouldContain("unfit");
    }

    [Fact]
    public void A_bed_is_kept_where_somebody_goes_and_where_they_still_are()
    {
        var house = House.Empty.With(new ValidationRecorded(new Deed("V", "research", Start.AddDays(-9), "study"), "tdoc-dcaf-2026", 812, "AUC 0.71", true));
        var steps = Taken().Concat([new NoticeGiven(By("N")), new NoticeWaived(By("N")), new PanelHeard(By("M"), Votes("LOW"), null), new ClassFinal(By("F")), new TransferRequested(By("A"), Room)]).ToArray();
        var asked = Fold(steps, Setting(house));
        var taken = Setting(house) with { Check = new HouseCheck(house, [KeyValuePair.Create("P-2", Room.Place), KeyValuePair.Create("P-2", Room.Place with { Cell = "8" })], []) };
        Refused(() => asked.With(new TransferApproved(By("B")), taken)).ShouldContain("beds are taken");
        var apart = new NonAssociation("P-3", NonAssociationRole.NotSpecified, "P-1", NonAssociationRole.NotSpecified, Separation.Wing, By("S"));
        var near = Setting(house) with { Check = new HouseCheck(house, [KeyValuePair.Create("P-3", new Place("South", "Z", "1", "1")), KeyValuePair.Create("P-3", Room.Place with { Landing = "2" })], [apart]) };
        Refused(() => asked.With(new TransferApproved(By("B")), near)).ShouldContain("P-3 lives in the same wing");
        Refused(() => asked.With(new TransferRequested(By("A"), Room), Setting(house))).ShouldContain("on its way");
    }

    [Fact]
    public void What_falls_due_is_found_before_its_day()
    {
        var file = CustodyFile.Numbered("P-1").With(new PersonReceived(new Deed("R", "officer", Start, "van"), "judgement", Nobody), Setting(House.Empty));
        var today = Tdoc.Day;
        CustodyDue.Of([file], House.Empty.Rules, today, 13).ShouldBeEmpty();
        CustodyDue.Of([file], House.Empty.Rules, today, 14).ShouldHaveSingleItem().ShouldBe(new DueStep(today.AddDays(14), "P-1", "Classification: first classification", Urgency.Remind));
        CustodyDue.Of([file], House.Empty.Rules, today.AddDays(15), 0).ShouldHaveSingleItem().Urgency.ShouldBe(Urgency.Overdue);
        var counted = Population.Of([file], House.Empty.With(new CellOpened(By("V"), Room)), today.AddDays(15));
        (counted.People, counted.InIntake, counted.WithoutCell, counted.Overdue).ShouldBe((1, 1, 1, 1));
        counted.Facilities.ShouldHaveSingleItem().ShouldBe(new FacilityCount("North", 1, 0));
        counted.Count(Population.None, Population.None).ShouldBe(1);
    }

    [Fact]
    public void The_record_answers_what_it_knows_and_nothing_else()
    {
        var file = Fold([new PersonReceived(By("R"), "judgement", Nobody with { Born = new DateOnly(1988, 7, 1), OffenceSeverity = "low" })], Setting(House.Empty));
        CustodyFacts.Of(file, Tdoc.Day).Select(fact => $"{fact.Key}={fact.Value.Value}").ShouldBe(["age_years=37", "offence.severity=low"]);
        var guilty = file.With(new IncidentRecorded(By("I"), IncidentKind.ClassB, new DateOnly(2025, 7, 1)), Setting(House.Empty)).With(new IncidentRecorded(By("I"), IncidentKind.ClassAViolent, new DateOnly(2024, 7, 1)), Setting(House.Empty));
        var facts = CustodyFacts.Of(guilty, Tdoc.Day);
        facts["disciplinary.class_b_c_dates"].Value.ToString().ShouldBe("""["2025-07-01"]""");
        facts["disciplinary.class_a_violent_dates"].Value.ToString().ShouldBe("""["2024-07-01"]""");
        facts["disciplinary.class_a_b_last_12_months"].Value.GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData(0, "LOW", "1 to 1000 beds")]
    [InlineData(1, "", "classes")]
    public void A_house_is_told_whole(int beds, string level, string says)
    {
        Refused(() => House.Empty.With(new CellOpened(By("V"), Room with { Beds = beds, Levels = level.Length > 0 ? [level] : [] }))).ShouldContain(says);
        Refused(() => House.Empty.With(new ValidationRecorded(By("V"), "x", 0, "AUC", true))).ShouldContain("how many people");
        Refused(() => House.Empty.With(new RulesSet(By("V"), new ReviewRules(0, 1, [], 1)))).ShouldContain("months");
        Refused(() => House.Empty.With(new CellClosed(By("V"), Room.Place))).ShouldContain("no such cell");
        House.Empty.With(new CellOpened(By("V"), Room)).With(new CellOpened(By("V"), Room with { Beds = 2 })).Cells.ShouldHaveSingleItem().Beds.ShouldBe(2);
    }

    private static readonly Particulars Nobody = new("", "", null, "", "");

    private CustodyEntry[] Taken() =>
    [
        new PersonReceived(By("R"), "judgement 12/2026", new Particulars("Test", "Syntheta", new DateOnly(1988, 5, 1), "ID 1", "low")),
        .. Enum.GetValues<IntakeMatter>().Select(matter => new MatterSettled(By("R"), matter)),
        new IntakeCompleted(By("R")), new AssessmentAttached(By("S"), "a1"), new ClassificationBegun(By("S"), ClassificationKind.Initial, "a1"),
    ];

    private static CustodySetting Setting(House house) => new(id => id == "a1" ? Low : null) { Check = new HouseCheck(house, [], []) };

    private static CustodyFile Fold(IEnumerable<CustodyEntry> steps, CustodySetting setting) => steps.Aggregate(CustodyFile.Numbered("P-1"), (known, step) => known.With(step, setting));

    private static Vote[] Votes(string level) => [new("chair", "A1", level), new("treatment", "B1", level), new("security", "C1", "LOW", level == "LOW" ? null : "works well")];

    // Each deed an hour after the one before it, from two days before the assessment on.
    private Deed By(string who, string role = "officer") => new(who, role, Start.AddHours(_hours++ - 96), "because");

    private static string Refused(Action step) => Should.Throw<DeedRefusedException>(step).Message;

    private sealed class Files : IPersonFileWriter
    {
        private readonly List<byte[]> _entries = [];

        public IReadOnlyList<string> Numbers(string programme) => ["P-1"];

        public IReadOnlyList<byte[]> Entries(string programme, string number) => _entries;

        public void Append(string programme, string number, int place, byte[] entry) => _entries.Add(entry);

        public long Reseal(Func<string, string, int, byte[], byte[]> reseal) => throw new InvalidOperationException();
    }
}
