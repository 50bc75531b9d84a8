using System.CommandLine;
using Comity.Host;
using Comity.Host.Authority;
using Comity.Kernel.Account.Audit;
using Comity.Kernel.Account.Authority;
using Comity.Store.Identity;

namespace Comity.Cli;

/// <summary>
/// What each command needs. Whoever can read the node's folder is its operator and may use every command; what the rule
/// gives is the entry in the audit, made before the command does anything. A test names each command without a rule.
/// </summary>
internal static class CommandRules
{
    private const int LongestDetail = 500;

    /// <summary>The rights by command.</summary>
    public static IReadOnlyDictionary<string, Right> Rights { get; } = new Dictionary<string, Right>(StringComparer.Ordinal)
    {
        ["screen"] = new("imports", "write"),
        ["rescreen"] = new("profiles", "test"),
        ["backtest"] = new("profiles", "test"),
        ["register record"] = new("register", "record"),
        ["register list"] = new("register", "read"),
        ["register totals"] = new("register", "read"),
        ["register verify"] = new("register", "read"),
        ["mappings save"] = new("imports", "write"),
        ["mappings list"] = new("imports", "read"),
        ["mappings suggest"] = new("imports", "read"),
        ["lists import"] = new("lists", "write"),
        ["lists diff"] = new("lists", "read"),
        ["lists show"] = new("lists", "read"),
        ["lists rescreen"] = new("lists", "write"),
        ["parties list"] = new("parties", "read"),
        ["parties show"] = new("parties", "read"),
        ["parties join"] = new("parties", "join"),
        ["parties split"] = new("parties", "join"),
        ["referral send"] = new("referrals", "send"),
        ["referral list"] = new("referrals", "read"),
        ["referral show"] = new("referrals", "read"),
        ["referral accept"] = new("referrals", "answer"),
        ["referral reject"] = new("referrals", "answer"),
        ["referral done"] = new("referrals", "answer"),
        ["referral revoke"] = new("referrals", "revoke"),
        ["referral ask"] = new("referrals", "send"),
        ["partners add"] = new("partners", "write"),
        ["partners list"] = new("partners", "read"),
        ["partners confirm"] = new("partners", "write"),
        ["partners revoke"] = new("partners", "write"),
        ["exchange init"] = new("partners", "write"),
        ["exchange card"] = new("partners", "read"),
        ["exchange rotate"] = new("partners", "write"),
        ["exchange serve"] = new("node", "serve"),
        ["exchange sync"] = new("partners", "export"),
        ["exchange export"] = new("partners", "export"),
        ["exchange import"] = new("referrals", "answer"),
        ["exchange status"] = new("partners", "read"),
        ["case open"] = new("cases", "lead"),
        ["case list"] = new("cases", "read"),
        ["case show"] = new("cases", "read"),
        ["case admit"] = new("cases", "lead"),
        ["case join"] = new("cases", "write"),
        ["case end"] = new("cases", "lead"),
        ["case add"] = new("cases", "write"),
        ["case accounting"] = new("cases", "read"),
        ["case prosecution"] = new("cases", "read"),
        ["case verify"] = new("cases", "read"),
        ["serve"] = new("node", "serve"),
        ["users list"] = new("accounts", "read"),
        ["users add"] = new("accounts", "write"),
        ["users link"] = new("accounts", "write"),
        ["users close"] = new("accounts", "write"),
        ["users open"] = new("accounts", "write"),
        ["keys rotate"] = new("node", "keys"),
        ["victims list"] = new("victims", "read"),
        ["victims show"] = new("victims", "read"),
        ["victims record"] = new("victims", "write"),
        ["victims export"] = new("victims", "export"),
        ["victims count"] = new("victims", "count"),
        ["custody list"] = new("custody", "read"),
        ["custody show"] = new("custody", "read"),
        ["custody due"] = new("custody", "read"),
        ["custody dashboard"] = new("custody", "read"),
        ["backup"] = new("node", "backup"),
        ["audit list"] = new("audit", "read"),
        ["audit verify"] = new("audit", "read"),
        ["audit export"] = new("audit", "export"),
    };

    /// <summary>Commands that touch no node, and why they are not audited.</summary>
    public static IReadOnlyDictionary<string, string> WithoutNode { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["case kinds"] = "prints the kinds of entry",
        ["profiles check"] = "reads profile files",
        ["profiles fields"] = "prints the schema",
        ["cel eval"] = "evaluates what it is given",
        ["generate manifests"] = "makes synthetic data",
        ["assess"] = "reads one file of answers and keeps nothing",
        ["instruments list"] = "reads instrument files",
        ["instruments check"] = "reads instrument files",
        ["instruments import"] = "turns one file into another",
        ["estimate"] = "reads one table and keeps nothing",
        ["names match"] = "compares what it is given",
        ["names evaluate"] = "measures on public data",
        ["names train"] = "trains on public data",
        ["demo"] = "makes a folder of its own with synthetic data",
        ["bench engine"] = "measures on generated data",
        ["completion"] = "prints a script",
        ["restore"] = "makes a folder, and an entry in the audit it restored",
        ["users roles"] = "prints the role book",
    };

    /// <summary>Makes the entry of a command in the audit of its node, before the command runs.</summary>
    public static void Audit(ParseResult parsed, TimeProvider clock)
    {
        var name = NameOf(parsed);
        if (parsed.Action != parsed.CommandResult.Command.Action || WithoutNode.ContainsKey(name))
        {
            return;
        }

        // A command that was forgotten here is still on record, as what it was called.
        var right = Rights.TryGetValue(name, out var known) ? known : new Right("", name);
        var actor = Actor.Operator(LocalOfficer.UsualName);
        var said = string.Join(' ', parsed.Tokens.Select(token => token.Value));
        using var authority = AuthorityStore.Open(Path.GetFullPath(parsed.GetRequiredValue<string>("--data")), clock);
        authority.Audit.Append(new AuditAct(
            right.Action switch { "read" or "test" => AuditKind.Read, "export" => AuditKind.Export, _ => AuditKind.Change },
            actor.Account, actor.Name, actor.Unit, right.Resource, right.Action, $"comity {name}",
            said.Length > LongestDetail ? said[..LongestDetail] : said,
            right.Resource.Length > 0 ? ShippedRoles.Book.Resource(right.Resource).Purpose : "", "command line", AuditOutcome.Allowed));
    }

    private static string NameOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at.Parent is System.CommandLine.Parsing.CommandResult parent; at = parent)
        {
            names.Push(at.Command.Name);
        }

        return string.Join(' ', names);
    }
}
