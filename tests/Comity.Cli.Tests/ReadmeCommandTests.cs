namespace Comity.Cli.Tests;

/// <summary>Each command line the README shows does what it says, on sample files.</summary>
public sealed class ReadmeCommandTests : IDisposable
{
    private readonly ComityNode _node = new();

    // Runs until it is stopped, or is run by the tests of the demonstration.
    private static readonly string[] RunElsewhere = ["serve", "demo"];

    public static TheoryData<string> Shown => new(Readme.Commands().Where(c => !RunElsewhere.Contains(c[0], StringComparer.Ordinal)).Select(c => string.Join(' ', c)));

    [Theory]
    [MemberData(nameof(Shown))]
    public async Task A_command_of_the_readme_runs(string shown) => (await _node.Run(shown.Split(' ').Select(Sample))).Ended(0);

    [Theory]
    [InlineData("serve")]
    [InlineData("demo")]
    public async Task A_command_that_serves_knows_its_options(string name)
    {
        foreach (var shown in Readme.Commands().Where(c => c[0] == name))
        {
            (await _node.Run([.. shown, "--help"])).Ended(0);
        }
    }

    public void Dispose() => _node.Dispose();

    private static string Sample(string argument) => argument switch
    {
        "manifest.edi" or "*.xml" => Repository.Sample("own-cuscar-d96b.edi"),
        "my-profiles" => Repository.Profiles,
        "lists.csv" => Repository.CaptureTable,
        _ => argument,
    };
}
