using System.Text;
using Comity.Exchange.Cases;
using Comity.Exchange.Envelope;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;

namespace Comity.Exchange.Tests;

/// <summary>Joint cases between three nodes: what reaches whom, and what a partner with a valid key cannot do.</summary>
public sealed class CaseTests : IDisposable
{
    private readonly Network _network = new();

    [Fact]
    public async Task Members_on_three_nodes_see_the_same_case()
    {
        var id = await Shared();
        _network.Bravo.Minute(id, "bravo says");
        _network.Charlie.Minute(id, "charlie says");
        await _network.Settle();
        _network.All.Select(node => node.Case(id)!.Hash()).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        _network.Alfa.Says(id).ShouldBe(["bravo says", "charlie says"]);
    }

    [Fact]
    public async Task An_invited_node_gets_the_invitation_and_the_case_after_it_joined()
    {
        var id = _network.Alfa.Open().Id;
        _network.Alfa.Minute(id, "before");
        _network.Alfa.Admit(id, "bravo");
        _network.Alfa.Minute(id, "after");
        await _network.Settle();
        _network.Bravo.Case(id)!.Entries.Count.ShouldBe(2);
        _network.Bravo.Says(id).ShouldBeEmpty();
        Should.Throw<CaseRefusedException>(() => _network.Bravo.Minute(id, "too soon")).Message.ShouldContain("join");
        _network.Bravo.Join(id);
        await _network.Settle();
        _network.Bravo.Says(id).ShouldBe(["after"]);
        _network.Alfa.Admit(id, "bravo", seesHistory: true);
        await _network.Settle();
        _network.Bravo.Says(id).ShouldBe(["after", "before"]);
        _network.Charlie.Case(id).ShouldBeNull();
    }

    [Fact]
    public async Task A_red_entry_reaches_the_named_only_and_with_nobody_named_nobody()
    {
        var id = await Shared();
        var asked = _network.Alfa.Minute(id, "for bravo", CaseNodes.Red("bravo"));
        _network.Alfa.Minute(id, "for nobody", CaseNodes.Red());
        _network.Alfa.Minute(id, "for all");
        await _network.Settle();
        _network.Bravo.Says(id).ShouldBe(["for all", "for bravo"]);
        _network.Charlie.Says(id).ShouldBe(["for all"]);
        // What is written in its place stays as narrow, whatever is asked for.
        var corrected = _network.Alfa.Add(id, new EntryDraft("minute", "for bravo, corrected", "officer") { Facts = CaseNodes.Facts(("held_on", "2026-03-02")), Replaces = asked.Id(), Handling = CaseNodes.Green });
        corrected.Handling.Tlp.ShouldBe(Tlp.Red);
        await _network.Settle();
        _network.Bravo.Says(id).ShouldBe(["for all", "for bravo, corrected"]);
        _network.Charlie.Says(id).ShouldBe(["for all"]);
    }

    [Fact]
    public async Task An_answer_to_a_red_request_reaches_who_asked_and_nobody_else()
    {
        var id = await Shared();
        var asked = _network.Alfa.Add(id, new EntryDraft("request", "Who is the shipper?", "officer")
        {
            Facts = CaseNodes.Facts(("to_node", "bravo"), ("due", "2026-04-01")),
            Handling = CaseNodes.Red("bravo"),
        });
        await _network.Settle();
        var answer = new EntryDraft("answer", "A company.", "officer") { Facts = CaseNodes.Facts(("result", "complete")), About = asked.Id() };
        _network.Bravo.Add(id, answer).Handling.Named.ShouldBe(["alfa", "bravo"]);
        await _network.Settle();
        _network.Alfa.Says(id).ShouldBe(["A company.", "Who is the shipper?"]);
        _network.Charlie.Says(id).ShouldBeEmpty();
        Should.Throw<CaseRefusedException>(() => _network.Charlie.Add(id, answer)).Message.ShouldContain("about");
    }

