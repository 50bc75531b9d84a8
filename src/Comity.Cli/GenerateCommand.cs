using System.CommandLine;
using System.Globalization;
using Comity.Programmes.Containers.Generator;

namespace Comity.Cli;

/// <summary><c>comity generate manifests</c>: realistic synthetic manifests with planted stories and a truth file.</summary>
internal static class GenerateCommand
{
    public static Command Build() => new("generate", "Make synthetic data for training, tests and measurements.") { Manifests() };

    private static Command Manifests()
    {
        var format = new Option<string>("--format") { Description = "Format of the files.", DefaultValueFactory = _ => "cuscar" }
            .AcceptOnlyFromAmong("cuscar", "awmds", "ams", "csv");
        var consignments = new Option<int>("--consignments") { Description = "Container and bill pairs, exactly.", HelpName = "N", DefaultValueFactory = _ => 20_000 };
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same bytes.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var anomalies = new Option<double>("--anomalies") { Description = "Share of consignments in planted stories, 0 to 0.5.", HelpName = "SHARE", DefaultValueFactory = _ => 0.01 };
        var output = new Option<string>("--out") { Description = "The folder for the files, truth.json and deliveries.json.", HelpName = "DIR", Required = true };
        var command = new Command(
            "manifests",
            """
            Make a month of manifests of a dry port with the defects carriers really make, amendments, and planted stories.

            Example: comity generate manifests --format awmds --consignments 5000 --seed 7 --out month
            """)
        { format, consignments, seed, anomalies, output };
        command.Validators.Add(result =>
        {
            if (result.GetValue(consignments) <= 0)
            {
                result.AddError("--consignments is above 0.");
            }

            if (result.GetValue(anomalies) is not (>= 0 and <= 0.5))
            {
                result.AddError("--anomalies is 0 to 0.5.");
            }
        });
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var options = new GeneratorOptions(
                Enum.Parse<ManifestFormat>(parsed.GetRequiredValue(format), ignoreCase: true), parsed.GetValue(consignments), parsed.GetValue(seed))
            { AnomalyShare = parsed.GetValue(anomalies) };
            var month = ManifestGenerator.Write(options, parsed.GetRequiredValue(output), progress: null, cancellation);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{month.Consignments:N0} consignments on {month.Voyages} voyages in {month.Deliveries.Count} files, {month.Bytes / 1e6:0.0} MB; {month.Truth.Count} planted (truth.json)."));
            return Exit.Done;
        }, CancellationToken.None));
        return command;
    }
}
