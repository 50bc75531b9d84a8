using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Comity.Formats.Profiles;
using Comity.Host;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Cel;
using Comity.Programmes.Containers.Subject;
using Comity.Store.Backtest;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity backtest EXPR</c>: what a condition would have hit in the node's history.</summary>
internal static class BackTestCommand
{
    public static Command Build(Option<string> data, TimeProvider clock)
    {
        var expression = new Argument<string>("EXPR") { Description = "A condition in CEL; 'comity profiles fields' lists the facts it may use." };
        var profiles = new Option<string?>("--profiles") { Description = "A folder of profile files; how many hits each shares with the condition is told.", HelpName = "DIR" };
        var json = Options.Json("Write the exact figures as one JSON object.");
        var command = new Command(
            "backtest",
            """
            Try a condition on the history: the last version of every consignment that is not withdrawn. Tells how many it hits,
            week by week and per day, and how many of the consignments in which a control found something it would have caught.
            A large history gives an estimate from a sample first.

            Examples:
              comity backtest "route.origin_country == 'BO' && goods.hs.exists(h, h.startsWith('4407'))"
              comity backtest "container.reefer && shipper.first_seen_days < 30" --profiles my-profiles --json

            Exit codes: 0 done, 2 the condition or a profile has an error, 4 another process uses the node.
            """)
        { expression, profiles, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var text = parsed.GetRequiredValue(expression);
            var compilation = ConditionCompiler.Compile(text, ConsignmentSchema.Schema);
            if (!compilation.Succeeded)
            {
                foreach (var error in compilation.Errors)
                {
                    Console.Error.WriteLine(error.Render(text));
                }

                return Exit.Usage;
            }

            var others = Others(parsed.GetValue(profiles));
            using var node = Node.Open(parsed.GetRequiredValue(data), null, clock);
            var output = parsed.GetValue(json) ? (BackTestOutput)new JsonBackTestOutput(Console.Out, others.Count > 0) : new TextBackTestOutput(AnsiConsole.Console);
            await Run(node, compilation.Condition, others, output, cancellation);
            return Exit.Done;
        });
        return command;
    }

    private static async Task Run(Node node, Condition condition, IReadOnlyList<OtherProfile> others, BackTestOutput output, CancellationToken cancellation)
    {
        var history = node.History();
        IReadOnlyList<ControlledSubject> controls;
        using (var view = node.Store.Read())
        {
            controls = view.Controlled();
        }

        using var test = BackTest.Over(history, controls);
        var watch = Stopwatch.StartNew();
        await foreach (var result in test.Run(condition, others, cancellation))
        {
            output.Write(result, watch.Elapsed);
        }
    }

    private static List<OtherProfile> Others(string? folder)
    {
        if (folder is null)
        {
            return [];
        }

        var reading = ProfileFile.ReadFolder(folder, ConsignmentSchema.Schema);
        return reading.Diagnostics.Count > 0
            ? throw new BadProfilesException(string.Join(Environment.NewLine, reading.Diagnostics))
            : [.. reading.Profiles.Select(p => p.Profile).OrderBy(p => p.Id, StringComparer.Ordinal).Select(p =>
                new OtherProfile(p.Id, p.Version, ConditionCompiler.Compile(p.When, ConsignmentSchema.Schema).Condition!))];
    }
}

/// <summary>How the result of a back-test is written.</summary>
internal abstract class BackTestOutput
{
    public abstract void Write(BackTestResult result, TimeSpan elapsed);
}

/// <summary>One object for other programs, when all is counted.</summary>
internal sealed class JsonBackTestOutput(TextWriter output, bool withOverlap) : BackTestOutput
{
    public override void Write(BackTestResult result, TimeSpan elapsed)
    {
        if (result.Stage != BackTestStage.Complete)
        {
            return;
        }

        var figures = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["rows"] = result.Rows,
            ["hits"] = result.Hits,
            ["known_finds"] = result.KnownFinds,
            ["covered"] = result.Covered,
            ["controlled"] = result.Controlled,
            ["per_day"] = Math.Round(result.PerDay, 3),
            ["milliseconds"] = Math.Round(elapsed.TotalMilliseconds, 1),
        };
        if (withOverlap)
        {
            figures["overlap"] = result.Overlap.Select(o => new { id = o.Id, version = o.Version, shared = o.Shared });
        }

        output.WriteLine(JsonSerializer.Serialize(figures, ReadableJson.Options));
    }
}
