namespace Comity.Cli.Tests;

/// <summary><c>comity names match</c> on published lists.</summary>
public sealed class NamesTests : IDisposable
{
    private readonly ComityNode _node = new();

    private static string Lists => Path.Combine(Repository.Root, "tests", "Comity.Screening.Tests", "Data", "lists");

    [Fact]
    public async Task Lists_in_their_publishers_formats_are_searched_together_with_tables()
    {
        var own = _node.Write("own.tsv", "T-1\tE\t1\tEXAMPLE PORT SERVICES\n");
        var run = (await _node.Run(
            "names", "match", "--list", Path.Combine(Lists, "UN_consolidated.xml"), Path.Combine(Lists, "sdn.csv"), Path.Combine(Lists, "alt.csv"), own,
            "--query", _node.Write("names.txt", "AEROCARIBBEAN AIRLINES\nEXAMPLE PORT SERVICE\nAL QAIDA\nWILLOWBROOK CERAMICS\n"), "--json")).Ended(0);
        run.Errors.ShouldContain("sdn.csv, line 6028", Case.Sensitive);
        string?[][] found = [.. run.Lines().Select(line => line.GetProperty("matches").EnumerateArray().Select(match => match.GetProperty("entity").GetString()).ToArray())];
        found[0][0].ShouldBe("ofac-sdn/36");
        found[1][0].ShouldBe("T-1");
        found[2][0]!.ShouldBeOneOf("un-sc/QDe.004", "ofac-sdn/6366");
        found[3].ShouldBeEmpty();
    }

    public void Dispose() => _node.Dispose();
}
