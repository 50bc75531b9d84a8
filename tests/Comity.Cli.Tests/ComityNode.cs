using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary>What a run of the command left behind.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
public sealed record Run(int Code, string Output, string Errors)
{
    /// <summary>Standard output as JSON Lines.</summary>
    public IReadOnlyList<JsonElement> Lines() =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    /// <summary>Fails with everything the run said when it did not end as it should.</summary>
    public Run Ended(int code)
    {
        Code.ShouldBe(code, $"{Output}{Environment.NewLine}{Errors}");
        Errors.ShouldNotContain("failed in a way it should not have");
        return this;
    }
}

/// <summary>The real executable as a process of its own, working on a folder of its own.</summary>
public sealed class ComityNode : IDisposable
{
    public static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Comity.Cli/debug/comity.dll"));

    /// <summary>A temporary folder for this node and for the files of a test; the node is in <c>node</c>.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("comity-cli-").FullName;

    /// <summary>A path in the temporary folder.</summary>
    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>Writes a file into the temporary folder and gives its path.</summary>
    public string Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], content);
        return this[name];
    }

    /// <summary>Starts <c>comity</c> and does not wait.</summary>
    public Process Start(params IEnumerable<string> arguments)
    {
        // A shell starts what it puts in the background with Ctrl-C ignored, and its children inherit that.
        string[] launch = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet", Program] : ["dotnet", Program];
        var start = new ProcessStartInfo(launch[0], [.. launch[1..], .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["COMITY_DATA"] = this["node"];
        start.Environment["COMITY_KEYS"] = this["keys"];
        return Process.Start(start)!;
    }

    /// <summary>Runs <c>comity</c> to its end.</summary>
    public Task<Run> Run(params IEnumerable<string> arguments) => End(Start(arguments));

    /// <summary>Waits for the end of a process and disposes it.</summary>
    public static async Task<Run> End(Process started)
    {
        using var process = started;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Run(process.ExitCode, await output, await errors);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>Files of the repository.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A sample message.</summary>
    public static string Sample(string name) => Path.Combine(Samples, name);

    /// <summary>The folder of the sample messages.</summary>
    public static string Samples => Path.Combine(Root, "tests", "Comity.Formats.Tests", "Data", "cargo");

    /// <summary>The profiles that come with Comity.</summary>
    public static string Profiles => Path.Combine(Root, "src", "Comity.Programmes", "Containers", "Profiles");

    /// <summary>A table of overlapping lists (published by the UK Home Office, 2014).</summary>
    public static string CaptureTable => Path.Combine(Root, "tests", "Comity.Estimation.Tests", "Data", "datasets", "UKdat.csv");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Comity.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not lie within the repository.");
        }

        return folder.FullName;
    }
}
