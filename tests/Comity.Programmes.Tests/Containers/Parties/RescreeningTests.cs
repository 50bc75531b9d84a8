using Comity.Kernel.Account;
using Comity.Programmes.Containers.Parties;

namespace Comity.Programmes.Tests.Containers.Parties;

/// <summary>Known parties meet a list that has changed.</summary>
public sealed class RescreeningTests : IDisposable
{
    private static readonly string[] Names =
    [
        "ORINOKO MINERALS TRADING", "WILLOWBROOK CERAMICS", "KASIM AL HADDAD", "PACIFIC PEARL SEAFOOD", "GREYWATER TIMBER", "NORDHAVN FISH MEAL", "SILVER CREST PHARMA",
    ];

    private static readonly string[] Entries =
    [
        "1,ORINOCO MINERALS TRADING,organisation,A", "2,PACIFIC PERL SEAFOODS,organisation,A", "3,Qasim al-Haddad,person,B", "4,NORDHAVEN FISHMEAL,organisation,B", "5,GREYWATER TIMBERS,organisation,B",
    ];

    private readonly WatchNode _node = new();

    [Fact]
    public void Parties_that_arrived_before_a_list_was_loaded_are_found_when_it_comes()
    {
        _node.Arrive(Names[0]);
        _node.List(Entries[0]);
        var outcome = _node.Rescreen();
        // The consignee was looked at too, and shares no word with the entry.
        (outcome.Looked, outcome.Affected, outcome.Candidates, outcome.Changed, outcome.Closed).ShouldBe((2, 1, 1, 1, 0));
        _node.Matches(MatchState.Candidate).ShouldHaveSingleItem().Proposed.SubjectKey.ShouldBe(Names[0]);
        _node.Arrived(1)["shipper.listed"].ShouldBeNull();
        _node.Rescreen(CancellationToken.None).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_change_does_not_touch_is_left_alone_and_what_it_removes_is_closed()
    {
        foreach (var name in Names)
        {
            _node.Arrive(name);
        }

        _node.List(Entries[0], Entries[1]);
        _node.Rescreen().Candidates.ShouldBe(2);
        _node.Decide(_node.Matches().Single(match => match.Proposed.EntityId == "2").Id, MatchState.Dismissed);

        // 1 goes, 2 stays, 3 is new.
        _node.List(Entries[1], Entries[2]);
        var outcome = _node.Rescreen();
        (outcome.Version, outcome.Changed, outcome.Removed, outcome.Affected, outcome.Candidates, outcome.Closed).ShouldBe((2, 1, 1, 1, 1, 1));
        _node.Matches(MatchState.Candidate, standing: true).ShouldHaveSingleItem().Proposed.EntityId.ShouldBe("3");
        _node.Matches(MatchState.Dismissed, standing: true).ShouldHaveSingleItem().Proposed.EntityId.ShouldBe("2");
        _node.Matches(standing: false).ShouldHaveSingleItem().Proposed.EntityId.ShouldBe("1");
    }

    [Fact]
    public void Step_by_step_finds_what_one_screening_of_everything_finds()
    {
        using var whole = new WatchNode();
        foreach (var name in Names)
        {
            _node.Arrive(name);
            whole.Arrive(name);
        }

        for (var count = 1; count <= Entries.Length; count++)
        {
            _node.List(Entries[..count]);
            _node.Rescreen();
        }

        whole.List(Entries);
        whole.Rescreen();
        static string[] Pairs(WatchNode node) => [.. node.Matches(standing: true).Select(match => $"{match.Proposed.SubjectKey}={match.Proposed.EntityId}").Order(StringComparer.Ordinal)];
        Pairs(whole).Length.ShouldBeGreaterThanOrEqualTo(4);
        Pairs(_node).ShouldBe(Pairs(whole));
    }

    [Fact]
    public void A_cancelled_run_is_due_again()
    {
        _node.Arrive(Names[0]);
        _node.List(Entries[0]);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() => _node.Rescreen(cancelled.Token));
        _node.Matches().ShouldBeEmpty();

        var seen = new List<RescreeningProgress>();
        _node.Rescreen(CancellationToken.None, new Progress(seen.Add)).ShouldHaveSingleItem().Candidates.ShouldBe(1);
        seen.ShouldBe([new RescreeningProgress("own", 2, 2)]);
    }

    public void Dispose() => _node.Dispose();

    private sealed class Progress(Action<RescreeningProgress> report) : IProgress<RescreeningProgress>
    {
        public void Report(RescreeningProgress value) => report(value);
    }
}
