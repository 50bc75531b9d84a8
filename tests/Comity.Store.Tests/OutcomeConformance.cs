using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using static Comity.Store.Tests.Samples;

namespace Comity.Store.Tests;

/// <summary>What every <see cref="INodeStore"/> holds about findings, filters, lists, decisions, outcomes and the register.</summary>
public abstract class OutcomeConformance : IDisposable
{
    protected abstract INodeStore Store { get; }

    [Fact]
    public void A_finding_is_kept_once_until_it_changes()
    {
        var version = Store.Message("h", "B1")[0];
        void Save(Finding finding, DateTimeOffset at) => Store.Do(unit => unit.SaveFinding(version, finding, at));

        var first = Finding(("p", "drugs", 3), ("q", "fraud", 1.5));
        Save(first, Noon);
        var decision = Store.Do(unit => unit.AddDecision(Decide(version.SubjectId)));
        Save(first, Noon.AddDays(1));
        Store.Do(unit => unit.AddRegisterEntry("control", version.SubjectId, Noon, "o", null, "{}", found: true));

        // Only because the same finding was not kept again does the outcome still credit it once.
        Store.See(view => view.ProfileRecords()).ShouldBe([new ProfileRecord("p", 1, 1, 1, 1), new ProfileRecord("q", 1, 1, 1, 1)]);
        var state = Store.See(view => view.Subject(version.SubjectId))!;
        FindingCodec.Write(state.Finding!).ShouldBe(FindingCodec.Write(first));
        state.Decision.ShouldBe(decision);

        Save(Finding(("q", "fraud", 1.5)), Noon.AddDays(2));
        state = Store.See(view => view.Subject(version.SubjectId))!;
        state.Finding!.Hits.Select(h => h.Id).ShouldBe(["q"]);
        Store.See(view => view.Count(new SubjectFilter { ProfileId = "p" })).ShouldBe(0);
        Store.See(view => view.ProfileRecords()).ShouldBe([new ProfileRecord("p", 1, 1, 1, 1), new ProfileRecord("q", 1, 1, 1, 1)]);
    }

    [Fact]
    public void Each_filter_alone_and_together()
    {
        var versions = Store.Message("h1", "ALPHA", "ALPINE", "BETA", "GAMMA");
        var other = Store.Message("h2", "OMEGA")[0];
        long Id(int i) => versions[i].SubjectId;
        Store.Do(unit =>
        {
            unit.SaveFinding(versions[0], Finding(("p", "drugs", 8)), Noon);
            unit.SaveFinding(versions[1], Finding(("p", "drugs", 2), ("q", "fraud", 2)), Noon);
            unit.SaveFinding(versions[2], Finding(("q", "fraud", 5)), Noon);
            unit.SaveFinding(other, Finding(("p", "drugs", 9)), Noon);
            unit.SaveSelections(Day, "unit", [new(Id(2), 1, 5, SelectedBy.Score, 1), new(Id(3), 2, 0, SelectedBy.Exploration, 0.25)]);
            unit.AddDecision(Decide(Id(2)));
        });

        using var view = Store.Read();
        void Leaves(SubjectFilter filter, params long[] expected)
        {
            view.Subjects(filter, 0, 100).Select(s => s.Version.SubjectId).ShouldBe(expected);
            view.Count(filter).ShouldBe(expected.Length);
        }

        Leaves(new SubjectFilter(), other.SubjectId, Id(0), Id(2), Id(1), Id(3));
        Leaves(new SubjectFilter { ProfileId = "p" }, other.SubjectId, Id(0), Id(1));
        Leaves(new SubjectFilter { Threat = "fraud" }, Id(2), Id(1));
        Leaves(new SubjectFilter { Term = "alp" }, Id(0), Id(1));
        Leaves(new SubjectFilter { Term = "ALPHA" }, Id(0));
        Leaves(new SubjectFilter { Term = "LPHA" });
        Leaves(new SubjectFilter { Term = "%" });
        Leaves(new SubjectFilter { Open = false }, Id(2));
        Leaves(new SubjectFilter { Open = true }, other.SubjectId, Id(0), Id(1), Id(3));
        Leaves(new SubjectFilter { Deliveries = [other.DeliveryId] }, other.SubjectId);
        Leaves(new SubjectFilter { Deliveries = [] });
        Leaves(new SubjectFilter { SelectedOn = Day }, Id(2), Id(3));
        Leaves(new SubjectFilter { SelectedOn = Day.AddDays(1) });
        Leaves(new SubjectFilter { ScoreAtLeast = 5 }, other.SubjectId, Id(0), Id(2));
        Leaves(new SubjectFilter { ProfileId = "p", Threat = "fraud" }, Id(1));
        Leaves(new SubjectFilter { ProfileId = "p", Term = "AL", Open = true, Deliveries = [versions[0].DeliveryId], ScoreAtLeast = 5 }, Id(0));
        Leaves(new SubjectFilter { SelectedOn = Day, Open = true, Term = "G" }, Id(3));
        view.Subjects(new SubjectFilter(), 1, 2).Select(s => s.Version.SubjectId).ShouldBe([Id(0), Id(2)]);
        view.Candidates([]).OrderBy(c => c.SubjectId).ShouldBe(
            [new Candidate(Id(0), 8), new Candidate(Id(1), 4), new Candidate(Id(3), 0), new Candidate(other.SubjectId, 9)]);
        view.Candidates([other.DeliveryId]).ShouldBe([new Candidate(other.SubjectId, 9)]);
    }

