using Comity.Exchange.Cases;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;

namespace Comity.Exchange.Tests;

/// <summary>What people of a node do with a joint case, for several tests.</summary>
internal static class CaseNodes
{
    public static Handling Green { get; } = new() { Tlp = Tlp.Green };

    public static CaseLog Open(this TestNode node) => node.Write(ledger => node.Node.Cases.Open(ledger, "1.4 t in bananas", Green, "officer"));

    public static void Admit(this TestNode lead, string id, string node, bool seesHistory = false) => lead.Write(ledger => lead.Node.Cases.Admit(ledger, id, node, seesHistory, "officer"));

    public static void Join(this TestNode node, string id) => node.Write(ledger => node.Node.Cases.Join(ledger, id, "officer"));

    public static void End(this TestNode lead, string id, string node) => lead.Write(ledger => lead.Node.Cases.End(ledger, id, node, "officer"));

    public static CaseEntry Minute(this TestNode node, string id, string text, Handling? handling = null) => node.Add(id, new EntryDraft("minute", text, "officer")
    {
        Facts = Facts(("held_on", "2026-03-01")),
        Handling = handling,
    });

    public static CaseEntry Add(this TestNode node, string id, EntryDraft draft) => node.Write(ledger => node.Node.Cases.Add(ledger, id, draft));

    public static CaseLog? Case(this TestNode node, string id) => node.Read(view => view.Cases.Case(id));

    /// <summary>What a node was told, in the order of the alphabet: the clock of the tests stands.</summary>
    public static string[] Says(this TestNode node, string id) =>
        [.. (node.Case(id)?.Standing ?? []).Where(named => !CoreKinds.Contains(named.Entry.Kind)).Select(named => named.Entry.Text).Order(StringComparer.Ordinal)];

    public static Handling Red(params string[] named) => new() { Tlp = Tlp.Red, Named = named };

    public static Dictionary<string, IReadOnlyList<string>> Facts(params (string Name, string Value)[] facts) =>
        facts.GroupBy(fact => fact.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(fact => fact.Value)], StringComparer.Ordinal);
}
