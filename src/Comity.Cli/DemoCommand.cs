using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Comity.Host;
using Comity.Host.Authority;
using Comity.Host.Identity;
using Comity.Host.Web;
using Comity.Programmes.Containers.Control;

namespace Comity.Cli;

/// <summary><c>comity demo</c>: the whole path on one generated month, from the files to the register.</summary>
internal static class DemoCommand
{
    private const int Consignments = 20_000;
    private const string Marker = "this-is-a-demo.txt";

    public static Command Build(Option<string> data)
    {
        var once = new Option<bool>("--once") { Description = "Exit at the end instead of serving the pages." };
        var json = Options.Json("Write the result as one JSON object.");
        var port = ServeCommand.Port();
        var command = new Command(
            "demo",
            """
            Generate a dry port's month of about 20,000 consignments, screen it, control what the list names, record the results,
            show the totals, and serve the pages. Works in a folder of its own ('demo' in the node's folder), made anew each time.
            """)
        { once, json, port };
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = Fresh(Path.Combine(parsed.GetRequiredValue(data), "demo"));
            var officer = new Officer("demo", "Dry port unit, Oruro");
            using var node = Node.Open(folder, null, new ShiftedClock(DemoStory.Morning));
            var watch = Stopwatch.StartNew();
            var quiet = parsed.GetValue(json);
            var result = await Task.Run(() => new DemoStory(node, folder, officer).Play(Consignments, quiet ? (_, _) => { } : Report, cancellation), cancellation);
            Print(node, result, watch.Elapsed, quiet);
            return parsed.GetValue(once)
                ? Exit.Done
                : await ServeCommand.Run(node, new ServeOptions(parsed.GetValue(port)), cancellation, address => Welcome(node, address, officer));
        });
        return command;
    }

    /// <summary>A throw-away account for each role, opened by a link that works once: no password is ever made.</summary>
    private static void Welcome(Node node, string address, Officer officer)
    {
        Console.WriteLine("Throw-away accounts of the demonstration; each link opens one once, within twelve hours:");
        foreach (var role in ShippedRoles.Book.Roles.Where(role => role.IsAssignable).Reverse())
        {
            var isOfficer = role.Id == "port-officer";
            var token = ThrowAwayAccounts.Make(node, $"demo-{role.Id}", isOfficer ? officer.Name : $"Demo {role.Title.ToLowerInvariant()}", officer.Unit, [role.Id]);
            Console.WriteLine(isOfficer ? $"Open {address}/enter/{token}" : $"  {role.Title,-28} {address}/enter/{token}");
        }
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

    private static void Print(Node node, DemoResult result, TimeSpan elapsed, bool asJson)
    {
        using var view = node.Store.Read();
        var totals = RegisterTotals.Of(RegisterTotals.Standing(view));
        var record = result.Flagship.Version.Record;
        var finding = result.Flagship.Finding!;
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    consignments = result.Totals.Read,
                    repaired = result.Totals.Repaired,
                    quarantined = result.Totals.Quarantined,
                    redeliveredMessages = result.Totals.Redelivered,
                    findings = result.Findings,
                    flagship = new
                    {
                        container = record["container.number"],
                        bill = record["bill.number"],
                        rank = result.FlagshipRank,
                        score = finding.Score,
                        profiles = finding.Hits.Select(hit => hit.Id),
                    },
                    controlled = result.Controlled,
                    found = result.Found,
                    seized = totals.ByCommodity,
                    registerHash = result.Entry.Hash,
                    seconds = Math.Round(elapsed.TotalSeconds, 1),
                },
                JsonSerializerOptions.Web));
            return;
        }

        var write = (FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        write($"A dry port's month: {result.Month.Consignments:N0} consignments on {result.Month.Voyages} voyages, {result.Files} files so far.");
        write($"Read {result.Totals.Met:N0} with later amendments: {result.Totals.Clean:N0} clean, {result.Totals.Repaired:N0} repaired, {result.Totals.Quarantined:N0} quarantined; {result.Totals.Redelivered} that came twice changed nothing.");
        write($"{result.Findings:N0} have a finding. Rank {result.FlagshipRank} is container {record["container.number"]} under bill {record["bill.number"]}:");
        write($"  {record["goods.description"]}, {record["route.origin"]} → {record["route.loading"]} → {record["route.discharge"]}, shipper {record["shipper.name"]}");
        foreach (var hit in finding.Hits)
        {
            write($"  {hit.Weight,4:0.#}  {hit.Title} ({hit.Id} v{hit.Version})");
            foreach (var reason in hit.Reasons)
            {
                var place = reason.Position.IsKnown ? string.Create(CultureInfo.InvariantCulture, $", segment {reason.Position.Segment}, byte {reason.Position.Offset}") : "";
                write($"          {reason.Field} is {FactText.Of(reason.Value)} because {reason.Condition.ReplaceLineEndings(" ")}{place}");
            }
        }

        var seized = ControlReport.FromJson(result.Entry.Payload).Seized;
        write($"Controlled: {string.Join(", ", seized.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Quantity:N0} {s.Unit} of {s.Commodity}")))} found. Register entry {result.Entry.Number}.");
        write($"The list of the day had {result.Controlled} places; {result.Found} of the controls found something.");
        foreach (var total in totals.ByCommodity)
        {
            write($"  {total.Commodity,-28} {total.Seizures,3} × {total.Quantity,12:N0} {total.Unit}");
        }

        write($"{elapsed.TotalSeconds:0.0} s.");
    }

    /// <summary>The real clock moved so that it starts at a given moment: a demonstration of last spring takes place last spring.</summary>
    private sealed class ShiftedClock(DateTimeOffset start) : TimeProvider
    {
        private readonly TimeSpan _shift = start - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
    }
}
