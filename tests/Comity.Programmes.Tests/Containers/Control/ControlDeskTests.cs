using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Control;
using Comity.Programmes.Containers.History;
using Comity.Programmes.Containers.Subject;
using Comity.Store;

namespace Comity.Programmes.Tests.Containers.Control;

public sealed class ControlDeskTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 3, 2);
    private static readonly Officer Officer = new("Officer One", "PCU Test");
    private readonly string _folder = Directory.CreateTempSubdirectory("comity-desk-").FullName;
    private readonly SqliteNodeStore _store;
    private readonly ControlDesk _desk;

    public ControlDeskTests()
    {
        _store = SqliteNodeStore.Open(_folder, ConsignmentSchema.Schema);
        _desk = new ControlDesk(_store, new Clock());
    }

    [Fact]
    public void A_decision_needs_an_action_and_a_consignment()
    {
        var id = Arrive("A");
        Should.Throw<ControlRefusedException>(() => _desk.Decide(id, "burn", "", Officer)).Message.ShouldContain("burn");
        Should.Throw<ControlRefusedException>(() => _desk.Decide(99, ControlActions.Scan, "", Officer)).Message.ShouldContain("99");
        See(view => view.Decisions(id)).ShouldBeEmpty();

        _desk.Decide(id, ControlActions.Scan, " why ", Officer).Reason.ShouldBe("why");
    }

    [Theory]
    [InlineData("cocaine", -1, "kg")]
    [InlineData("cocaine", 0, "kg")]
    [InlineData("cocaine", double.NaN, "kg")]
    [InlineData("cocaine", double.PositiveInfinity, "kg")]
    [InlineData(" ", 1, "kg")]
    [InlineData("cocaine", 1, "")]
    public void A_seizure_that_makes_no_sense_is_refused(string commodity, double quantity, string unit)
    {
        var id = Arrive("A");
        Should.Throw<ControlRefusedException>(() => _desk.Record(id, Report([new(commodity, quantity, unit)]), null, Officer));
        Entries().ShouldBeEmpty();
        See(view => view.Decisions(id)).ShouldBeEmpty();
    }

    [Fact]
    public void Letting_go_is_no_control()
    {
        var id = Arrive("A");
        Should.Throw<ControlRefusedException>(() => _desk.Record(id, Report([]) with { Control = ControlActions.Release }, null, Officer));
        Should.Throw<ControlRefusedException>(() => _desk.Record(77, Report([]), null, Officer));
    }

    [Fact]
    public void A_correction_names_the_last_entry_of_the_same_consignment()
    {
        var (a, b) = (Arrive("A"), Arrive("B"));
        var first = _desk.Record(a, Report([]), null, Officer);
        Should.Throw<ControlRefusedException>(() => _desk.Record(a, Report([]), 42, Officer)).Message.ShouldContain("42");
        Should.Throw<ControlRefusedException>(() => _desk.Record(b, Report([]), first.Number, Officer)).Message.ShouldContain("another");
        var second = _desk.Record(a, Report([]), first.Number, Officer);
        Should.Throw<ControlRefusedException>(() => _desk.Record(a, Report([]), first.Number, Officer)).Message.ShouldContain($"{second.Number}");
        Entries().Length.ShouldBe(2);
    }

    [Fact]
    public void A_report_is_filled_in_and_credits_the_profiles()
    {
        var id = Arrive("A", Hit("p"), Hit("q"));
        _desk.Plan(Day, Officer.Unit, 5, 0, []);
        var entry = _desk.Record(id, Report([new("cocaine", 3.5, "kg")]), null, Officer);

        var report = ControlReport.FromJson(entry.Payload);
        report.Unit.ShouldBe(Officer.Unit);
        report.Bill.ShouldBe("A");
        report.Container.ShouldBe("FCIU5956299");
        report.Profiles.ShouldBe([new CreditedProfile("p", 1), new CreditedProfile("q", 1)]);
        See(view => view.Subject(id))!.Decision!.Action.ShouldBe(ControlActions.Physical);
        See(view => view.ProfileRecords()).ShouldBe([new ProfileRecord("p", 1, 1, 1, 1), new ProfileRecord("q", 1, 1, 1, 1)]);
        See(view => view.ControlOutcomes()).ShouldBe([new ControlOutcome(SelectedBy.Score, 1, Found: true)]);
        See(view => RegisterChain.Verify(view.Register())).ShouldBeNull();
    }

    [Fact]
    public void A_seizure_is_remembered_once()
    {
        var id = Arrive("A");
        var first = _desk.Record(id, Report([new("cocaine", 3, "kg")]), null, Officer);
        _desk.Record(id, Report([new("cocaine", 4, "kg")]), first.Number, Officer);

        Seizures().ShouldBe(1);
    }

    [Fact]
    public void A_seizure_that_only_a_correction_reports_is_remembered_once()
    {
        var id = Arrive("A");
        var first = _desk.Record(id, Report([]), null, Officer);
        Seizures().ShouldBe(0);
        var second = _desk.Record(id, Report([new("cocaine", 4, "kg")]), first.Number, Officer);
        Seizures().ShouldBe(1);
        var third = _desk.Record(id, Report([]), second.Number, Officer);
        _desk.Record(id, Report([new("cocaine", 5, "kg")]), third.Number, Officer);
        Seizures().ShouldBe(1);
    }

    [Fact]
    public void A_correction_is_no_new_decision()
    {
        var id = Arrive("A");
        var first = _desk.Record(id, Report([]), null, Officer);
        _desk.Decide(id, ControlActions.Release, "clean", Officer);
        _desk.Record(id, Report([]) with { Remarks = "typing error" }, first.Number, Officer);

        See(view => view.Subject(id))!.Decision!.Action.ShouldBe(ControlActions.Release);
        See(view => view.Decisions(id).Count).ShouldBe(2);
    }

    [Fact]
    public void The_capacity_holds_when_the_list_is_made_again()
    {
        for (var i = 0; i < 10; i++)
        {
            Arrive($"B{i}", Hit("p", i + 1));
        }

        var list = _desk.Plan(Day, Officer.Unit, 4, 0, []);
        list.Count.ShouldBe(4);
        _desk.Decide(list[0].SubjectId, ControlActions.Scan, "", Officer);
        _desk.Decide(list[1].SubjectId, ControlActions.Release, "", Officer);
        _desk.Plan(Day, Officer.Unit, 4, 0, []);

        var places = See(view => view.Selections(Day, Officer.Unit));
        places.Count.ShouldBe(4);
        places.Select(p => p.SubjectId).ShouldBe(list.Select(p => p.SubjectId));
        places.Select(p => p.Rank).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void The_list_of_a_day_and_unit_is_the_same_however_often_it_is_made()
    {
        for (var i = 0; i < 40; i++)
        {
            Arrive($"B{i}", Hit("p", i % 5));
        }

        var list = _desk.Plan(Day, Officer.Unit, 10, 0.5, []);
        _desk.Plan(Day, Officer.Unit, 10, 0.5, []).ShouldBe(list);
        See(view => view.Selections(Day, Officer.Unit)).ShouldBe(list);
    }

    [Fact]
    public void Totals_count_what_stands()
    {
        var (a, b, c) = (Arrive("A"), Arrive("B"), Arrive("C"));
        var wrong = _desk.Record(a, Report([new("cocaine", 900, "kg")]), null, Officer);
        _desk.Record(a, Report([new("cocaine", 90, "kg"), new("cash", 500, "USD")]), wrong.Number, Officer);
        _desk.Record(b, Report([new("cocaine", 10, "kg")]), null, new Officer("Two", "PCU Other"));
        _desk.Record(c, Report([]), null, Officer);

        var totals = RegisterTotals.Of(See(RegisterTotals.Standing));

        totals.ByCommodity.ShouldBe([new CommodityTotal("cocaine", "kg", 2, 100), new CommodityTotal("cash", "USD", 1, 500)]);
        totals.ByUnit.ShouldBe([new ControlTotal("PCU Test", 2, 1), new ControlTotal("PCU Other", 1, 1)]);
        totals.ByMonth.ShouldBe([new ControlTotal("2026-03", 3, 2)]);
        totals.CommodityByMonth.ShouldBe([("2026-03", totals.ByCommodity[0]), ("2026-03", totals.ByCommodity[1])]);
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ControlReport Report(IReadOnlyList<SeizedItem> seized) =>
        new() { Control = ControlActions.Physical, Unit = "", Seized = seized };

    private static ProfileHit Hit(string id, double weight = 3) => new(id, 1, id, "drugs", weight, []);

    private long Arrive(string bill, params ProfileHit[] hits)
    {
        using var unit = _store.Begin();
        var delivery = unit.AddDelivery("file", "aa", 1, "sender", Noon);
        unit.BeginMessage(delivery, bill, "original", Noon);
        var version = unit.AppendVersion(
            bill, before: null, Consignment(bill), deleted: false, listed: true, [], new Finding(hits, [], [], hits.Sum(h => h.Weight)));
        unit.EndMessage(bill).ShouldBeTrue();
        unit.Commit();
        return version.SubjectId;
    }

    private static SubjectRecord Consignment(string bill)
    {
        var record = new SubjectRecord(ConsignmentSchema.Schema);
        record.Set("manifest.received", Noon);
        record.Set("bill.number", bill);
        record.Set("container.number", "FCIU5956299");
        return record;
    }

    /// <summary>What a next consignment with the same container is told.</summary>
    private long Seizures()
    {
        using var unit = _store.Begin();
        var next = Consignment("NEXT");
        new HistoryFacts(unit.TrackRecords).Add(next, before: null, version: 1);
        return (long)next["container.earlier_seizures"]!;
    }

    private RegisterEntry[] Entries() => See(view => view.Register().ToArray());

    private T See<T>(Func<INodeView, T> read)
    {
        using var view = _store.Read();
        return read(view);
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Noon;
    }
}
