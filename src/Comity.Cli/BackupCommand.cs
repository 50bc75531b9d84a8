using System.CommandLine;
using System.Globalization;
using Comity.Host.Authority;
using Comity.Kernel.Account.Audit;
using Comity.Kernel.Account.Authority;
using Comity.Store;
using Comity.Store.Identity;

namespace Comity.Cli;

/// <summary><c>comity backup</c> and <c>comity restore</c>: all of a node in one file, and back.</summary>
internal static class BackupCommand
{
    public static Command Backup(Option<string> data, TimeProvider clock)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The zip file to write; it must not exist." };
        var command = new Command(
            "backup",
            """
            Write all of the node into one file, also while it is served. The file holds the node's keys and every personal record:
            keep it as safe as the node. What can be computed anew stays out.

            Example: comity backup node-2026-11-24.zip

            Exit codes: 0 done, 2 there is no node or the file exists.
            """)
        { file };
        command.SetAction(parsed =>
        {
            var contents = NodeBackup.Write(Path.GetFullPath(parsed.GetRequiredValue(data)), parsed.GetRequiredValue(file).FullName, clock.GetUtcNow());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{contents.Files} files, {contents.Bytes:#,0} bytes in {parsed.GetRequiredValue(file).FullName}."));
            return Exit.Done;
        });
        return command;
    }

    public static Command Restore(Option<string> data, TimeProvider clock)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A file that 'comity backup' wrote." };
        var command = new Command(
            "restore",
            """
            Make a node from a backup, in a folder that holds nothing yet. Every file is checked against the hash in the backup and
            the chain of the audit is followed before the node is used; the restoring is an entry in it.

            Example: comity restore node-2026-11-24.zip --data /var/lib/comity

            Exit codes: 0 done, 1 restored, but the audit in it is broken, 2 the folder holds something or the file is no whole backup.
            """)
        { file };
        command.SetAction(parsed =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(data));
            var contents = NodeBackup.Restore(parsed.GetRequiredValue(file).FullName, folder);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{contents.Files} files of {contents.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm}Z restored into {folder}."));
            using var authority = AuthorityStore.Open(folder, clock);
            var check = authority.Audit.Verify();
            var actor = Actor.Operator(Host.LocalOfficer.UsualName);
            authority.Audit.Append(new AuditAct(
                AuditKind.Change, actor.Account, actor.Name, actor.Unit, "node", "restore", "comity restore", $"backup of {contents.MadeAt:O}",
                ShippedRoles.Book.Resource("node").Purpose, "command line", AuditOutcome.Allowed));
            if (check.Break is { } broken)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The audit is broken at entry {broken.Number}: {broken.What}."));
                return Exit.Findings;
            }

            return Exit.Done;
        });
        return command;
    }
}
