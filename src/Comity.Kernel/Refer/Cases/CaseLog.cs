using System.Security.Cryptography;
using System.Text;

namespace Comity.Kernel.Refer.Cases;

/// <summary>A node's part in a case, as the entries say.</summary>
/// <param name="Node">The node.</param>
/// <param name="IsLead">Whether it opened the case; the lead alone admits.</param>
/// <param name="SeesHistory">Whether it receives what was written before it was admitted.</param>
/// <param name="AdmittedAt">Since when it may take part.</param>
/// <param name="JoinedAt">Since when it does, or null while it was only invited.</param>
/// <param name="EndedAt">Since when it no longer does, or null.</param>
public sealed record CaseMember(string Node, bool IsLead, bool SeesHistory, DateTimeOffset AdmittedAt, DateTimeOffset? JoinedAt, DateTimeOffset? EndedAt)
{
    /// <summary>Whether it takes part now.</summary>
    public bool TakesPart => JoinedAt is not null && EndedAt is null;
}

/// <summary>What became of an entry that arrived.</summary>
public enum EntryFate
{
    /// <summary>It is part of the case now.</summary>
    New,

    /// <summary>It was already.</summary>
    Known,

    /// <summary>What entitles it is not known here: it can be tried again when more has come.</summary>
    Early,

    /// <summary>It may not be taken.</summary>
    Refused,
}

/// <summary>An entry that arrived, judged.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Reason">Why, or empty.</param>
public sealed record EntryJudgement(EntryFate Fate, string Reason = "");

/// <summary>An entry with its name.</summary>
/// <param name="Id">Its name (<see cref="CaseEntry.Id"/>).</param>
/// <param name="Entry">The entry.</param>
public sealed record NamedEntry(string Id, CaseEntry Entry);

/// <summary>
/// A case as one node knows it: a set of entries that only grows. Everything it says follows from the set alone, so two
/// nodes that know the same entries agree, in whatever order these came and however often, and nothing leads back.
/// </summary>
public sealed class CaseLog
{
    private readonly Dictionary<string, CaseEntry> _entries = new(StringComparer.Ordinal);

    // Who takes part is asked for each entry, and few entries say it.
    private readonly List<NamedEntry> _core = [];

    /// <summary>Begins with the entry that opens the case.</summary>
    /// <exception cref="ArgumentException">It does not open a case, or breaks a rule.</exception>
    public CaseLog(CaseEntry opening)
    {
        if (opening.Kind != CoreKinds.Open || CaseRules.Problems(opening) is { Count: > 0 })
        {
            throw new ArgumentException($"A case begins with a sound opening entry. {string.Join(' ', CaseRules.Problems(opening))}", nameof(opening));
        }

        Id = opening.Id();
        Opening = opening;
        _entries.Add(Id, opening);
    }

    /// <summary>The name of the case.</summary>
    public string Id { get; }

    /// <summary>The entry that opened it.</summary>
    public CaseEntry Opening { get; }

    /// <summary>The node that opened it.</summary>
    public string Lead => Opening.Node;

    /// <summary>All entries by time, then by name: the same order on every node.</summary>
    public IReadOnlyList<NamedEntry> Entries => [.. InOrder(_entries.Select(pair => new NamedEntry(pair.Key, pair.Value)))];

    /// <summary>The nodes of the case, the lead first, then by name.</summary>
    public IReadOnlyList<CaseMember> Members =>
    [
        new CaseMember(Lead, IsLead: true, SeesHistory: true, Opening.At, Opening.At, null),
        .. InOrder(_core).Select(named => named.Entry)
            .Where(entry => entry.Admission is not null)
            .GroupBy(entry => entry.Admission!.Node, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Fold(group.Key, group)),
    ];

    /// <summary>
    /// The entries that count, in order. One that was replaced by its own node does not, nor one that its node wrote after
    /// its part had ended, nor one that may be seen more widely than what it is about.
    /// </summary>
    public IReadOnlyList<NamedEntry> Standing
    {
        get
        {
            var against = NotStanding();
            return [.. Entries.Where(named => !against.ContainsKey(named.Id))];
        }
    }

