using System.CommandLine;
using Comity.Exchange.Cases;
using Comity.Host.Cases;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;

namespace Comity.Cli;

/// <summary><c>comity case …</c>: joint cases and prosecution files.</summary>
internal static class CaseCommand
{
    public static Command Build(Option<string> data, TimeProvider clock) => new("case", "Work on a joint case with other nodes: entries, requests, documents, accounting, prosecution files (docs/cases.md).")
    {
        Open(data, clock),
        List(data, clock),
        Show(data, clock),
        Admit(data, clock),
        Change("join", "Take part in a case that this node was invited to.", null, data, clock, (node, unit, id, _, by) => node.Cases.Join(unit, id, by)),
        Change(
            "end", "End a member's part: it receives nothing more.", new Option<string>("--node") { Description = "The member.", HelpName = "NODE", Required = true }, data, clock,
            (node, unit, id, member, by) => node.Cases.End(unit, id, member, by)),
        CaseAddCommand.Build(data, clock),
        CaseAddCommand.Kinds(),
        Accounting(data, clock),
        Prosecution(data, clock),
        Verify(data, clock),
    };

    public static Argument<string> Id() => new("CASE") { Description = "The case, as listed; its first characters are enough." };

    /// <summary>The whole name of a case from its first characters.</summary>
    /// <exception cref="CaseRefusedException">None or several begin so.</exception>
    public static string Resolve(ICaseView cases, string beginning) => cases.Cases().Where(id => id.StartsWith(beginning, StringComparison.Ordinal)).ToArray() switch
    {
        [var one] => one,
        [] => throw new CaseRefusedException($"There is no case {beginning}."),
        var several => throw new CaseRefusedException($"{several.Length} cases begin with {beginning}; write more of the name."),
    };

    private static Command Open(Option<string> data, TimeProvider clock)
    {
        var title = new Option<string>("--title") { Description = "What the case is called.", Required = true };
        var tlp = CaseAddCommand.Tlp("green");
        var from = new Option<string?>("--from-referral") { Description = "A referral that is done, from which the case is opened.", HelpName = "ID" };
        var by = ReferralCommand.By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(
            "open",
            """
            Open a case, which this node leads.

            Example: comity case open --title "1.4 t in bananas" --from-referral 3f2a…
            """)
        { title, tlp, from, by, json };
        command.SetAction(parsed => Do(parsed.GetRequiredValue(data), clock, parsed.GetValue(json), (node, unit) =>
        {
            var handling = new Handling { Tlp = CaseAddCommand.Colour(parsed.GetValue(tlp)!) };
            return parsed.GetValue(from) is { } referral
                ? node.Cases.OpenFrom(unit, referral, parsed.GetRequiredValue(title), handling, parsed.GetRequiredValue(by))
                : node.Cases.Open(unit, parsed.GetRequiredValue(title), handling, parsed.GetRequiredValue(by));
        }));
        return command;
    }

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object a line.");
        var command = new Command("list", "List the cases of this node, the one that changed last first.") { json };
        command.SetAction(parsed =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            using var view = node.Store.Read();
            foreach (var log in CaseBook.All(view.Exchange.Cases, node.Keys.Node))
            {
                CaseOutput.Write(log, parsed.GetValue(json));
            }

            return Exit.Done;
        });
        return command;
    }

    private static Command Show(Option<string> data, TimeProvider clock) => Read(
        "show", "Show a case: members, what is open, and all entries in order.", data, clock,
        (node, view, log, asJson) => CaseOutput.Describe(log, DateOnly.FromDateTime(node.Clock.GetUtcNow().UtcDateTime), asJson));

    private static Command Admit(Option<string> data, TimeProvider clock)
    {
        var id = Id();
        var member = new Option<string>("--node") { Description = "The confirmed partner to admit.", HelpName = "NODE", Required = true };
        var history = new Option<bool>("--history") { Description = "It also sees what was written before, except what is marked TLP:RED for others." };
        var by = ReferralCommand.By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(
            "admit",
            """
            Admit a partner to a case that this node leads. It sees nothing of it before it has joined, and nothing that was written before it was admitted unless you say --history.

            Example: comity case admit 3f2a --node port-bravo
            """)
        { id, member, history, by, json };
        command.SetAction(parsed => Do(parsed.GetRequiredValue(data), clock, parsed.GetValue(json), (node, unit) => node.Cases.Admit(
            unit, Resolve(unit.Cases, parsed.GetRequiredValue(id)), parsed.GetRequiredValue(member), parsed.GetValue(history), parsed.GetRequiredValue(by))));
        return command;
    }

    private static Command Change(
        string name, string description, Option<string>? member, Option<string> data, TimeProvider clock, Func<ExchangeNode, IExchangeLedger, string, string, string, CaseLog> change)
    {
        var id = Id();
        var by = ReferralCommand.By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(name, description) { id, by, json };
        if (member is not null)
        {
            command.Add(member);
        }

        command.SetAction(parsed => Do(parsed.GetRequiredValue(data), clock, parsed.GetValue(json), (node, unit) => change(
            node, unit, Resolve(unit.Cases, parsed.GetRequiredValue(id)), member is null ? "" : parsed.GetRequiredValue(member), parsed.GetRequiredValue(by))));
        return command;
    }

    private static Command Accounting(Option<string> data, TimeProvider clock) => Read(
        "accounting", "Count each seizure for the countries of its chain: seizure in, seizure out for enforcement and for trade (ETIS).", data, clock,
        (node, view, log, asJson) => CaseOutput.Accounting(log, asJson));

    private static Command Prosecution(Option<string> data, TimeProvider clock) => Read(
        "prosecution", "Show the prosecution files of a case with their counts of persons, which follow from the entries.", data, clock,
        (node, view, log, asJson) => CaseOutput.Prosecution(log, asJson));

    private static Command Verify(Option<string> data, TimeProvider clock) => Read(
        "verify", "Check every entry's name and signature and every file's hash. Exit code 1 when something does not hold.", data, clock,
        (node, view, log, asJson) => CaseOutput.Verify(log, CaseCheck.Of(view.Exchange.Cases, log, node.Raw), asJson));

    private static Command Read(string name, string description, Option<string> data, TimeProvider clock, Func<ExchangeNode, Kernel.Account.INodeView, CaseLog, bool, int> write)
    {
        var id = Id();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(name, description) { id, json };
        command.SetAction(parsed =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            using var view = node.Store.Read();
            try
            {
                var log = view.Exchange.Cases.Case(Resolve(view.Exchange.Cases, parsed.GetRequiredValue(id)))!;
                return write(node, view, log, parsed.GetValue(json));
            }
            catch (InvalidDataException changed)
            {
                Console.Error.WriteLine(changed.Message);
                return Exit.Findings;
            }
        });
        return command;
    }

    private static int Do(string folder, TimeProvider clock, bool asJson, Func<ExchangeNode, IExchangeLedger, CaseLog> work)
    {
        using var node = ExchangeNode.Open(folder, clock);
        using var unit = node.Store.Begin();
        var log = work(node, unit.Exchange);
        unit.Commit();
        CaseOutput.Write(log, asJson);
        return Exit.Done;
    }
}