    [Fact]
    public void Making_a_list_again_keeps_the_places_that_were_decided()
    {
        var ids = Store.Message("h", "A", "B", "C").Select(v => v.SubjectId).ToArray();
        Store.Do(unit => unit.SaveSelections(Day, "unit", [Place(ids[0], 1), Place(ids[1], 2)]));
        Store.Do(unit => unit.SaveSelections(Day, "other", [Place(ids[2], 1)]));
        Store.Do(unit => unit.AddDecision(Decide(ids[0])));
        Store.Do(unit => unit.SaveSelections(Day, "unit", [Place(ids[0], 9), Place(ids[2], 2)]));

        using var view = Store.Read();
        view.Selections(Day, "unit").ShouldBe([Place(ids[0], 1), Place(ids[2], 2)]);
        view.Selections(Day, "other").ShouldBe([Place(ids[2], 1)]);
        view.Selections(Day.AddDays(1), "unit").ShouldBeEmpty();
        view.Subject(ids[0])!.Selected.ShouldBe(Place(ids[0], 1));
        view.Subject(ids[1])!.Selected.ShouldBeNull();
    }

    [Fact]
    public void Decisions_follow_one_another_and_the_last_counts()
    {
        var id = Store.Message("h", "A")[0].SubjectId;
        var first = Store.Do(unit => unit.AddDecision(Decide(id, "release")));
        var second = Store.Do(unit => unit.AddDecision(Decide(id, "scan")));

        first.ShouldBe(Decide(id, "release") with { Id = first.Id });
        second.Id.ShouldBeGreaterThan(first.Id);
        Store.See(view => view.Decisions(id)).ShouldBe([first, second]);
        Store.See(view => view.Subject(id))!.Decision.ShouldBe(second);
    }

    [Fact]
    public void Of_outcomes_that_correct_one_another_only_the_last_counts()
    {
        var version = Store.Message("h", "A")[0];
        var id = version.SubjectId;
        Store.Do(unit =>
        {
            unit.SaveFinding(version, Finding(("p", "drugs", 3)), Noon);
            unit.SaveSelections(Day, "unit", [new(id, 1, 3, SelectedBy.Exploration, 0.25)]);
            unit.AddDecision(Decide(id));
        });
        var first = Enter(id, found: true);
        Figures().ShouldBe((new ProfileRecord("p", 1, 1, 1, 1), new ControlOutcome(SelectedBy.Exploration, 0.25, Found: true)));
        var second = Enter(id, found: false, corrects: first.Number);
        Figures().ShouldBe((new ProfileRecord("p", 1, 1, 1, 0), new ControlOutcome(SelectedBy.Exploration, 0.25, Found: false)));
        Store.See(view => view.Controlled()).ShouldBe([new ControlledSubject(id, Found: false)]);
        Enter(id, found: true, corrects: second.Number);
        Figures().ShouldBe((new ProfileRecord("p", 1, 1, 1, 1), new ControlOutcome(SelectedBy.Exploration, 0.25, Found: true)));

        (ProfileRecord, ControlOutcome) Figures() =>
            Store.See(view => (view.ProfileRecords().ShouldHaveSingleItem(), view.ControlOutcomes().ShouldHaveSingleItem()));
    }