    /// <summary>
    /// The case as somebody of this node may see it: who takes part, and the entries that a test lets through. An entry whose
    /// replacement is hidden counts there.
    /// </summary>
    public CaseLog Only(Func<CaseEntry, bool> isShown)
    {
        var shown = new CaseLog(Opening);
        foreach (var (id, entry) in _entries.Where(pair => pair.Key != Id && (CoreKinds.Contains(pair.Value.Kind) || isShown(pair.Value))))
        {
            shown.Add(id, entry);
        }

        return shown;
    }

    /// <summary>An entry, or null.</summary>
    public CaseEntry? Find(string id) => _entries.GetValueOrDefault(id);

    /// <summary>A node's part, or null when it has none.</summary>
    public CaseMember? Member(string node) => Members.FirstOrDefault(member => member.Node == node);

    /// <summary>
    /// The fingerprint of what this node knows: SHA-256 over the names of all entries in their order. Two members that were
    /// given the same entries have the same.
    /// </summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', _entries.Keys.Order(StringComparer.Ordinal)))));

    /// <summary>Whether an entry is given to a node now: it takes part, and the entry's handling and the lead's grant let it.</summary>
    public bool IsFor(CaseEntry entry, string node)
    {
        if (node == entry.Node)
        {
            return true;
        }

        if (Member(node) is not { EndedAt: null } member)
        {
            // Whose part ended hears of that, and of nothing after.
            return entry.Kind == CoreKinds.End && entry.Admission!.Node == node;
        }

        if (CoreKinds.Contains(entry.Kind))
        {
            // Also to the invited: two that join at once would each wait for the other's word.
            return member.TakesPart || entry.Kind is CoreKinds.Open or CoreKinds.Join || entry.Admission?.Node == node;
        }

        return !IsRedFor(entry, node)
            && (entry.To.Contains(node, StringComparer.Ordinal) || member.SeesHistory)
            && member.TakesPart;
    }

    /// <summary>
    /// Whether a node may hold an entry that reached it: it was written for it, or the lead ever granted it what was written
    /// before. What becomes true stays true, so the order of arrival does not matter.
    /// </summary>
    public bool MayHold(CaseEntry entry, string node)
    {
        if (node == entry.Node || node == Lead || entry.Admission?.Node == node)
        {
            return !IsRedFor(entry, node);
        }

        var grants = _core.Where(named => named.Entry.Kind == CoreKinds.Admit && named.Entry.Admission!.Node == node).ToArray();
        return grants.Length > 0
            && !IsRedFor(entry, node)
            && (CoreKinds.Contains(entry.Kind) || entry.To.Contains(node, StringComparer.Ordinal) || Array.Exists(grants, grant => grant.Entry.Admission!.SeesHistory));
    }

