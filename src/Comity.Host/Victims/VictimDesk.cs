using System.Globalization;
using Comity.Exchange.Desk;
using Comity.Host.Exchange;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Programmes.Victims;

namespace Comity.Host.Victims;

/// <summary>
/// What people of a node do with the victims' register. Each act reads the case anew and adds its entry in one unit of work
/// with what follows from it: a referral that leaves, and those taken back when their consent is withdrawn.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="keysFolder">The folder of the keys that seal the files; see <see cref="PersonKeys"/>.</param>
public sealed class VictimDesk(Node node, string keysFolder)
{
    private readonly Lock _gate = new();
    private VictimFiles? _files;

    /// <summary>All cases in the order they were opened.</summary>
    /// <exception cref="PersonKeysException">The keys are missing.</exception>
    /// <exception cref="CannotOpenException">A file does not open.</exception>
    public IReadOnlyList<VictimCase> All()
    {
        var files = Files();
        using var view = node.Store.Read();
        return [.. files.All(view.Persons)];
    }

    /// <summary>A case, or null.</summary>
    /// <exception cref="PersonKeysException">The keys are missing.</exception>
    /// <exception cref="CannotOpenException">Its file does not open.</exception>
    public VictimCase? Find(string number)
    {
        var files = Files();
        using var view = node.Store.Read();
        return files.Find(view.Persons, number);
    }

    /// <summary>Opens a case under the next free number of the year, such as <c>V-2026-001</c>.</summary>
    public VictimCase Open(Deed deed)
    {
        var files = Files();
        using var unit = node.Store.Begin();
        var beginning = FormattableString.Invariant($"V-{deed.At.UtcDateTime.Year}-");
        var last = unit.Persons.Numbers(VictimFiles.Programme)
            .Where(number => number.StartsWith(beginning, StringComparison.Ordinal))
            .Select(number => int.TryParse(number.AsSpan(beginning.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var found) ? found : 0)
            .DefaultIfEmpty()
            .Max();
        var opened = files.Add(unit.Persons, VictimCase.Numbered(FormattableString.Invariant($"{beginning}{last + 1:000}")), new CaseOpened(deed));
        unit.Commit();
        return opened;
    }

    /// <summary>Takes a step of a case.</summary>
    /// <param name="number">The case.</param>
    /// <param name="step">The entry, made for the case as it stands now.</param>
    /// <exception cref="DeedRefusedException">There is no such case, or the step is not allowed.</exception>
    public VictimCase Add(string number, Func<VictimCase, VictimEntry> step)
    {
        var files = Files();
        using var unit = node.Store.Begin();
        var known = Existing(files, unit, number);
        var next = files.Add(unit.Persons, known, step(known));
        unit.Commit();
        return next;
    }

    /// <summary>Withdraws a consent and takes back, wherever it is, every referral that rests on it.</summary>
    /// <param name="exchange">The node's exchange; null when it has no keys, and then nothing can have left by it.</param>
    /// <param name="number">The case.</param>
    /// <param name="consentNumber">The consent.</param>
    /// <param name="deed">Who records it and why.</param>
    /// <returns>How many referrals were taken back.</returns>
    /// <exception cref="DeedRefusedException">The consent does not hold.</exception>
    public int Withdraw(ExchangeNode? exchange, string number, string consentNumber, Deed deed)
    {
        var files = Files();
        using var unit = node.Store.Begin();
        var next = files.Add(unit.Persons, Existing(files, unit, number), new ConsentWithdrawn(deed, consentNumber));
        var takenBack = TakeBack(exchange, unit, next, deed);
        unit.Commit();
        return takenBack;
    }

    /// <summary>Takes back what still rests on a withdrawn consent, for instance one that another program recorded.</summary>
    /// <returns>How many referrals were taken back.</returns>
    public int TakeBack(ExchangeNode exchange, string number, Deed deed)
    {
        var files = Files();
        using var unit = node.Store.Begin();
        var takenBack = TakeBack(exchange, unit, Existing(files, unit, number), deed);
        unit.Commit();
        return takenBack;
    }

    /// <summary>Refers the person to a partner: the gate of consent, the envelope and the entry of the case hold together or not at all.</summary>
    /// <param name="exchange">The node's exchange.</param>
    /// <param name="number">The case.</param>
    /// <param name="wish">What was decided.</param>
    /// <param name="deed">Who refers and why.</param>
    /// <param name="salt">Random text of the offer that was looked at.</param>
    /// <param name="seen">The name of the offer that was looked at; another one does not leave.</param>
    /// <exception cref="DeedRefusedException">Consent does not cover it, or the case is closed.</exception>
    /// <exception cref="ReferralRefusedException">The offer breaks a rule, or is not what was looked at.</exception>
    public Referral Refer(ExchangeNode exchange, string number, PersonReferralWish wish, Deed deed, string salt, string seen)
    {
        var files = Files();
        using var unit = node.Store.Begin();
        var known = Existing(files, unit, number);
        var offer = wish.Offer(exchange.Keys.Node, known, deed, salt);
        if (offer.Id() != seen)
        {
            throw new ReferralRefusedException("What would leave is not what was looked at: the form or the case changed since. Look at it again.");
        }

        var sent = exchange.Desk.Send(unit.Exchange, offer);
        files.Add(unit.Persons, known, new PersonReferred(deed with { At = node.Clock.GetUtcNow() }, sent.Id, wish.To, wish.Service, wish.Ground));
        unit.Commit();
        return sent;
    }

    private static int TakeBack(ExchangeNode? exchange, IUnitOfWork unit, VictimCase known, Deed deed)
    {
        if (exchange is null)
        {
            return 0;
        }

        var open = known.WithoutConsent.Select(referral => unit.Exchange.Referral(referral.ReferralId)).OfType<Referral>().Where(referral => !referral.IsWithdrawn).ToArray();
        foreach (var referral in open)
        {
            // Why the person withdrew stays here: it is theirs, and the partner needs only that it must stop.
            exchange.Desk.Do(unit.Exchange, referral.Id, new Act(StepKind.Revoke, deed.Who, "The person has withdrawn the consent."));
        }

        return open.Length;
    }

    private static VictimCase Existing(VictimFiles files, IUnitOfWork unit, string number) =>
        files.Find(unit.Persons, number) ?? throw new DeedRefusedException($"There is no case {number}.");

    // The keys are read when the first case is needed: a node without victims needs none.
    private VictimFiles Files()
    {
        lock (_gate)
        {
            return _files ??= new VictimFiles(PersonKeys.For(node.Store, keysFolder).Cipher);
        }
    }
}
