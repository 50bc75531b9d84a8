using System.Text;
using Comity.Exchange.Desk;
using Comity.Exchange.Envelope;
using Comity.Exchange.Identity;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;

namespace Comity.Exchange.Cases;

/// <summary>The request cannot be carried out as it stands; the message tells the person why.</summary>
public sealed class CaseRefusedException(string message) : Exception(message);

/// <summary>What a person wants to write into a case.</summary>
/// <param name="Kind">The kind of entry.</param>
/// <param name="Text">What it says in words.</param>
/// <param name="By">Who writes it.</param>
public sealed record EntryDraft(string Kind, string Text, string By)
{
    /// <summary>Its facts.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Facts { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The entry it is about, or null.</summary>
    public string? About { get; init; }

    /// <summary>The earlier entry of this node whose place it takes, or null.</summary>
    public string? Replaces { get; init; }

    /// <summary>Files that go with it; their bytes are kept already.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>Its handling; tightened to that of the case and of what it is about. That of the case when null.</summary>
    public Handling? Handling { get; init; }

    /// <summary>How far it can be trusted, or null.</summary>
    public Evaluation? Evaluation { get; init; }
}

/// <summary>
/// What people of a node do with joint cases, and what follows from it by rule. Everything is written to the ledger of the
/// caller's unit of work: the entry and the messages that carry it to the members become durable together.
/// </summary>
/// <param name="keys">The keys of this node.</param>
/// <param name="clock">The clock.</param>
/// <param name="kinds">The kinds of entry that this node writes.</param>
/// <param name="salt">Makes random text.</param>
public sealed class CaseDesk(NodeKeys keys, TimeProvider clock, IReadOnlyList<CaseKind> kinds, Func<string> salt)
{
    /// <summary>The name of this node.</summary>
    public string Node => keys.Node;

    /// <summary>Opens a case, which this node leads.</summary>
    /// <exception cref="CaseRefusedException">A rule is broken.</exception>
    public CaseLog Open(IExchangeLedger ledger, string title, Handling handling, string by)
    {
        var opening = Checked(Core(CoreKinds.Open, null, handling, by, null) with { Text = title.Trim() });
        Keep(ledger, opening);
        return ledger.Cases.Case(opening.Id())!;
    }

