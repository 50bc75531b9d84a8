using System.Security.Cryptography;
using Comity.Exchange.Desk;
using Comity.Exchange.Identity;
using Comity.Kernel.Refer;

namespace Comity.Exchange.Tests;

/// <summary>What two and three nodes do with one another when nothing goes wrong but people's clocks and minds.</summary>
public sealed class ExchangeTests : IDisposable
{
    private readonly Network _network = new();

    [Fact]
    public async Task A_referral_goes_out_is_taken_on_and_its_outcome_comes_back()
    {
        var sent = _network.Alfa.Send("bravo");
        await _network.Settle();
        _network.Alfa.Referral(sent.Id)!.State.ShouldBe(ReferralState.Delivered);
        _network.Bravo.Do(sent.Id, StepKind.Accept);
        _network.Bravo.Do(sent.Id, StepKind.Complete);
        await _network.Settle();
        var done = _network.Alfa.Referral(sent.Id)!;
        done.State.ShouldBe(ReferralState.Done);
        done.Outcome!.Report.ShouldBe("1,435 kg found");
        // Each step of the other side is kept as it was signed.
        _network.Alfa.Read(view => view.OutboxOf(sent.Id)).ShouldAllBe(item => item.State == OutboxState.Delivered);
    }

    [Fact]
    public void A_decision_and_its_message_become_durable_together_or_not_at_all()
    {
        using (var unit = _network.Alfa.Node.Store.Begin())
        {
            unit.AddRegisterEntry("decision", null, _network.Alfa.Clock.Now, "officer", null, "{}", null);
            _network.Alfa.Node.Desk.Send(unit.Exchange, _network.Alfa.Offer("bravo"));
        }

        _network.Alfa.Read(view => view.Queues()).ShouldBeEmpty();
        _network.Alfa.Read(view => view.Referrals(0, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task H2_turns_an_onward_share_into_a_question_to_the_originator_and_revocation_reaches_every_holder()
    {
        var sent = _network.Alfa.Send("bravo", new Handling { Tlp = Tlp.Amber, H2 = true });
        await _network.Settle();
        Should.Throw<SharingRefusedException>(() => _network.Bravo.Pass(sent.Id, "charlie")).Message.ShouldContain("H2");

        var asked = _network.Bravo.Write(ledger => _network.Bravo.Node.Desk.AskPermission(ledger, sent.Id, "charlie", false, "officer", "they know the firm", "0123456789abcdef"));
        await _network.Settle();
        Should.Throw<SharingRefusedException>(() => _network.Bravo.Pass(sent.Id, "charlie", asked.Id));
        _network.Alfa.Do(asked.Id, StepKind.Accept);
        await _network.Settle();
        var passed = _network.Bravo.Pass(sent.Id, "charlie", asked.Id);
        passed.Offer.Handling.ShouldSatisfyAllConditions(h => h.Tlp.ShouldBe(Tlp.Amber), h => h.H2.ShouldBeTrue());
        passed.Offer.Provenance.ShouldBe(new Provenance("alfa", sent.Id, sent.Id, asked.Id));
        await _network.Settle();
        _network.Charlie.Do(passed.Id, StepKind.Accept);
        _network.Charlie.Do(passed.Id, StepKind.Complete);
        await _network.Settle();

        var revoked = _network.Alfa.Do(sent.Id, StepKind.Revoke);
        revoked.Unconfirmed.ShouldBe(["bravo"]);
        await _network.Settle();
        _network.Charlie.Referral(passed.Id)!.IsWithdrawn.ShouldBeTrue();
        var after = _network.Alfa.Referral(sent.Id)!;
        after.Holders.ShouldBe(["bravo", "charlie"]);
        after.Unconfirmed.ShouldBeEmpty();
        Should.Throw<SharingRefusedException>(() => _network.Bravo.Pass(sent.Id, "charlie", asked.Id)).Message.ShouldContain("took it back");
    }

    [Fact]
    public async Task An_attachment_travels_in_parts_and_arrives_as_it_was()
    {
        var bytes = new byte[(ReferralDesk.PartBytes * 2) + 17];
        new Random(5).NextBytes(bytes);
        var (sha256, length) = _network.Alfa.Node.Raw.Keep(new MemoryStream(bytes), CancellationToken.None);
        _network.Alfa.Send("bravo", null, new Attachment(sha256, length, "photo", "image/jpeg"));
        await _network.Settle();
        using var arrived = _network.Bravo.Node.Raw.Open(sha256);
        SHA256.HashData(arrived).ShouldBe(SHA256.HashData(bytes));
        Directory.GetFiles(Path.Combine(_network.Bravo.Folder, "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_rotate_with_overlap()
    {
        var before = _network.Alfa.Send("bravo");
        await _network.Settle();
        _network.Alfa.Write(ledger =>
        {
            _network.Alfa.Node.Desk.Announce(ledger, _network.Alfa.Node.Keys.Rotate(_network.Alfa.Clock.Now));
            return true;
        });
        // Bravo still encrypts to the old key until it has the new card.
        _network.Bravo.Do(before.Id, StepKind.Accept);
        await _network.Bravo.Node.Outbox.SendTo("alfa", TestContext.Current.CancellationToken);
        _network.Alfa.Referral(before.Id)!.State.ShouldBe(ReferralState.Accepted);
        // What Alfa signs now, with the new key, Bravo does not know before the card has come.
        for (var tries = 0; tries < 3; tries++)
        {
            await _network.Alfa.Node.Outbox.SendTo("bravo", TestContext.Current.CancellationToken);
        }

        await _network.Settle();
        _network.Bravo.Read(view => PartnerBook.Card(view.Partner("alfa")!)).Serial.ShouldBe(2);
        _network.Alfa.Do(_network.Alfa.Send("bravo").Id, StepKind.Revoke);
        await _network.Settle();
        _network.Alfa.Node.Keys.Card.Words().ShouldBe(_network.Bravo.Read(view => PartnerBook.Card(view.Partner("alfa")!)).Words());

        foreach (var node in _network.All)
        {
            node.Clock.Now += NodeKeys.Overlap + TimeSpan.FromDays(1);
        }

        var late = _network.Alfa.Send("bravo");
        await _network.Settle();
        _network.Bravo.Referral(late.Id).ShouldNotBeNull();
    }

    [Fact]
    public void A_file_carries_the_same_and_may_come_twice_or_damaged()
    {
        var (alfa, bravo) = (_network.Alfa, _network.Bravo);
        var ids = Enumerable.Range(0, 5).Select(_ => alfa.Send("bravo").Id).ToArray();
        var first = Export(alfa, "bravo");
        Import(bravo, first[..(first.Length / 2)]).ShouldBe(0);
        bravo.Read(view => view.Refusals(10)).ShouldNotBeEmpty();
        Import(bravo, first).ShouldBe(5);
        Import(bravo, first).ShouldBe(5);
        alfa.Read(view => view.Outbox("bravo", "card", 10)).Count.ShouldBe(5);
        bravo.Do(ids[0], StepKind.Accept);

        var back = Export(bravo, "alfa");
        Import(alfa, back);
        alfa.Read(view => view.Outbox("bravo", "card", 10)).ShouldBeEmpty();
        alfa.Referral(ids[0])!.State.ShouldBe(ReferralState.Accepted);
        ids[1..].ShouldAllBe(id => alfa.Referral(id)!.State == ReferralState.Delivered);
        // The answer to the answer: receipts only, and after that nothing is due.
        Import(bravo, Export(alfa, "bravo"));
        bravo.Read(view => view.Queues()).ShouldBeEmpty();
        Export(bravo, "alfa").ShouldBeEmpty();
    }

    [Fact]
    public async Task Lapsed_referrals_end_on_both_sides()
    {
        var sent = _network.Alfa.Send("bravo");
        await _network.Settle();
        foreach (var node in _network.All)
        {
            node.Clock.Now += TimeSpan.FromDays(21);
        }

        _network.Alfa.Write(ledger => _network.Alfa.Node.Desk.Expire(ledger, 10)).ShouldBe(1);
        _network.Alfa.Write(ledger => _network.Alfa.Node.Desk.Expire(ledger, 10)).ShouldBe(0);
        await _network.Settle();
        _network.Bravo.Referral(sent.Id)!.State.ShouldBe(ReferralState.Expired);
    }

    [Fact]
    public void Words_must_be_those_of_the_card()
    {
        using var other = new Network();
        var stranger = other.Alfa.Node.Keys.SignedCard();
        // A card of the same name with other keys, such as somebody in between would hand over.
        Should.Throw<PartnerRefusedException>(() => _network.Bravo.Write(ledger => _network.Bravo.Node.Partners.Add(ledger, stranger, Audience.Community, "officer"))).Message.ShouldContain("revoked first");
        _network.Bravo.Write(ledger =>
        {
            _network.Bravo.Node.Partners.Revoke(ledger, "alfa", "officer");
            _network.Bravo.Node.Partners.Add(ledger, stranger, Audience.Community, "officer");
            return true;
        });
        Should.Throw<PartnerRefusedException>(() => _network.Bravo.Write(ledger =>
        {
            _network.Bravo.Node.Partners.Confirm(ledger, "alfa", _network.Alfa.Node.Keys.Card.Words(), "officer");
            return true;
        })).Message.ShouldContain("differ");
        NodeCard.TryReadNew(stranger.Replace(stranger[30], stranger[30] == 'A' ? 'B' : 'A'), out _, out var problem).ShouldBeFalse();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Waiting_grows_and_has_an_end()
    {
        var waits = Enumerable.Range(1, 40).Select(failures => Backoff.After("bravo", failures)).ToArray();
        waits[0].ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
        waits.ShouldAllBe(wait => wait > TimeSpan.Zero && wait <= TimeSpan.FromHours(6));
        waits[^1].ShouldBeGreaterThan(TimeSpan.FromHours(4));
    }

    public void Dispose() => _network.Dispose();

    private static string Export(TestNode node, string to)
    {
        var text = new StringWriter();
        node.Node.Files.Write(to, text);
        return text.ToString();
    }

    private static int Import(TestNode node, string file) =>
        node.Node.Files.Read(new StringReader(file)).Sum(line => line.Report?.Receipts.Count(receipt => receipt.Delivered) ?? 0);
}
