using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Comity.Kernel.Account;
using static Comity.Store.Tests.Samples;

namespace Comity.Store.Tests;

/// <summary>What every <see cref="INodeStore"/> holds about watch lists, matches and judgements.</summary>
public abstract class WatchListConformance : IDisposable
{
    private const string List = "un-sc";

    protected abstract INodeStore Store { get; }

    protected abstract INodeStore Reopen();

    [Fact]
    public void A_version_says_what_it_added_changed_and_removed_and_earlier_ones_stay()
    {
        TakeIn("a=1", "b=1", "c=1").Version.ShouldBe(1);
        var second = TakeIn("a=1", "b=2", "d=1");

        (second.Version, second.Entities).ShouldBe((2, 3));
        var store = Reopen();
        Delta(store, 1).ShouldBe("+a+b+c");
        Delta(store, 2).ShouldBe("+d~b-c");
        Contents(store, 1).ShouldBe("a=1 b=1 c=1");
        Contents(store, 2).ShouldBe("a=1 b=2 d=1");
        Contents(store, null).ShouldBe("a=1 b=2 d=1");
        store.See(view => view.WatchLists.Versions(List).Select(version => version.Version)).ShouldBe([1, 2]);
        var standing = store.See(view => view.WatchLists.Standing()).ShouldHaveSingleItem();
        (standing.Sha256, standing.Files[0].Name, standing.PublishedOn, standing.TakenInAt).ShouldBe((second.Sha256, "list.xml", Day, Noon));
    }

    [Fact]
    public void An_entry_that_comes_back_is_added_again()
    {
        TakeIn("a=1", "b=1");
        TakeIn("a=1");
        TakeIn("a=1", "b=1");

        Delta(Store, 2).ShouldBe("-b");
        Delta(Store, 3).ShouldBe("+b");
        Contents(Store, 2).ShouldBe("a=1");
        Contents(Store, 3).ShouldBe("a=1 b=1");
    }

    [Fact]
    public void Comparing_tells_the_change_before_it_is_made_and_a_version_not_committed_never_was()
    {
        TakeIn("a=1", "b=1");
        using (var unit = Store.Begin())
        {
            unit.WatchLists.BeginVersion(List);
            unit.WatchLists.Put(Entry("b=2"));
            unit.WatchLists.Put(Entry("c=1"));
            Shown(unit.WatchLists.Compare()).ShouldBe("+c~b-a");
            unit.WatchLists.EndVersion(Described("torn"));
        }

        Contents(Store, null).ShouldBe("a=1 b=1");
        TakeIn("a=1", "b=2").Version.ShouldBe(2);
    }

    [Fact]
    public void Lists_do_not_touch_one_another()
    {
        TakeIn("a=1");
        TakeInto("ofac-sdn", "a=2");
        TakeIn("a=3");

        Contents(Store, null).ShouldBe("a=3");
        Store.See(view => view.WatchLists.Standing().Select(version => (version.ListId, version.Version))).ShouldBe([("ofac-sdn", 1), (List, 2)]);
        Store.See(view => Encoding.UTF8.GetString(view.WatchLists.Entry("ofac-sdn", "a")!.Payload)).ShouldBe("a=2");
    }

    [Fact]
    public void A_dismissal_holds_until_the_subject_or_the_entry_changes()
    {
        TakeIn("a=1", "b=1");
        var (match, isNew) = Propose("s", "v1", "a");
        isNew.ShouldBeTrue();
        match.State.ShouldBe(MatchState.Candidate);
        Dismiss(match.Id, "born elsewhere");

        // Neither side changed, though the list did.
        TakeIn("a=1", "b=2");
        (match, isNew) = Propose("s", "v1", "a");
        (isNew, match.State, match.Decision!.Reason).ShouldBe((false, MatchState.Dismissed, "born elsewhere"));
        Store.See(view => view.WatchLists.Matches(new MatchFilter { State = MatchState.Candidate }, 0, 10)).ShouldBeEmpty();

        // The subject changed.
        var second = Propose("s", "v2", "a");
        (second.IsNew, second.Match.State, second.Match.ListVersion).ShouldBe((true, MatchState.Candidate, 2));
        Dismiss(second.Match.Id, "still not");

        // The entry changed.
        TakeIn("a=2", "b=2");
        Propose("s", "v2", "a").IsNew.ShouldBeTrue();
        Propose("s", "v2", "a").IsNew.ShouldBeFalse();

        // And another subject or entry is another pair.
        Propose("t", "v2", "a").IsNew.ShouldBeTrue();
        Propose("s", "v2", "b").IsNew.ShouldBeTrue();
    }

    [Fact]
    public void A_content_that_comes_back_is_judged_again()
    {
        TakeIn("a=1");
        Dismiss(Propose("s", "v1", "a").Match.Id, "no");
        Propose("s", "v2", "a");

        Propose("s", "v1", "a").Match.State.ShouldBe(MatchState.Candidate);
    }

