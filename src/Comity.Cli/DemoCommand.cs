using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Comity.Host;
using Comity.Host.Authority;
using Comity.Host.Identity;
using Comity.Host.Web;
using Comity.Programmes.Containers.Control;

namespace Comity.Cli;

/// <summary><c>comity demo</c>: the whole path between two nodes on one generated month, from the files to both registers.</summary>
internal static class DemoCommand
{
    private const int Consignments = 20_000;
    private const string Marker = "this-is-a-demo.txt";

    public static Command Build(Option<string> data)
    {
        var once = new Option<bool>("--once") { Description = "Exit at the end instead of serving the pages." };
        var json = Options.Json("Write one JSON object a line for each step, and a summary with the counts of both nodes.");
        var port = ServeCommand.Port();
        var command = new Command(
            "demo",
            """
            Two nodes with stores and keys of their own: a dry port in Bolivia screens a month of about 20,000 consignments, controls
            what its list names and refers the first to Antwerp, which controls it and reports the outcome. Both open a joint case, which
            a third node, in the port of transit, joins late. Then the pages of the two are served, the second on the next port. Works in a folder of its own ('demo' in the node's folder), made anew each time.
            """)
        { once, json, port };
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = Fresh(Path.Combine(parsed.GetRequiredValue(data), "demo"));
            var clock = new ShiftedClock(DemoStory.Morning);
            var watch = Stopwatch.StartNew();
            await using var bo = await DemoSide.Open(Path.Combine(folder, "bo"), "bo-oruro", new Officer("officer of Oruro", "Dry port unit, Oruro"), clock, cancellation);
            await using var be = await DemoSide.Open(Path.Combine(folder, "be"), "be-antwerp", new Officer("officer of Antwerp", "Port control unit, Antwerp"), clock, cancellation);
            await using var cl = await DemoSide.Open(Path.Combine(folder, "cl"), "cl-arica", new Officer("officer of Arica", "Port control unit, Arica"), clock, cancellation);
            var asJson = parsed.GetValue(json);
            var story = new DemoStory(bo, be, cl, folder, Consignments, asJson ? (_, _) => { } : Report);
            await foreach (var step in story.Play(cancellation))
            {
                Console.WriteLine(asJson ? Line(step) : string.Join(Environment.NewLine, step.Lines));
            }

            Console.WriteLine(asJson
                ? JsonSerializer.Serialize(
                    new { type = "summary", nodes = new Dictionary<string, DemoCounts>(StringComparer.Ordinal) { [bo.Name] = DemoStory.Counts(bo), [be.Name] = DemoStory.Counts(be) }, seconds = Math.Round(watch.Elapsed.TotalSeconds, 1) },
                    ReadableJson.Options)
                : string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.0} s."));
            return parsed.GetValue(once) ? Exit.Done : await ServeBoth(bo, be, parsed.GetValue(port), cancellation);
        });
        return command;
    }

    private static async Task<int> ServeBoth(DemoSide bo, DemoSide be, int port, CancellationToken cancellation)
    {
        var ended = await Task.WhenAll(
            ServeCommand.Run(bo.Node, new ExchangeAccess(bo.Exchange), new ServeOptions(port), cancellation, address => Welcome(bo, address)),
            ServeCommand.Run(be.Node, new ExchangeAccess(be.Exchange), new ServeOptions(port == 0 ? 0 : port + 1), cancellation, address => Welcome(be, address)));
        return ended.Max();
    }

    /// <summary>A throw-away account for each role, opened by a link that works once: no password is ever made.</summary>
    private static void Welcome(DemoSide side, string address)
    {
        // One text: two nodes begin to be served at once.
        var text = new StringBuilder($"Throw-away accounts of {side.Name}; each link opens one once, within twelve hours:").AppendLine();
        foreach (var role in ShippedRoles.Book.Roles.Where(role => role.IsAssignable).Reverse())
        {
            var isOfficer = role.Id == "port-officer";
            var token = ThrowAwayAccounts.Make(side.Node, $"demo-{role.Id}", isOfficer ? side.Officer.Name : $"Demo {role.Title.ToLowerInvariant()}", side.Officer.Unit, [role.Id]);
            text.AppendLine(isOfficer ? $"Open {address}/enter/{token} for {side.Name}" : $"  {role.Title,-28} {address}/enter/{token}");
        }

        Console.Write(text);
    }

    private static string Line(DemoStep step)
    {
        var line = new JsonObject { ["type"] = "step", ["name"] = step.Name, ["node"] = step.Node };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(step.Facts, ReadableJson.Options)!.AsObject())
        {
            line[name] = value?.DeepClone();
        }

        return line.ToJsonString(ReadableJson.Options);
    }

    // Only a folder that an earlier demonstration made is ever emptied.
    private static string Fresh(string folder)
    {
        if (Directory.Exists(folder))
        {
            if (!File.Exists(Path.Combine(folder, Marker)))
            {
                throw new UnauthorizedAccessException($"{folder} is not a demonstration's folder and is left alone. Name another with --data.");
            }

            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Marker), "Made by 'comity demo'; deleted at the next one.\n");
        return folder;
    }

    private static void Report(string what, double share)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write(share >= 1 ? "\r\u001b[K" : string.Create(CultureInfo.InvariantCulture, $"\r\u001b[K{what}: {share:P0}"));
        }
    }

    /// <summary>The real clock moved so that it starts at a given moment: a demonstration of last spring takes place last spring.</summary>
    private sealed class ShiftedClock(DateTimeOffset start) : TimeProvider
    {
        private readonly TimeSpan _shift = start - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
    }
}