    /// <summary>
    /// Opens a case from a referral that is done, with an entry that says what it was about. What this node received goes
    /// no further than the nodes that have it, unless its handling lets the community see it.
    /// </summary>
    /// <exception cref="CaseRefusedException">There is no such referral, or it is not done.</exception>
    public CaseLog OpenFrom(IExchangeLedger ledger, string referralId, string title, Handling handling, string by)
    {
        var referral = ledger.Referral(referralId) ?? throw new CaseRefusedException($"There is no referral {referralId}.");
        if (referral.State != ReferralState.Done || referral.IsWithdrawn)
        {
            throw new CaseRefusedException($"Referral {referralId} is {(referral.IsWithdrawn ? "taken back" : referral.State.ToString().ToLowerInvariant())}; a case is opened from one that is done.");
        }

        var log = Open(ledger, title, handling, by);
        var offer = referral.Offer;
        string[] holders = [.. new[] { Node, offer.From, offer.To, offer.Originator }.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var mayGoOn = offer.Handling.Tlp != Tlp.Red && (offer.Originator == Node || HandlingRules.Forward(offer.Handling, Audience.Community).Allowed);
        var facts = new Dictionary<string, IReadOnlyList<string>>(offer.Subject.Facts, StringComparer.Ordinal)
        {
            ["referral"] = [referral.Id],
            ["result"] = [referral.Outcome!.Result],
        };
        return Write(ledger, log, Drafted(log, new EntryDraft("referral", $"{offer.Subject.Label}. {referral.Outcome.Report}".Trim(), by)
        {
            Facts = facts,
            Handling = mayGoOn ? offer.Handling : offer.Handling with { Tlp = Tlp.Red, Named = holders },
            Evaluation = offer.Evaluation,
        }));
    }

    /// <summary>Admits a partner: it gets the invitation, and the case itself once it has joined.</summary>
    /// <exception cref="CaseRefusedException">This node does not lead the case, or the other is no confirmed partner.</exception>
    public CaseLog Admit(IExchangeLedger ledger, string caseId, string node, bool seesHistory, string by)
    {
        if (ledger.Partner(node) is not { State: PartnerState.Confirmed })
        {
            throw new CaseRefusedException($"{node} is no confirmed partner. Add it and compare the fingerprint with 'comity partners'.");
        }

        var log = Case(ledger, caseId);
        return Write(ledger, log, Core(CoreKinds.Admit, log, log.Opening.Handling, by, new Admission(node, seesHistory)));
    }

    /// <summary>Ends a node's part: it receives nothing more.</summary>
    /// <exception cref="CaseRefusedException">This node does not lead the case, or the other is no member.</exception>
    public CaseLog End(IExchangeLedger ledger, string caseId, string node, string by)
    {
        var log = Case(ledger, caseId);
        return log.Member(node) is { IsLead: false, EndedAt: null }
            ? Write(ledger, log, Core(CoreKinds.End, log, log.Opening.Handling, by, new Admission(node, SeesHistory: false)))
            : throw new CaseRefusedException($"{node} takes no part in the case that could be ended.");
    }

    /// <summary>Takes part in a case that this node was invited to.</summary>
    /// <exception cref="CaseRefusedException">It takes part already, or was not invited.</exception>
    public CaseLog Join(IExchangeLedger ledger, string caseId, string by)
    {
        var log = Case(ledger, caseId);
        return log.Member(Node) is { JoinedAt: null }
            ? Write(ledger, log, Core(CoreKinds.Join, log, log.Opening.Handling, by, null))
            : throw new CaseRefusedException($"{Node} takes part in the case already.");
    }

    /// <summary>Writes an entry of one of the kinds of this node.</summary>
    /// <exception cref="CaseRefusedException">It breaks a rule; the message says which.</exception>
    public CaseEntry Add(IExchangeLedger ledger, string caseId, EntryDraft draft)
    {
        var log = Case(ledger, caseId);
        var kind = kinds.FirstOrDefault(known => known.Id == draft.Kind)
            ?? throw new CaseRefusedException($"There is no kind of entry '{draft.Kind}'; choose one of {string.Join(", ", kinds.Select(known => known.Id))}.");
        if (log.Member(Node) is not { TakesPart: true })
        {
            throw new CaseRefusedException($"{Node} takes no part in the case. An invitation is taken up with 'comity case join'.");
        }

        var entry = Drafted(log, draft);
        string[] problems = [.. kind.Problems(entry, log), .. ReferenceProblems(log, entry)];
        if (problems.Length > 0)
        {
            throw new CaseRefusedException(string.Join(Environment.NewLine, problems));
        }

        Write(ledger, log, entry);
        return entry;
    }

    /// <summary>Gives members what they may have and were not given yet, such as after two of them became partners.</summary>
    public void Spread(IExchangeLedger ledger)
    {
        foreach (var id in ledger.Cases.Cases())
        {
            Spread(ledger, ledger.Cases.Case(id)!);
        }
    }

    /// <summary>Gives the members of a case what they may have and were not given yet.</summary>
    internal void Spread(IExchangeLedger ledger, CaseLog log)
    {
        var given = ledger.Cases.Given(log.Id);
        var own = log.Entries.Where(named => named.Entry.Node == Node).ToArray();
        Dictionary<string, string>? signed = null;
        foreach (var member in log.Members.Where(member => member.Node != Node && ledger.Partner(member.Node) is { State: PartnerState.Confirmed }))
        {
            foreach (var (id, entry) in own.Where(named =>
                !(given.TryGetValue(named.Id, out var nodes) && nodes.Contains(member.Node, StringComparer.Ordinal)) && log.IsFor(named.Entry, member.Node)))
            {
                signed ??= ledger.Cases.Signed(log.Id).ToDictionary(kept => kept.Id, kept => kept.Signed, StringComparer.Ordinal);
                Queue(ledger, member.Node, MessageTypes.Entry, ReferralJson.Write(new EntryBody(signed[id])), log.Id);
                foreach (var part in entry.Attachments.SelectMany(file => ReferralDesk.Parts(id, file)))
                {
                    Queue(ledger, member.Node, MessageTypes.Part, ReferralJson.Write(part), log.Id);
                }

                ledger.Cases.Give(log.Id, id, member.Node);
            }
        }
    }

    private CaseLog Write(IExchangeLedger ledger, CaseLog log, CaseEntry entry)
    {
        Checked(entry);
        if (log.Take(entry, Node) is { Fate: not EntryFate.New } judged)
        {
            throw new CaseRefusedException($"This cannot be written: {judged.Reason}.");
        }

        Keep(ledger, entry);
        Spread(ledger, log);
        return log;
    }

    private void Keep(IExchangeLedger ledger, CaseEntry entry)
    {
        var (signed, key) = EntrySeal.Sign(entry, keys);
        ledger.Cases.Add(entry.CaseId, entry, new SignedEntry(entry.Id(), signed, Encoding.UTF8.GetString(ReferralJson.Write(key)), clock.GetUtcNow()));
    }

    private CaseEntry Drafted(CaseLog log, EntryDraft draft)
    {
        var handling = log.Opening.Handling.Tighten(draft.Handling ?? log.Opening.Handling);
        foreach (var before in new[] { draft.About, draft.Replaces }.OfType<string>().Select(log.Find).OfType<CaseEntry>())
        {
            handling = handling.Tighten(before.Handling.Tlp == Tlp.Red ? before.Handling with { Named = [.. before.Handling.Named.Append(Node)] } : before.Handling);
        }

        handling = handling.Tlp == Tlp.Red ? handling with { Named = [.. handling.Named.Append(Node).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] } : handling;
        return Core(draft.Kind, log, handling, draft.By, null) with
        {
            Text = draft.Text.Trim(),
            Facts = draft.Facts,
            About = draft.About,
            Replaces = draft.Replaces,
            Attachments = draft.Attachments,
            Evaluation = draft.Evaluation,
            To = log.Audience(Node, handling),
        };
    }

    private static IEnumerable<string> ReferenceProblems(CaseLog log, CaseEntry entry)
    {
        if (entry.Replaces is { } replaced && log.Find(replaced)?.Node != entry.Node)
        {
            yield return $"replaces: '{replaced}' is no entry of this node; only its own node corrects an entry.";
        }

        foreach (var before in new[] { entry.About, entry.Replaces }.OfType<string>().Select(log.Find).OfType<CaseEntry>().Where(before => CaseRules.Loosens(entry, before)))
        {
            yield return $"handling: looser than that of the entry {before.Id()}.";
        }
    }

    private CaseEntry Core(string kind, CaseLog? log, Handling handling, string by, Admission? admission)
    {
        var now = clock.GetUtcNow();
        // A node's own entries follow one another, also when its clock was set back.
        var last = log?.Entries.LastOrDefault(named => named.Entry.Node == Node)?.Entry.At;
        return new CaseEntry
        {
            Case = log?.Id,
            Node = Node,
            Kind = kind,
            Text = "",
            Admission = admission,
            Handling = handling,
            By = by,
            At = last >= now ? last.Value.AddTicks(1) : now,
            Salt = salt(),
        };
    }

    private static CaseEntry Checked(CaseEntry entry) =>
        CaseRules.Problems(entry) is { Count: > 0 } problems ? throw new CaseRefusedException(string.Join(Environment.NewLine, problems)) : entry;

    private CaseLog Case(IExchangeLedger ledger, string id) => ledger.Cases.Case(id) is { } log && log.Member(Node) is { EndedAt: null }
        ? log
        : throw new CaseRefusedException($"This node takes part in no case {id}.");

    private void Queue(IExchangeLedger ledger, string to, string type, byte[] body, string caseId) => ledger.Queue(new OutboxItem(
        0, to, Message.NameOf(Node, to, type, body), type, Encoding.UTF8.GetString(body), caseId, clock.GetUtcNow(), OutboxState.Waiting, 0, ""));
}
