using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Host;
using Comity.Host.Retention;
using Comity.Kernel.Account.Authority;

namespace Comity.Cli;

/// <summary><c>comity retention …</c>: what need not be kept any longer.</summary>
internal static class RetentionCommand
{
    public static Command Build(Option<string> data, TimeProvider clock) => new("retention", "Deletes what the policies of retention say need not be kept.")
    {
        Make("report", "Tell what a run would delete now.", data, clock, desk => desk.Report()),
        Make(
            "run",
            "Delete it: from the store, whose file is written anew, from the raw files and from what is derived of them. The audit has a line for each policy.",
            data, clock, desk => desk.Run(Actor.Operator(LocalOfficer.UsualName), "command line").Lines),
    };

    private static Command Make(string name, string description, Option<string> data, TimeProvider clock, Func<RetentionDesk, IReadOnlyList<RetentionLine>> work)
    {
        var json = Options.Json("Write one JSON object a line.");
        var command = new Command(
            name,
            $"""
            {description}

            The policies are the file {RetentionPolicies.FileName} in the node's folder; without it, those that come with Comity.

            Example: comity retention {name}

            Exit codes: 0 done, 3 the policies cannot be used, 4 another process uses the node.
            """)
        { json };
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), profilesFolder: null, clock);
            try
            {
                foreach (var line in work(new RetentionDesk(node)))
                {
                    Console.WriteLine(parsed.GetValue(json)
                        ? JsonSerializer.Serialize(new { kind = line.Policy.Kind, days = line.Policy.Days, action = line.Policy.Action, legal_basis = line.Policy.LegalBasis, before = line.Before, count = line.Count }, ReadableJson.Options)
                        : string.Create(CultureInfo.InvariantCulture, $"{line.Policy.Kind,-14} {(line.Before is { } before ? $"{line.Count:N0}, older than {before:yyyy-MM-dd}" : "kept: no days are set")}"));
                }

                return Exit.Done;
            }
            catch (BadRetentionException error)
            {
                Console.Error.WriteLine(error.Message);
                return Exit.BadData;
            }
        });
        return command;
    }
}
