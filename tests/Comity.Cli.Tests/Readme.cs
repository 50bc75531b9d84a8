namespace Comity.Cli.Tests;

/// <summary>What README.md promises about the command.</summary>
internal static class Readme
{
    private const string Fence = "```";
    private const string Marker = "<!-- the lines of this block must occur";

    private static string[] Lines { get; } = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));

    /// <summary>The lines shown as the demonstration's output.</summary>
    public static IReadOnlyList<string> DemoOutput() =>
        [.. Lines.SkipWhile(line => !line.StartsWith(Marker, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line != Fence).Select(line => line.Trim()).Where(line => line.Length > 0)];

    /// <summary>The <c>./comity</c> lines of the fenced blocks, as arguments, without comments.</summary>
    public static IEnumerable<string[]> Commands() =>
        Lines.Where(line => line.StartsWith("./comity", StringComparison.Ordinal))
            .Select(line => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);
}
