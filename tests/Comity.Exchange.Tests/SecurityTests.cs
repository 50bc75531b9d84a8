using System.Security.Cryptography;
using System.Text;
using Comity.Exchange.Desk;
using Comity.Exchange.Envelope;
using Comity.Exchange.Identity;
using Comity.Kernel.Refer;
using CsCheck;
using Jose;

namespace Comity.Exchange.Tests;

/// <summary>What a partner with a valid key, and anybody without one, cannot do.</summary>
public sealed class SecurityTests : IDisposable
{
    private readonly Network _network = new();

    [Fact]
    public async Task A_partner_cannot_read_what_goes_to_another()
    {
        _network.Alfa.Send("bravo");
        await _network.Settle();
        foreach (var (to, bundle) in _network.Link.Sent.Where(sent => sent.To == "bravo"))
        {
            Should.Throw<EnvelopeRefusedException>(() => _network.Charlie.Node.Inbox.Take(bundle, byFile: false)).Message.ShouldContain("not this node's");
            bundle.ShouldNotContain(Convert.ToBase64String(Encoding.ASCII.GetBytes("container"))[..9]);
        }
    }

    [Fact]
    public async Task A_partner_learns_nothing_of_a_referral_it_has_no_part_in()
    {
        var sent = _network.Alfa.Send("bravo");
        await _network.Settle();
        var known = Step("charlie", sent.Id, StepKind.Accept, 1);
        var unknown = Step("charlie", new string('0', 40), StepKind.Accept, 1);
        var about = Post(_network.Charlie, "alfa", MessageTypes.Step, known);
        var nothing = Post(_network.Charlie, "alfa", MessageTypes.Step, unknown);
        (about.Delivered, about.Reason).ShouldBe((nothing.Delivered, nothing.Reason));
        // Also when it asks again, and when the referral moves.
        _network.Alfa.Do(sent.Id, StepKind.Revoke);
        await _network.Settle();
        Post(_network.Charlie, "alfa", MessageTypes.Step, known).ShouldBe(about);
        _network.Alfa.Referral(sent.Id)!.Steps.ShouldAllBe(step => step.Node != "charlie");
        _network.Alfa.Read(view => view.Refusals(10)).ShouldContain(refusal => refusal.From == "charlie" && refusal.Reason.Contains("no part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_partner_cannot_speak_for_another_node()
    {
        var sent = _network.Alfa.Send("bravo");
        await _network.Settle();
        Post(_network.Charlie, "alfa", MessageTypes.Step, Step("bravo", sent.Id, StepKind.Accept, 2)).Delivered.ShouldBeFalse();
        var forged = _network.Bravo.Offer("alfa");
        var (_, send) = Referral.Draft(forged).Act("bravo", new Act(StepKind.Send, "officer"), _network.Alfa.Clock.Now);
        Post(_network.Charlie, "alfa", MessageTypes.Offer, new OfferBody(forged, send)).Delivered.ShouldBeFalse();
        _network.Alfa.Referral(sent.Id)!.State.ShouldBe(ReferralState.Delivered);
        _network.Alfa.Referral(forged.Id()).ShouldBeNull();
        // A receipt counts only from the node the message went to.
        var waiting = _network.Alfa.Send("bravo");
        var item = _network.Alfa.Read(view => view.OutboxOf(waiting.Id)).Single();
        Raw(_network.Charlie, "alfa", MessageTypes.Receipt, new ReceiptBody([new Receipt(item.MessageId, true)]));
        _network.Alfa.Read(view => view.Queued(item.MessageId))!.State.ShouldBe(OutboxState.Waiting);
    }

    [Fact]
    public async Task A_partner_cannot_roll_a_state_back_or_change_what_it_said()
    {
        var sent = _network.Alfa.Send("bravo");
        await _network.Settle();
        _network.Bravo.Do(sent.Id, StepKind.Accept);
        _network.Bravo.Do(sent.Id, StepKind.Complete);
        await _network.Settle();
        Post(_network.Bravo, "alfa", MessageTypes.Step, Step("bravo", sent.Id, StepKind.Reject, 2)).Reason.ShouldContain("never changed");
        Post(_network.Bravo, "alfa", MessageTypes.Step, Step("bravo", sent.Id, StepKind.Reject, 4)).Reason.ShouldContain("possible only");
        Post(_network.Bravo, "alfa", MessageTypes.Step, Step("bravo", sent.Id, StepKind.Revoke, 4)).Reason.ShouldContain("not for the recipient");
        var done = _network.Alfa.Referral(sent.Id)!;
        done.State.ShouldBe(ReferralState.Done);
        // All that ever went to Alfa, once more, in the opposite order.
        foreach (var (_, bundle) in _network.Link.Sent.Where(s => s.To == "alfa").Reverse())
        {
            _network.Alfa.Node.Inbox.Take(bundle, byFile: false);
        }

        _network.Alfa.Referral(sent.Id)!.Steps.Select(step => step.Hash()).ShouldBe(done.Steps.Select(step => step.Hash()));
    }

    [Fact]
    public void Nobody_is_heard_before_people_compared_words_and_after_they_ended_it()
    {
        _network.Alfa.Write(ledger =>
        {
            _network.Alfa.Node.Partners.Revoke(ledger, "bravo", "officer");
            return true;
        });
        var offer = _network.Bravo.Offer("alfa");
        var (_, send) = Referral.Draft(offer).Act("bravo", new Act(StepKind.Send, "officer"), _network.Alfa.Clock.Now);
        Should.Throw<EnvelopeRefusedException>(() => Post(_network.Bravo, "alfa", MessageTypes.Offer, new OfferBody(offer, send)));
        Should.Throw<ReferralRefusedException>(() => _network.Alfa.Send("bravo")).Message.ShouldContain("no confirmed partner");
        _network.Alfa.Write(ledger => _network.Alfa.Node.Partners.Add(ledger, _network.Bravo.Node.Keys.SignedCard(), Audience.Community, "officer"));
        Should.Throw<EnvelopeRefusedException>(() => Post(_network.Bravo, "alfa", MessageTypes.Offer, new OfferBody(offer, send)));
        Should.Throw<ReferralRefusedException>(() => _network.Alfa.Send("bravo"));
        _network.Alfa.Read(view => view.Refusals(10)).Count.ShouldBe(2);
    }

    [Fact]
    public void Messages_from_the_future_and_from_long_ago_are_refused_and_a_day_is_not()
    {
        var (alfa, bravo) = (_network.Alfa, _network.Bravo);
        var now = alfa.Clock.Now;
        foreach (var (shift, taken) in new[] { (1.0, true), (-1.0, true), (3.0, false), (-70.0, false) })
        {
            bravo.Clock.Now = now.AddDays(shift);
            var sent = bravo.Offer("alfa");
            var (_, send) = Referral.Draft(sent).Act("bravo", new Act(StepKind.Send, "officer"), bravo.Clock.Now);
            bool Try() => Post(bravo, "alfa", MessageTypes.Offer, new OfferBody(sent, send)).Delivered;
            if (taken)
            {
                Try().ShouldBeTrue();
            }
            else
            {
                Should.Throw<EnvelopeRefusedException>(() => Try());
            }

            (alfa.Referral(sent.Id()) is not null).ShouldBe(taken, $"{shift} days");
        }
    }

    [Fact]
    public void Other_algorithms_and_no_signature_are_refused()
    {
        var alfa = _network.Alfa;
        var offer = _network.Bravo.Offer("alfa");
        var (_, send) = Referral.Draft(offer).Act("bravo", new Act(StepKind.Send, "officer"), alfa.Clock.Now);
        var body = ReferralJson.Write(new OfferBody(offer, send));
        var good = _network.Bravo.Sealer.Sign("alfa", Message.NameOf("bravo", "alfa", MessageTypes.Offer, body), MessageTypes.Offer, body);
        var payload = Encoding.UTF8.GetString(JWT.PayloadBytes(good));
        var headers = JWT.Headers(good).Where(header => header.Key != "alg").ToDictionary(StringComparer.Ordinal);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] forged =
        [
            JWT.Encode(payload, null, JwsAlgorithm.none, headers),
            JWT.Encode(payload, Encoding.UTF8.GetBytes((string)headers["kid"]), JwsAlgorithm.HS256, headers),
            JWT.Encode(payload, other, JwsAlgorithm.ES256, headers),
            good[..good.LastIndexOf('.')] + ".", "..", "", "a.b.c",
        ];
        foreach (var signed in forged)
        {
            Should.Throw<EnvelopeRefusedException>(() => alfa.Node.Inbox.Take(Sealer.Seal([signed], alfa.Node.Keys.Card), byFile: false));
        }

        alfa.Read(view => view.Refusals(20)).Count.ShouldBe(forged.Length);
        alfa.Referral(offer.Id()).ShouldBeNull();
        alfa.Node.Inbox.Take(Sealer.Seal([good], alfa.Node.Keys.Card), byFile: false).Receipts.Single().Delivered.ShouldBeTrue();
    }

    [Fact]
    public void Whatever_comes_in_is_refused_or_taken_and_never_a_crash()
    {
        var key = _network.Alfa.Node.Keys.Card;
        Gen.Select(Gen.String, Gen.Int[0, 2], Gen.Int[0, 400], Gen.Char).Sample(
            (text, how, at, letter) =>
            {
                var body = ReferralJson.Write(new ReceiptBody([]));
                var good = _network.Bravo.Sealer.Sign("alfa", Message.NameOf("bravo", "alfa", MessageTypes.Receipt, body), MessageTypes.Receipt, body);
                var bundle = how switch
                {
                    0 => text,
                    1 => Sealer.Seal([text], key),
                    _ => Sealer.Seal([good[..(at % good.Length)] + letter + good[((at % good.Length) + 1)..]], key),
                };
                try
                {
                    _network.Alfa.Node.Inbox.Take(bundle, byFile: false);
                }
                catch (EnvelopeRefusedException refused)
                {
                    refused.Message.ShouldNotBeEmpty();
                }
            },
            iter: 300,
            threads: 1);
        _network.Alfa.Read(view => view.Refusals(1000)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_partner_that_keeps_sending_what_cannot_be_used_is_held_back()
    {
        _network.Bravo.Send("alfa");
        await _network.Settle();
        for (var i = 0; i < Inbox.MostWaiting; i += Sealer.MostMessages)
        {
            Steps(i);
        }

        Should.Throw<InboxBusyException>(() => Steps(1_000_000));

        void Steps(int from)
        {
            var many = Enumerable.Range(from, Sealer.MostMessages).Select(n => Signed(_network.Charlie, "alfa", MessageTypes.Step, Step("charlie", $"{n:x40}", StepKind.Accept, 1)));
            _network.Alfa.Node.Inbox.Take(Sealer.Seal(many, _network.Alfa.Node.Keys.Card), byFile: false);
        }
    }

    [Fact]
    public void Keys_are_for_their_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes are of Unix.");
#pragma warning disable CA1416 // Skipped above.
        File.GetUnixFileMode(Path.Combine(_network.Alfa.Folder, "exchange-keys.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
#pragma warning restore CA1416
        Should.Throw<NoKeysException>(() => NodeKeys.Make(_network.Alfa.Folder, "alfa", "", null, _network.Alfa.Clock.Now)).Message.ShouldContain("already");
    }

    public void Dispose() => _network.Dispose();

    private static Step Step(string node, string referral, StepKind kind, int number) => new()
    {
        ReferralId = referral,
        Number = number,
        Kind = kind,
        Node = node,
        By = "officer",
        At = DateTimeOffset.UnixEpoch,
        Why = "because",
    };

    private static string Signed<T>(TestNode from, string to, string type, T body)
    {
        var bytes = ReferralJson.Write(body);
        return from.Sealer.Sign(to, Message.NameOf(from.Name, to, type, bytes), type, bytes);
    }

    private BundleReport Raw<T>(TestNode from, string to, string type, T body) =>
        _network[to].Node.Inbox.Take(Sealer.Seal([Signed(from, to, type, body)], _network[to].Node.Keys.Card), byFile: false);

    private Receipt Post<T>(TestNode from, string to, string type, T body) => Raw(from, to, type, body).Receipts.Single();
}