    [Fact]
    public async Task A_document_arrives_whole()
    {
        var id = await Shared();
        var bytes = Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 60_000)));
        var (sha256, length) = _network.Alfa.Node.Raw.Keep(new MemoryStream(bytes), TestContext.Current.CancellationToken);
        _network.Alfa.Add(id, new EntryDraft("document", "Bill of lading", "officer")
        {
            Facts = CaseNodes.Facts(("holder", "alfa")),
            Attachments = [new Attachment(sha256, length, "bill.txt", "text/plain")],
            Handling = CaseNodes.Red("charlie"),
        });
        await _network.Settle();
        using var kept = _network.Charlie.Node.Raw.Open(sha256);
        using var copy = new MemoryStream();
        await kept.CopyToAsync(copy, TestContext.Current.CancellationToken);
        copy.ToArray().ShouldBe(bytes);
        Should.Throw<IOException>(() => _network.Bravo.Node.Raw.Open(sha256).Dispose());
    }

    [Fact]
    public async Task A_second_admission_takes_no_grant_back_and_an_end_does()
    {
        var id = _network.Alfa.Open().Id;
        _network.Alfa.Minute(id, "before");
        _network.Alfa.Admit(id, "bravo", seesHistory: true);
        await _network.Settle();
        _network.Bravo.Join(id);
        _network.Alfa.Admit(id, "bravo", seesHistory: false);
        await _network.Settle();

        _network.Bravo.Says(id).ShouldBe(["before"]);
        foreach (var node in new[] { _network.Alfa, _network.Bravo })
        {
            node.Case(id)!.Member("bravo")!.SeesHistory.ShouldBeTrue();
        }

        _network.Alfa.End(id, "bravo");
        _network.Alfa.Minute(id, "between");
        _network.Alfa.Admit(id, "bravo", seesHistory: false);
        _network.Alfa.Minute(id, "after");
        await _network.Settle();

        _network.Bravo.Says(id).ShouldBe(["after", "before"]);
    }

    [Fact]
    public async Task Whose_part_ended_gets_nothing_more()
    {
        var id = await Shared();
        _network.Alfa.End(id, "charlie");
        _network.Alfa.Minute(id, "without charlie");
        await _network.Settle();
        _network.Bravo.Minute(id, "also without charlie");
        await _network.Settle();
        _network.Charlie.Says(id).ShouldBeEmpty();
        _network.Charlie.Case(id)!.Member("charlie")!.EndedAt.ShouldNotBeNull();
        Should.Throw<CaseRefusedException>(() => _network.Charlie.Minute(id, "still here"));
        _network.Bravo.Says(id).ShouldBe(["also without charlie", "without charlie"]);
    }

    [Fact]
    public async Task A_partner_learns_nothing_of_a_case_it_is_not_in()
    {
        var id = await Shared(withCharlie: false);
        _network.Charlie.Case(id).ShouldBeNull();
        _network.Link.Sent.ShouldNotContain(sent => sent.To == "charlie");
        // Whatever it says of the case, the answer is the one for a case that does not exist.
        CaseEntry[] tries = [Written("charlie", id, "minute"), Written("charlie", id, CoreKinds.Join), Written("charlie", id, CoreKinds.Admit, new Admission("charlie-two", true)), Written("charlie", id, "minute", handling: new Handling { Tlp = Tlp.Clear })];
        foreach (var entry in tries)
        {
            var about = Post(_network.Charlie, "alfa", entry);
            var nothing = Post(_network.Charlie, "alfa", entry with { Case = new string('0', 40) });
            (about.Delivered, about.Reason).ShouldBe((nothing.Delivered, nothing.Reason));
        }

        await _network.Settle();
        _network.Alfa.Case(id)!.Entries.ShouldAllBe(named => named.Entry.Node != "charlie");
        _network.Alfa.Read(view => view.Refusals(10)).ShouldContain(refusal => refusal.From == "charlie" && refusal.Reason.Contains("no part", StringComparison.Ordinal));
        _network.Link.Sent.ShouldNotContain(sent => sent.To == "charlie");
    }

    [Fact]
    public async Task A_member_cannot_forge_an_entry_of_a_third_node_or_pass_one_on()
    {
        var id = await Shared();
        var forged = Written("bravo", id, "minute");
        // Signed by itself in Bravo's name, and Bravo's own words carried by another.
        Post(_network.Charlie, "alfa", forged).Reason.ShouldContain("is of bravo");
        var (genuine, _) = EntrySeal.Sign(forged, _network.Bravo.Node.Keys);
        Raw(_network.Charlie, "alfa", new EntryBody(genuine)).Reason.ShouldContain("not on the card of charlie");
        Raw(_network.Bravo, "alfa", new EntryBody(genuine[..^6] + "AAAAAA")).Reason.ShouldContain("tampered");
        _network.Alfa.Case(id)!.Find(forged.Id()).ShouldBeNull();
        Raw(_network.Bravo, "alfa", new EntryBody(genuine)).Delivered.ShouldBeTrue();
        _network.Alfa.Case(id)!.Find(forged.Id()).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_member_cannot_admit_loosen_or_roll_back()
    {
        var id = await Shared();
        var asked = _network.Alfa.Minute(id, "for bravo", CaseNodes.Red("bravo"));
        await _network.Settle();
        Post(_network.Bravo, "alfa", Written("bravo", id, CoreKinds.Admit, new Admission("delta", true))).Reason.ShouldContain("only alfa");
        Post(_network.Bravo, "alfa", Written("bravo", id, "minute", handling: new Handling { Tlp = Tlp.Clear })).Reason.ShouldContain("looser");
        Post(_network.Bravo, "alfa", Written("bravo", id, "minute") with { About = asked.Id() }).Delivered.ShouldBeTrue();
        Post(_network.Bravo, "alfa", Written("bravo", id, "minute") with { Replaces = asked.Id(), Handling = asked.Handling, To = ["alfa"], Salt = "another salt of the tests" }).Delivered.ShouldBeTrue();
        // Both are kept as evidence and count for nothing.
        _network.Alfa.Says(id).ShouldBe(["for bravo"]);
        var hash = _network.Alfa.Case(id)!.Hash();
        foreach (var (_, bundle) in _network.Link.Sent.Where(sent => sent.To == "alfa").Reverse())
        {
            _network.Alfa.Node.Inbox.Take(bundle, byFile: false);
        }

        _network.Alfa.Case(id)!.Hash().ShouldBe(hash);
    }

    [Fact]
    public async Task What_was_not_granted_is_not_taken_even_when_a_member_sends_it()
    {
        var id = await Shared(withCharlie: false);
        _network.Alfa.Admit(id, "charlie");
        await _network.Settle();
        _network.Charlie.Join(id);
        await _network.Settle();
        var history = Written("alfa", id, "minute") with { To = ["bravo"] };
        Post(_network.Alfa, "charlie", history);
        _network.Charlie.Case(id)!.Find(history.Id()).ShouldBeNull();
        _network.Alfa.Admit(id, "charlie", seesHistory: true);
        await _network.Settle();
        _network.Charlie.Case(id)!.Find(history.Id()).ShouldNotBeNull("it waited for the grant");
    }

    [Fact]
    public async Task A_case_is_opened_from_a_referral_that_is_done_and_from_no_other()
    {
        var sent = _network.Alfa.Send("bravo", new Handling { Tlp = Tlp.Amber });
        await _network.Settle();
        CaseLog Open(TestNode node) => node.Write(ledger => node.Node.Cases.OpenFrom(ledger, sent.Id, "After the find", CaseNodes.Green, "officer"));
        Should.Throw<CaseRefusedException>(() => Open(_network.Alfa)).Message.ShouldContain("delivered");
        _network.Bravo.Do(sent.Id, StepKind.Accept);
        _network.Bravo.Do(sent.Id, StepKind.Complete);
        await _network.Settle();
        // Bravo received it TLP:AMBER: it may take it into a case, but only for those who have it.
        var opened = Open(_network.Bravo).Entries[^1].Entry;
        opened.Handling.Named.ShouldBe(["alfa", "bravo"]);
        opened.Fact("container.number").ShouldBe("ABCU1234560");
        Open(_network.Alfa).Entries[^1].Entry.Handling.Tlp.ShouldBe(Tlp.Amber);
        _network.Alfa.Do(sent.Id, StepKind.Revoke);
        Should.Throw<CaseRefusedException>(() => Open(_network.Alfa)).Message.ShouldContain("taken back");
    }

    public void Dispose() => _network.Dispose();

    private async Task<string> Shared(bool withCharlie = true)
    {
        var id = _network.Alfa.Open().Id;
        foreach (var member in _network.All.Skip(1).Where(node => withCharlie || node.Name != "charlie"))
        {
            _network.Alfa.Admit(id, member.Name);
            await _network.Settle();
            member.Join(id);
            await _network.Settle();
        }

        return id;
    }

    private CaseEntry Written(string node, string id, string kind, Admission? admission = null, Handling? handling = null) => new()
    {
        Case = id,
        Node = node,
        Kind = kind,
        Text = "what was not to be said",
        Admission = admission,
        Handling = handling ?? CaseNodes.Green,
        To = CoreKinds.Contains(kind) || node == "alfa" ? [] : ["alfa"],
        By = "officer",
        At = _network.Alfa.Clock.Now.AddMinutes(5),
        Salt = "a salt of the tests",
    };

    private Receipt Post(TestNode from, string to, CaseEntry entry) => Raw(from, to, new EntryBody(EntrySeal.Sign(entry, from.Node.Keys).Signed));

    private Receipt Raw(TestNode from, string to, EntryBody body)
    {
        var bytes = ReferralJson.Write(body);
        var signed = from.Sealer.Sign(to, Message.NameOf(from.Name, to, MessageTypes.Entry, bytes), MessageTypes.Entry, bytes);
        return _network[to].Node.Inbox.Take(Sealer.Seal([signed], _network[to].Node.Keys.Card), byFile: false).Receipts.Single();
    }
}
