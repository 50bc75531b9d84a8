using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;
using CsCheck;

namespace Comity.Kernel.Tests.Refer.Cases;

/// <summary>A case is a set of entries: order, doubles and delay change nothing, and nobody gets what is not for it.</summary>
public sealed class CaseLogTests
{
    private static readonly string[] Nodes = ["alfa", "bravo", "charlie"];
    private readonly Entries _entries = new();

    [Fact]
    public void Every_order_of_arrival_ends_in_the_same_state() => Gen.Int[0, int.MaxValue - 1].Sample(
        seed =>
        {
            var random = new Random(seed);
            var whole = History(random, out var written);
            foreach (var node in Nodes)
            {
                CaseEntry[] due = [.. written.Where(entry => entry.Case is not null && whole.MayHold(entry, node))];
                var expected = Arrive(whole.Opening, due, node, random: null);
                expected.Entries.Count.ShouldBe(due.Length + 1);
                written.ShouldAllBe(entry => !whole.IsFor(entry, node) || whole.MayHold(entry, node));
                // All that was written comes twice, in any order; what is not for the node stays outside.
                var arrived = Arrive(whole.Opening, [.. written.Where(entry => entry.Case is not null), .. due], node, random);
                arrived.Hash().ShouldBe(expected.Hash());
                arrived.Members.ShouldBe(expected.Members);
                arrived.Standing.Select(named => named.Id).ShouldBe(expected.Standing.Select(named => named.Id));
                arrived.NotStanding().Keys.Order(StringComparer.Ordinal).ShouldBe(expected.NotStanding().Keys.Order(StringComparer.Ordinal));
            }
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void A_red_entry_is_for_the_named_members_only_and_with_nobody_named_for_nobody()
    {
        var log = Shared("bravo", "charlie");
        var named = Take(log, _entries.Note(log, "alfa", Entries.Red("alfa", "bravo")));
        log.IsFor(named, "bravo").ShouldBeTrue();
        log.IsFor(named, "charlie").ShouldBeFalse();
        var own = Take(log, _entries.Note(log, "alfa", Entries.Red("alfa")));
        own.To.ShouldBeEmpty();
        Nodes.Where(node => log.IsFor(own, node)).ShouldBe(["alfa"]);
        // Also a member that is to see history never gets what is marked for others.
        Take(log, _entries.Admit(log, "delta", seesHistory: true));
        Take(log, _entries.Join(log, "delta"));
        log.IsFor(named, "delta").ShouldBeFalse();
    }

    [Fact]
    public void A_late_member_gets_only_what_the_lead_granted()
    {
        var log = Shared("bravo");
        var before = Take(log, _entries.Note(log, "alfa"));
        Take(log, _entries.Admit(log, "charlie"));
        log.IsFor(before, "charlie").ShouldBeFalse();
        var invited = Take(log, _entries.Note(log, "alfa"));
        log.IsFor(invited, "charlie").ShouldBeFalse("it was invited and has not joined");
        log.IsFor(log.Opening, "charlie").ShouldBeTrue();
        log.IsFor(log.Entries.Single(named => named.Entry.Admission?.Node == "bravo").Entry, "charlie").ShouldBeFalse("who else takes part is not for those who do not");
        Take(log, _entries.Join(log, "charlie"));
        log.IsFor(before, "charlie").ShouldBeFalse();
        log.IsFor(invited, "charlie").ShouldBeTrue();
        Take(log, _entries.Admit(log, "charlie", seesHistory: true));
        log.IsFor(before, "charlie").ShouldBeTrue();
    }

    [Fact]
    public void Nobody_receives_after_its_part_ended_and_what_it_writes_then_does_not_count()
    {
        var log = Shared("bravo", "charlie");
        var before = Take(log, _entries.Note(log, "bravo"));
        var end = Take(log, _entries.End(log, "bravo"));
        log.IsFor(end, "bravo").ShouldBeTrue();
        var after = Take(log, _entries.Note(log, "bravo"));
        log.IsFor(_entries.Note(log, "alfa"), "bravo").ShouldBeFalse();
        log.NotStanding().ShouldNotContainKey(before.Id());
        log.NotStanding()[after.Id()].ShouldContain("had ended");
    }

    [Fact]
    public void Only_the_lead_admits_and_only_members_speak()
    {
        var log = Shared("bravo");
        log.Take(_entries.Admit(log, "charlie") with { Node = "bravo" }, "alfa").Fate.ShouldBe(EntryFate.Refused);
        log.Take(_entries.Join(log, "charlie"), "alfa").Fate.ShouldBe(EntryFate.Early);
        log.Take(_entries.Note(log, "charlie"), "alfa").Fate.ShouldBe(EntryFate.Early);
        log.Take(_entries.Note(log, "bravo") with { Case = new string('0', 40) }, "alfa").Fate.ShouldBe(EntryFate.Refused);
        log.Entries.ShouldAllBe(named => named.Entry.Node != "charlie");
    }

    [Fact]
    public void A_handling_code_never_loosens()
    {
        var log = Shared("bravo", "charlie");
        log.Take(_entries.Note(log, "bravo", new Handling { Tlp = Tlp.Clear }), "alfa").Reason.ShouldContain("looser than that of the case");
        var asked = Take(log, _entries.Note(log, "alfa", Entries.Red("alfa", "bravo")));
        var answer = Take(log, _entries.Note(log, "bravo", Entries.Red("alfa", "bravo"), asked.Id()));
        var loose = Take(log, _entries.Note(log, "bravo", about: asked.Id()));
        var looser = Take(log, _entries.Note(log, "alfa", replaces: asked.Id()));
        log.NotStanding().ShouldNotContainKey(answer.Id());
        log.NotStanding().ShouldNotContainKey(asked.Id());
        log.NotStanding()[loose.Id()].ShouldContain("looser");
        log.NotStanding()[looser.Id()].ShouldContain("looser");
        CaseRules.Loosens(asked with { Handling = Entries.Green with { Tlp = Tlp.Red, Named = ["alfa"], H1 = true } }, asked).ShouldBeFalse();
        CaseRules.Loosens(asked, asked with { Handling = asked.Handling with { H2 = true } }).ShouldBeTrue();
    }

    [Fact]
    public void Only_its_own_node_replaces_an_entry()
    {
        var log = Shared("bravo");
        var said = Take(log, _entries.Note(log, "alfa"));
        var foreign = Take(log, _entries.Note(log, "bravo", replaces: said.Id()));
        log.NotStanding().Keys.ShouldBe([foreign.Id()]);
        var corrected = Take(log, _entries.Note(log, "alfa", replaces: said.Id()));
        log.NotStanding().Keys.Order(StringComparer.Ordinal).ShouldBe(new[] { foreign.Id(), said.Id() }.Order(StringComparer.Ordinal));
        log.NotStanding().ShouldNotContainKey(corrected.Id());
    }

    [Fact]
    public void What_breaks_a_rule_is_refused_with_what_was_found()
    {
        var log = Shared("bravo");
        var good = _entries.Note(log, "bravo");
        (CaseEntry Entry, string Says)[] wrong =
        [
            (good with { Kind = "Minute" }, "kind"),
            (good with { Text = " " }, "says nothing"),
            (good with { By = "" }, "by"),
            (good with { Salt = "short" }, "salt"),
            (good with { About = "x" }, "about"),
            (good with { To = ["bravo"] }, "to:"),
            (good with { To = ["delta", "charlie"] }, "to:"),
            (good with { Handling = Entries.Red("alfa") }, "names the node"),
            (good with { Handling = Entries.Red("bravo"), To = ["alfa"] }, "nobody else"),
            (good with { Text = new string('a', 4_001) }, "4001"),
            (good with { Attachments = [new Attachment("../x", 3, "a", "b")] }, "SHA-256"),
            (good with { Facts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["x"] = [new string('a', 70_000)] } }, "larger than"),
            (_entries.Join(log, "bravo") with { Handling = Entries.Red("bravo") }, "who takes part"),
            (_entries.Join(log, "bravo") with { Admission = new Admission("delta", true) }, "admission"),
        ];
        foreach (var (entry, says) in wrong)
        {
            var judged = log.Take(entry, "alfa");
            judged.Fate.ShouldBe(EntryFate.Refused, says);
            judged.Reason.ShouldContain(says);
        }

        log.Take(good, "alfa").Fate.ShouldBe(EntryFate.New);
        log.Take(good, "alfa").Fate.ShouldBe(EntryFate.Known);
        Should.Throw<ArgumentException>(() => new CaseLog(good));
        ReferralJson.TryRead<CaseEntry>(ReferralJson.Write(good), out var read, out _).ShouldBeTrue();
        read.Id().ShouldBe(good.Id());
    }

    private CaseLog Shared(params string[] members)
    {
        var log = new CaseLog(_entries.Open());
        foreach (var member in members)
        {
            Take(log, _entries.Admit(log, member));
            Take(log, _entries.Join(log, member));
        }

        return log;
    }

    private static CaseEntry Take(CaseLog log, CaseEntry entry)
    {
        log.Take(entry, entry.Node).Fate.ShouldBe(EntryFate.New);
        return entry;
    }

    /// <summary>A case as nobody alone sees it: every node writes what it likes, also corrections, answers, ends and late grants.</summary>
    private CaseLog History(Random random, out List<CaseEntry> written)
    {
        var log = new CaseLog(_entries.Open());
        written = [];
        for (var turn = 0; turn < 25; turn++)
        {
            var node = Nodes[random.Next(3)];
            var other = Nodes[1 + random.Next(2)];
            var entry = random.Next(7) switch
            {
                0 => _entries.Admit(log, other, random.Next(2) == 0),
                1 when random.Next(4) == 0 => _entries.End(log, other),
                2 => _entries.Join(log, other),
                3 => _entries.Note(log, node, Entries.Red([.. Nodes.Where(any => any == node || random.Next(2) == 0)])),
                4 when written.Count > 0 => _entries.Note(log, node, about: Any(written)),
                5 when written.Count > 0 => _entries.Note(log, node, replaces: Any(written)),
                _ => _entries.Note(log, node),
            };
            if (log.Take(entry, entry.Node).Fate == EntryFate.New)
            {
                written.Add(entry);
            }
        }

        return log;

        string Any(List<CaseEntry> among) => among[random.Next(among.Count)].Id();
    }

    private static CaseLog Arrive(CaseEntry opening, IReadOnlyList<CaseEntry> entries, string node, Random? random)
    {
        var log = new CaseLog(opening);
        var waiting = entries.ToArray();
        random?.Shuffle(waiting);
        for (var before = -1; before != log.Entries.Count;)
        {
            before = log.Entries.Count;
            waiting = [.. waiting.Where(entry => log.Take(entry, node).Fate == EntryFate.Early)];
        }

        return log;
    }
}