    [Fact]
    public void A_correction_credits_what_the_corrected_outcome_credited()
    {
        var version = Store.Message("h", "A")[0];
        var id = version.SubjectId;
        Store.Do(unit =>
        {
            unit.SaveFinding(version, Finding(("p", "drugs", 3)), Noon);
            unit.SaveSelections(Day, "unit", [new(id, 1, 3, SelectedBy.Score, 1)]);
            unit.AddDecision(Decide(id));
        });
        var entry = Enter(id, found: false);
        Store.Do(unit =>
        {
            unit.SaveFinding(version, Finding(("late", "fraud", 1)), Noon);
            unit.SaveSelections(Day.AddDays(1), "unit", [new(id, 1, 1, SelectedBy.Exploration, 0.5)]);
            unit.AddDecision(Decide(id, "release"));
        });
        Enter(id, found: true, corrects: entry.Number);

        using var view = Store.Read();
        view.ProfileRecords().ShouldBe([new ProfileRecord("late", 1, 1, 0, 0), new ProfileRecord("p", 1, 1, 1, 1)]);
        view.ControlOutcomes().ShouldBe([new ControlOutcome(SelectedBy.Score, 1, Found: true)]);
    }

    [Fact]
    public void Two_controls_of_one_selection_are_one_outcome()
    {
        var id = Store.Message("h", "A")[0].SubjectId;
        Store.Do(unit =>
        {
            unit.SaveSelections(Day, "unit", [new(id, 1, 3, SelectedBy.Exploration, 0.25)]);
            unit.AddDecision(Decide(id));
        });
        Enter(id, found: true);
        Enter(id, found: false);

        Store.See(view => view.ControlOutcomes()).ShouldBe([new ControlOutcome(SelectedBy.Exploration, 0.25, Found: true)]);
    }

    [Fact]
    public void Profile_records_count_subjects_not_findings()
    {
        var versions = Store.Message("h", "A", "B", "C");
        Store.Do(unit =>
        {
            unit.SaveFinding(versions[0], Finding(("p", "t", 1)), Noon);
            unit.SaveFinding(versions[0], Finding(("p", "t", 2)), Noon);
            unit.SaveFinding(versions[1], Finding(("p", "t", 1)), Noon);
            unit.SaveFinding(versions[2], Finding(("q", "t", 1)), Noon);
        });
        Enter(versions[0].SubjectId, found: true);
        Enter(versions[0].SubjectId, found: false);
        Enter(versions[2].SubjectId, found: false);

        using var view = Store.Read();
        view.ProfileRecords().ShouldBe([new ProfileRecord("p", 1, 2, 1, 1), new ProfileRecord("q", 1, 1, 1, 0)]);
        view.ControlOutcomes().ShouldBeEmpty("none of them was on a list");
        view.Controlled().ShouldBe([new ControlledSubject(versions[0].SubjectId, Found: true), new ControlledSubject(versions[2].SubjectId, Found: false)]);
    }

    [Fact]
    public void The_register_is_one_chain_over_all_kinds()
    {
        var id = Store.Message("h", "A")[0].SubjectId;
        Enter(id, found: true);
        Store.Do(unit => unit.AddRegisterEntry("note", null, Noon.AddTicks(3).ToOffset(TimeSpan.FromHours(5)), "Ü", null, "{\"a\":\"船\"}", found: null));
        Enter(id, found: false, corrects: 1);

        using var view = Store.Read();
        var entries = view.Register().ToArray();
        entries.Select(e => (e.Number, e.Kind, e.SubjectId, e.Corrects))
            .ShouldBe([(1L, "control", id, null), (2L, "note", null, null), (3L, "control", id, 1L)]);
        entries[1].At.ShouldBe(Noon.AddTicks(3));
        RegisterChain.Verify(entries).ShouldBeNull();
        view.Register("note").Select(e => e.Number).ShouldBe([2]);
    }

    [Fact]
    public void An_entry_that_is_given_up_leaves_no_gap()
    {
        var id = Store.Message("h", "A")[0].SubjectId;
        Enter(id, found: true);
        using (var unit = Store.Begin())
        {
            unit.AddRegisterEntry("control", id, Noon, "o", null, "{}", found: true);
        }

        Enter(id, found: false).Number.ShouldBe(2);
        Store.See(view => RegisterChain.Verify(view.Register())).ShouldBeNull();
        Store.See(view => view.ProfileRecords()).ShouldBeEmpty();
    }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    protected abstract void Close();

    private static Selected Place(long id, int rank) => new(id, rank, 1, SelectedBy.Score, 1);

    private RegisterEntry Enter(long id, bool found, long? corrects = null) =>
        Store.Do(unit => unit.AddRegisterEntry("control", id, Noon, "o", corrects, "{}", found));
}