    [Fact]
    public void Only_the_last_match_of_a_pair_is_listed_with_its_last_judgement_and_the_list_it_rests_on()
    {
        var list = TakeIn("a=1", "b=1");
        Propose("s", "v1", "a");
        var last = Propose("s", "v2", "a").Match;
        var other = Propose("t", "v1", "b").Match;
        Dismiss(last.Id, "no");
        Store.Do(unit => unit.WatchLists.Decide(last.Id, new MatchDecision(MatchState.Confirmed, "the same passport", "officer", Noon.AddHours(2))));

        IReadOnlyList<WatchListMatch> Matches(MatchState? state, string? subject = null) => Store.See(view => view.WatchLists.Matches(new MatchFilter { State = state, SubjectKey = subject }, 0, 10));
        Matches(null).Select(match => match.Id).ShouldBe([other.Id, last.Id]);
        Matches(MatchState.Candidate).Select(match => match.Id).ShouldBe([other.Id]);
        Matches(null, "s").Select(match => match.Id).ShouldBe([last.Id]);
        Matches(MatchState.Dismissed).ShouldBeEmpty();
        var confirmed = Matches(MatchState.Confirmed).ShouldHaveSingleItem();
        confirmed.Decision.ShouldBe(new MatchDecision(MatchState.Confirmed, "the same passport", "officer", Noon.AddHours(2)));
        (confirmed.ListSha256, confirmed.ListVersion, confirmed.EntityHash).ShouldBe((list.Sha256, 1, Entry("a=1").ContentHash));
        (confirmed.Proposed.Score, confirmed.Proposed.Explanation).ShouldBe((0.75, "{}"));
        Store.See(view => view.WatchLists.MatchDecisions(last.Id)).Select(decision => decision.State).ShouldBe([MatchState.Dismissed, MatchState.Confirmed]);
    }

    [Fact]
    public void A_match_is_closed_when_its_entry_is_gone_or_says_something_else_and_stands_again_when_it_comes_back()
    {
        TakeIn("a=1", "b=1", "c=1");
        long[] ids = [Propose("s", "v1", "a").Match.Id, Propose("s", "v1", "b").Match.Id, Propose("s", "v1", "c").Match.Id];
        TakeIn("b=2", "c=1");

        long[] Closed() => [.. Store.See(view => view.WatchLists.Matches(new MatchFilter { Standing = false }, 0, 10)).Select(match => match.Id)];
        Closed().ShouldBe([ids[1], ids[0]]);
        Store.See(view => view.WatchLists.Matches(new MatchFilter { Standing = true, ListId = List }, 0, 10)).ShouldHaveSingleItem().Id.ShouldBe(ids[2]);
        Store.See(view => view.WatchLists.CountMatches(new MatchFilter { Standing = true, ListId = "other" })).ShouldBe(0);
        Store.See(view => Encoding.UTF8.GetString(view.WatchLists.Content(view.WatchLists.Match(ids[1])!.EntityHash)!)).ShouldBe("b=1");

        TakeIn("a=1", "b=2", "c=1");
        Closed().ShouldBe([ids[1]]);
    }

    [Fact]
    public void What_is_taken_in_refused_and_judged_stands_in_the_register()
    {
        TakeIn("a=1");
        Store.Do(unit => unit.WatchLists.NoteRefusal(List, "ff", ["it was not read to its end"], "officer", Noon));
        Dismiss(Propose("s", "v1", "a").Match.Id, "no");

        var entries = Store.See(view => view.Register().ToArray());
        entries.Select(entry => entry.Kind).ShouldBe(["watch-list", "watch-list-refused", "watch-list-match"]);
        RegisterChain.Verify(entries).ShouldBeNull();
        JsonElement.Parse(entries[2].Payload).GetProperty("reason").GetString().ShouldBe("no");
    }

    [Fact]
    public void A_judgement_needs_a_match_a_state_and_for_a_dismissal_a_reason()
    {
        TakeIn("a=1");
        var match = Propose("s", "v1", "a").Match.Id;
        void Decide(long id, MatchState state, string reason) => Store.Do(unit => unit.WatchLists.Decide(id, new MatchDecision(state, reason, "officer", Noon)));

        Should.Throw<ArgumentException>(() => Decide(match, MatchState.Dismissed, " "));
        Should.Throw<ArgumentException>(() => Decide(match, MatchState.Candidate, "x"));
        Should.Throw<ArgumentException>(() => Decide(match + 1, MatchState.Confirmed, "x"));
        Should.Throw<ArgumentException>(() => Propose("s", "v1", "nobody"));
        Store.See(view => view.WatchLists.Match(match))!.State.ShouldBe(MatchState.Candidate);
    }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    protected abstract void Close();

    private static WatchListEntry Entry(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        return new WatchListEntry(text.Split('=')[0], Convert.ToHexStringLower(SHA256.HashData(payload)), payload);
    }

    private static WatchListVersion Described(string sha256) =>
        new("", 0, sha256, "un-xml", [new WatchListFile("list.xml", sha256, 10)], Day, Noon, "officer", 0, 5, 0, []);

    private static string Delta(INodeStore store, int version) => Shown(store.See(view => view.WatchLists.Delta(List, version)));

    private static string Shown(WatchListDelta delta) => string.Concat(
        delta.Added.Select(id => "+" + id).Concat(delta.Changed.Select(id => "~" + id)).Concat(delta.Removed.Select(id => "-" + id)));

    private static string Contents(INodeStore store, int? version) =>
        store.See(view => string.Join(' ', view.WatchLists.Entries(List, version).Select(entry => Encoding.UTF8.GetString(entry.Payload))));

    private WatchListVersion TakeIn(params string[] entries) => TakeInto(List, entries);

    private WatchListVersion TakeInto(string list, params string[] entries) => Store.Do(unit =>
    {
        unit.WatchLists.BeginVersion(list);
        foreach (var entry in entries)
        {
            unit.WatchLists.Put(Entry(entry));
        }

        return unit.WatchLists.EndVersion(Described(string.Join(',', entries)));
    });

    private (WatchListMatch Match, bool IsNew) Propose(string subject, string hash, string entity) =>
        Store.Do(unit => unit.WatchLists.Propose(new ProposedMatch(subject, hash, List, entity, 0.75, "{}"), Noon));

    private void Dismiss(long match, string reason) =>
        Store.Do(unit => unit.WatchLists.Decide(match, new MatchDecision(MatchState.Dismissed, reason, "officer", Noon.AddHours(1))));
}
