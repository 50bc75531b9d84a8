using System.CommandLine;
using Comity.Exchange.Cases;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;
using Comity.Programmes.Cases;

namespace Comity.Cli;

/// <summary><c>comity case add</c> and <c>comity case kinds</c>: one way to write every kind of entry.</summary>
internal static class CaseAddCommand
{
    private static readonly string[] Colours = ["clear", "green", "amber", "amber+strict", "red"];

    public static Option<string?> Tlp(string? usual) => new Option<string?>("--tlp")
    {
        Description = usual is null ? "Who may see it. Default: as the case, or as what it is about." : $"Who may see it. Default: {usual}.",
        DefaultValueFactory = _ => usual,
    }.AcceptOnlyFromAmong(Colours);

    public static Tlp Colour(string text) => Enum.Parse<Tlp>(text.Replace("+", "", StringComparison.Ordinal), ignoreCase: true);

    public static Command Build(Option<string> data, TimeProvider clock)
    {
        var id = CaseCommand.Id();
        var kind = new Argument<string>("KIND") { Description = "The kind of entry; 'comity case kinds' lists them." };
        kind.AcceptOnlyFromAmong([.. JointCase.Kinds.Select(known => known.Id)]);
        var text = new Option<string>("--text") { Description = "What it says in words.", Required = true };
        var facts = new Option<string[]>("--fact") { Description = "A fact as 'name=value'; repeat it, also for several values of one fact.", HelpName = "NAME=VALUE" };
        var about = new Option<string?>("--about") { Description = "The entry it is about, such as the request that is answered.", HelpName = "ENTRY" };
        var replaces = new Option<string?>("--replaces") { Description = "The earlier entry of this node whose place it takes.", HelpName = "ENTRY" };
        var files = new Option<FileInfo[]>("--file") { Description = "A file that goes with it.", HelpName = "FILE" };
        var tlp = Tlp(null);
        var named = new Option<string[]>("--named") { Description = "With --tlp red: the members that may see it; nobody when none is named.", HelpName = "NODE" };
        var h1 = new Option<bool>("--h1") { Description = "Not to be disclosed in court without permission." };
        var h2 = new Option<bool>("--h2") { Description = "Not to be passed on without permission." };
        var by = ReferralCommand.By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(
            "add",
            """
            Write an entry into a case. It goes to the members that its handling lets see it.

            Examples:
              comity case add 3f2a request --text "Who is the consignee?" --fact to_node=port-bravo --fact due=2026-04-30
              comity case add 3f2a answer --about 91c0… --text "A company of two persons." --fact result=complete
              comity case add 3f2a document --text "Bill of lading" --fact holder="Customs, Alfa" --file bill.pdf --tlp red --named port-bravo
              comity case add 3f2a disposition --about 77d1… --text "Guilty as charged" --fact disposition=convicted --fact disposed_on=2026-09-01
            """)
        { id, kind, text, facts, about, replaces, files, tlp, named, h1, h2, by, json };
        command.Validators.Add(result =>
        {
            foreach (var missing in (result.GetValue(files) ?? []).Where(file => !file.Exists))
            {
                result.AddError($"There is no file {missing}.");
            }

            foreach (var wrong in (result.GetValue(facts) ?? []).Where(fact => fact.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"'{wrong}' does not say NAME=VALUE.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            var restricted = parsed.GetValue(tlp) is not null || parsed.GetValue(h1) || parsed.GetValue(h2);
            var draft = new EntryDraft(parsed.GetRequiredValue(kind), parsed.GetRequiredValue(text), parsed.GetRequiredValue(by))
            {
                Facts = ReferralSendCommand.Facts(parsed.GetValue(facts) ?? []),
                About = parsed.GetValue(about),
                Replaces = parsed.GetValue(replaces),
                Attachments = [.. (parsed.GetValue(files) ?? []).Select(file => ReferralSendCommand.Keep(node, file, cancellation))],
                Handling = restricted
                    ? new Handling { Tlp = Colour(parsed.GetValue(tlp) ?? "clear"), Named = parsed.GetValue(named) ?? [], H1 = parsed.GetValue(h1), H2 = parsed.GetValue(h2) }
                    : null,
            };
            using var unit = node.Store.Begin();
            var entry = node.Cases.Add(unit.Exchange, CaseCommand.Resolve(unit.Exchange.Cases, parsed.GetRequiredValue(id)), draft);
            unit.Commit();
            CaseOutput.Write(entry, parsed.GetValue(json));
            return Task.FromResult(Exit.Done);
        });
        return command;
    }

    public static Command Kinds()
    {
        var json = Options.Json("Write one JSON object a line.");
        var command = new Command("kinds", "List the kinds of entry and their facts; what an entry cannot do without is marked with a star.") { json };
        command.SetAction(parsed =>
        {
            foreach (var kind in JointCase.Kinds)
            {
                CaseOutput.Write(kind, parsed.GetValue(json));
            }

            return Exit.Done;
        });
        return command;
    }
}
