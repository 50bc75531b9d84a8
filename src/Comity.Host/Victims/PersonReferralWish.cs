using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Programmes.Victims;

namespace Comity.Host.Victims;

/// <summary>What a case worker decides when a person is referred to a partner; all else follows from the case and the rules.</summary>
/// <param name="To">The partner.</param>
/// <param name="Service">The service asked for.</param>
/// <param name="Request">What is asked, in words.</param>
/// <param name="Ground">The consent it rests on, or the override.</param>
/// <param name="Fields">The fields that go along.</param>
/// <param name="Days">Whole days until it lapses.</param>
public sealed record PersonReferralWish(string To, string Service, string Request, Ground Ground, IReadOnlyList<string> Fields, int Days)
{
    /// <summary>
    /// How every referral of a person is to be handled: by the recipient's organisation alone, not in court and not passed on
    /// without this node's permission. The consent was given for one service, so nobody chooses more.
    /// </summary>
    public static Handling Handling { get; } = new() { Tlp = Tlp.AmberStrict, H1 = true, H2 = true };

    /// <summary>The offer that it comes to: exactly what leaves the node.</summary>
    /// <param name="from">This node.</param>
    /// <param name="known">The case.</param>
    /// <param name="deed">Who refers, and when: what was looked at before is made again at the same time, so that it is the same.</param>
    /// <param name="salt">Random text, so that its name cannot be found by guessing its content.</param>
    /// <exception cref="DeedRefusedException">The consent or override does not carry it; the message says what is missing.</exception>
    public ReferralOffer Offer(string from, VictimCase known, Deed deed, string salt)
    {
        ConsentGate.Require(known, Service, To, Ground);
        return new ReferralOffer
        {
            From = from,
            To = To,
            Kind = ReferralKind.Refer,
            Purpose = ConsentGate.ServiceReferral.Id,
            Request = Request,
            Subject = ConsentGate.Snapshot(known, Service, Fields),
            Ground = Ground,
            Handling = Handling,
            By = deed.Who,
            At = deed.At,
            ExpiresAt = deed.At.AddDays(Days),
            Salt = salt,
        };
    }
}
