using System.CommandLine;
using System.Globalization;
using System.Text;
using Comity.Host.Audit;
using Comity.Kernel.Account.Audit;
using Comity.Store.Identity;

namespace Comity.Cli;

/// <summary><c>comity audit …</c>: who read, searched, exported and changed what; and whether that record is whole.</summary>
internal static class AuditCommand
{
    public static Command Build(Option<string> data, TimeProvider clock) => new("audit", "Who read, searched, exported and changed what (docs/security.md).")
    {
        List(data, clock),
        Verify(data, clock),
        Export(data, clock),
    };

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var actor = new Option<string?>("--actor") { Description = "Only acts of this name.", HelpName = "NAME" };
        var item = new Option<string?>("--item") { Description = "Only acts on addresses or commands that begin so.", HelpName = "TEXT" };
        var most = new Option<int>("--most") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 100 };
        var json = Options.Json("Write one JSON object a line.");
        var command = new Command(
            "list",
            """
            List the audit, newest first. Listing it is an entry too.

            Examples:
              comity audit list --actor "Officer A"
              comity audit list --item /consignments/17 --json
            """)
        { actor, item, most, json };
        command.SetAction(parsed =>
        {
            using var authority = AuthorityStore.Open(parsed.GetRequiredValue(data), clock);
            foreach (var entry in authority.Audit.Entries(new AuditFilter { Actor = parsed.GetValue(actor), Item = parsed.GetValue(item) }, 0, parsed.GetValue(most)))
            {
                var act = entry.Act;
                Console.WriteLine(parsed.GetValue(json)
                    ? System.Text.Json.JsonSerializer.Serialize(entry, ReadableJson.Options)
                    : string.Create(CultureInfo.InvariantCulture, $"{entry.Number,6} {entry.At:yyyy-MM-dd HH:mm:ss}Z {act.Actor} ({act.Origin}) {act.Resource}: {act.Action} {act.Item} {act.Detail} {act.Outcome.ToString().ToLowerInvariant()}"));
            }

            return Exit.Done;
        });
        return command;
    }

    private static Command Verify(Option<string> data, TimeProvider clock)
    {
        var heads = new Option<string[]>("--head") { Description = "A head that was written down earlier, NUMBER:HASH: the chain up to it must be the same. May be repeated.", HelpName = "HEAD" };
        var command = new Command(
            "verify",
            """
            Check that no entry of the audit was changed, removed or reordered, and say where the first one was. Whoever can write to the
            node's folder could write the whole chain anew: a head that was written down elsewhere finds that too.

            Examples:
              comity audit verify
              comity audit verify --head 1204:5f0c…

            Exit codes: 0 whole, 1 broken, 2 usage.
            """)
        { heads };
        command.Validators.Add(result =>
        {
            foreach (var wrong in (result.GetValue(heads) ?? []).Where(head => AuditHead.Parse(head) is null))
            {
                result.AddError($"'{wrong}' is no head; expected NUMBER:HASH as 'audit verify' prints it.");
            }
        });
        command.SetAction(parsed =>
        {
            using var authority = AuthorityStore.Open(parsed.GetRequiredValue(data), clock);
            var check = authority.Audit.Verify([.. (parsed.GetValue(heads) ?? []).Select(head => AuditHead.Parse(head)!)]);
            if (check.Break is { } broken)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The audit is broken at entry {broken.Number}: {broken.What}."));
                return Exit.Findings;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{check.Head.Number} entries, chain whole. Head: {check.Head}"));
            return Exit.Done;
        });
        return command;
    }

    private static Command Export(Option<string> data, TimeProvider clock)
    {
        var file = new Option<FileInfo>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var command = new Command("export", "Write the whole audit as CSV, oldest first.") { file };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var authority = AuthorityStore.Open(parsed.GetRequiredValue(data), clock);
            await using var text = new StreamWriter(parsed.GetRequiredValue(file).FullName, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            await AuditCsv.Write(authority.Audit.All(), text, cancellation);
            return Exit.Done;
        });
        return command;
    }
}
