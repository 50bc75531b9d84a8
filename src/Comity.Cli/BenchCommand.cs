using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Comity.Cli;

/// <summary>
/// <c>comity bench engine</c>: starts the measurements of the source tree. The rivals they compare with are no part of the
/// product, so an installed Comity has none and says so.
/// </summary>
internal static class BenchCommand
{
    private const string Project = "bench/Comity.Bench/Comity.Bench.csproj";

    private static readonly string[] WithRivals = ["--rivals"];

    public static Command Build() => new("bench", "Measurements (from a source tree).") { Engine() };

    private static Command Engine()
    {
        var profiles = new Option<int>("--profiles") { Description = "How many profiles.", HelpName = "N", DefaultValueFactory = _ => 1_000 };
        var events = new Option<int>("--events") { Description = "How many events.", HelpName = "M", DefaultValueFactory = _ => 200_000 };
        var rivals = new Option<bool>("--rivals") { Description = "Also run RulesEngine, compiled delegates and DuckDB on the same events." };
        var json = Options.Json("Write JSON Lines; there is no other form.");
        var command = new Command(
            "engine",
            """
            Measure the profile engine on a generated workload: events for each CPU-second, for arrivals and for history.
            Exit code 1 when two engines disagree on a hit.

            Example: comity bench engine --profiles 1000 --events 200000 --rivals --json
            """)
        { profiles, events, rivals, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(profiles) < 1 || result.GetValue(events) < 1)
            {
                result.AddError("--profiles and --events are 1 or more.");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            if (FindProject() is not { } project)
            {
                Console.Error.WriteLine($"The measurements are not part of an installed Comity. Run this from a source tree, which has {Project}.");
                return Exit.Unavailable;
            }

            var start = new ProcessStartInfo("dotnet",
            [
                "run", "-c", "Release", "--project", project, "--", "engine",
                "--profiles", parsed.GetValue(profiles).ToString(CultureInfo.InvariantCulture),
                "--events", parsed.GetValue(events).ToString(CultureInfo.InvariantCulture),
                .. parsed.GetValue(rivals) ? WithRivals : [],
            ])
            { UseShellExecute = false };
            using var process = Process.Start(start)!;
            try
            {
                await process.WaitForExitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return process.ExitCode;
        });
        return command;
    }

    private static string? FindProject()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var project = Path.Combine(folder.FullName, Project);
            if (File.Exists(project))
            {
                return project;
            }
        }

        return null;
    }
}
