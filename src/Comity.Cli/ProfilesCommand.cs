using System.CommandLine;
using Comity.Formats.Profiles;
using Comity.Programmes.Containers.Subject;

namespace Comity.Cli;

/// <summary><c>comity profiles check DIR</c>: reads, type-checks and tests a folder of profiles.</summary>
internal static class ProfilesCommand
{
    public static Command Build() => new("profiles", "Risk profiles.") { Check(), Fields() };

    private static Command Check()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "A folder of profile files (*.yaml)." };
        var json = Options.Json("Write one JSON object a line: errors, failed cases, a summary.");
        var command = new Command(
            "check",
            """
            Check every profile of a folder against the facts of a consignment and run its test cases.
            Errors are shown with file, line and column. Exit code 1 when there are any, or when a case fails.

            Example: comity profiles check my-profiles
            """)
        { folder, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(folder) is { Exists: false } missing)
            {
                result.AddError($"There is no folder {missing}.");
            }
        });
        command.SetAction(parsed =>
        {
            var report = ProfileCheck.Run(parsed.GetRequiredValue(folder).FullName, ConsignmentSchema.Schema);
            ProfileCheckOutput.Write(report, parsed.GetValue(json), Console.Out);
            return report.Passed ? Exit.Done : Exit.Findings;
        });
        return command;
    }

    private static Command Fields()
    {
        var command = new Command("fields", "List the facts that a profile's condition may use, with type and meaning.");
        command.SetAction(_ =>
        {
            foreach (var field in ConsignmentSchema.Schema.Fields)
            {
                Console.WriteLine($"{field.Path,-34} {field.Type,-10} {field.Origin,-9} {field.Meaning}");
            }
        });
        return command;
    }
}