    /// <summary>The members that an entry written now is for: those that were admitted, and are named when it is TLP:RED.</summary>
    public IReadOnlyList<string> Audience(string from, Handling handling) =>
    [
        .. Members.Where(member => member.EndedAt is null && member.Node != from)
            .Select(member => member.Node)
            .Where(node => handling.Tlp != Tlp.Red || handling.Named.Contains(node, StringComparer.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Takes an entry in, or says why not.</summary>
    /// <param name="entry">The entry; its signature was checked.</param>
    /// <param name="receiver">The node that takes it.</param>
    public EntryJudgement Take(CaseEntry entry, string receiver)
    {
        var id = entry.Id();
        if (_entries.ContainsKey(id))
        {
            return new EntryJudgement(EntryFate.Known);
        }

        if (Judge(entry) is { } judged)
        {
            return judged;
        }

        if (!MayHold(entry, receiver))
        {
            return new EntryJudgement(EntryFate.Early, "it is not for this node, as far as is known here");
        }

        Add(id, entry);
        return new EntryJudgement(EntryFate.New);
    }

    /// <summary>Puts back an entry that was taken before, from where it was kept.</summary>
    /// <exception cref="InvalidDataException">It could not have been taken.</exception>
    public void Restore(CaseEntry entry)
    {
        var id = entry.Id();
        if (_entries.ContainsKey(id) || Judge(entry) is not null)
        {
            throw new InvalidDataException($"Entry {id} of case {Id} was changed in the store: {Judge(entry)?.Reason ?? "it is there twice"}.");
        }

        Add(id, entry);
    }

    /// <summary>Why entries that are known do not count, by their names.</summary>
    public IReadOnlyDictionary<string, string> NotStanding()
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        var ended = Members.Where(member => member.EndedAt is not null).ToDictionary(member => member.Node, member => member.EndedAt!.Value, StringComparer.Ordinal);
        foreach (var (id, entry) in _entries)
        {
            if (ended.TryGetValue(entry.Node, out var at) && entry.At > at)
            {
                reasons[id] = "written after its node's part in the case had ended";
            }
            else if (Loosened(entry) is { } what)
            {
                reasons[id] = $"its handling is looser than that of the entry {what}";
            }
            else if (entry.Replaces is { } replaced && Find(replaced) is { } before && before.Node != entry.Node)
            {
                reasons[id] = "only the node that wrote an entry can replace it";
            }
        }

        string[] gone = [.. _entries.Where(pair => pair.Value.Replaces is not null && !reasons.ContainsKey(pair.Key)).Select(pair => pair.Value.Replaces!)];
        foreach (var id in gone)
        {
            reasons.TryAdd(id, "replaced by a later entry of its node");
        }

        return reasons;
    }

    private void Add(string id, CaseEntry entry)
    {
        _entries.Add(id, entry);
        if (CoreKinds.Contains(entry.Kind))
        {
            _core.Add(new NamedEntry(id, entry));
        }
    }

    private EntryJudgement? Judge(CaseEntry entry)
    {
        if (entry.Case != Id)
        {
            return new EntryJudgement(EntryFate.Refused, "it belongs to another case");
        }

        if (CaseRules.Problems(entry) is { Count: > 0 } problems)
        {
            return new EntryJudgement(EntryFate.Refused, string.Join(' ', problems));
        }

        // First: whoever has no part must not learn from an answer that there is such a case.
        if (entry.Node != Lead && Member(entry.Node) is null)
        {
            return new EntryJudgement(EntryFate.Early, "its node is no member, as far as is known here");
        }

        if (entry.Kind is CoreKinds.Admit or CoreKinds.End && entry.Node != Lead)
        {
            return new EntryJudgement(EntryFate.Refused, $"only {Lead}, which leads the case, says who takes part");
        }

        return entry.Handling.IsAtLeastAsStrictAs(Opening.Handling)
            ? null
            : new EntryJudgement(EntryFate.Refused, "its handling is looser than that of the case");
    }

    private string? Loosened(CaseEntry entry) =>
        entry.About is { } about && Find(about) is { } subject && CaseRules.Loosens(entry, subject) ? "it is about"
        : entry.Replaces is { } replaced && Find(replaced) is { } before && CaseRules.Loosens(entry, before) ? "it replaces"
        : null;

    private static bool IsRedFor(CaseEntry entry, string node) => entry.Handling.Tlp == Tlp.Red && !entry.Handling.Named.Contains(node, StringComparer.Ordinal);

    private CaseMember Fold(string node, IEnumerable<CaseEntry> entries)
    {
        var last = entries.Last();
        var admitted = entries.LastOrDefault(entry => entry.Kind == CoreKinds.Admit);
        // What was given cannot be taken back: a later admission widens a grant; only an end of the part ends it.
        var seesHistory = entries.Reverse().TakeWhile(entry => entry.Kind != CoreKinds.End).Any(entry => entry.Admission!.SeesHistory);
        var joined = InOrder(_core).Select(named => named.Entry).FirstOrDefault(entry => entry.Kind == CoreKinds.Join && entry.Node == node);
        return new CaseMember(
            node, IsLead: false, seesHistory, admitted?.At ?? last.At, joined?.At, last.Kind == CoreKinds.End ? last.At : null);
    }

    private static IEnumerable<NamedEntry> InOrder(IEnumerable<NamedEntry> entries) =>
        entries.OrderBy(named => named.Entry.At).ThenBy(named => named.Id, StringComparer.Ordinal);
}
