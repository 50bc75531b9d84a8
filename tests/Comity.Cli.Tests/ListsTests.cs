using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary><c>comity lists</c> as people call it.</summary>
public sealed class ListsTests : IDisposable
{
    private const string Own = "id,name,kind\nA-1,Jane Roe,person\nA-2,SAMPLE STAR,vessel\n";
    private readonly ComityNode _node = new();

    private static string Lists => Path.Combine(Repository.Root, "tests", "Comity.Screening.Tests", "Data", "lists");

    [Fact]
    public async Task A_published_list_is_taken_in_once_and_shown_with_its_provenance()
    {
        var file = Path.Combine(Lists, "UN_consolidated.xml");
        var taken = (await _node.Run("lists", "import", file)).Ended(0).Output;
        taken.ShouldContain("un-sc: version 1, dated 2026-02-27 (un-xml, sha256 ");
        taken.ShouldContain("1,003 entries met: 1,000 clean, 3 repaired, 0 quarantined; 0 parts of entries lost");
        taken.ShouldContain("1,003 added, 0 changed, 0 removed since nothing");
        (await _node.Run("lists", "import", file)).Ended(0).Output.ShouldContain("un-sc: unchanged; this is version 1");

        taken.ShouldContain("0 names of known parties looked at");
        var shown = (await _node.Run("lists", "show", "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        shown.GetProperty("list_id").GetString().ShouldBe("un-sc");
        shown.GetProperty("entities").GetInt64().ShouldBe(1003);
        shown.GetProperty("files")[0].GetProperty("sha256").GetString().ShouldBe(shown.GetProperty("sha256").GetString());
        (await _node.Run("register", "verify")).Ended(0);
    }

    [Fact]
    public async Task The_files_of_one_list_are_taken_together()
    {
        var run = (await _node.Run("lists", "import", Path.Combine(Lists, "sdn.csv"), Path.Combine(Lists, "alt.csv"), Path.Combine(Lists, "add.csv"), "--json")).Ended(0);
        var outcome = run.Lines()[0];
        outcome.GetProperty("list").GetString().ShouldBe("ofac-sdn");
        outcome.GetProperty("version").GetProperty("entities").GetInt64().ShouldBe(8976);
        outcome.GetProperty("version").GetProperty("files").GetArrayLength().ShouldBe(3);
        outcome.GetProperty("report").GetProperty("issues")[0].GetProperty("line").GetInt32().ShouldBe(6028);
    }

    [Fact]
    public async Task A_broken_list_never_replaces_a_good_one_unless_a_person_says_so()
    {
        var whole = await File.ReadAllTextAsync(Path.Combine(Lists, "UN_consolidated.xml"), TestContext.Current.CancellationToken);
        (await _node.Run("lists", "import", _node.Write("un.xml", whole))).Ended(0);
        var torn = _node.Write("torn.xml", whole[..(whole.Length / 2)]);

        var refused = (await _node.Run("lists", "import", torn)).Ended(3).Output;
        refused.ShouldContain("un-sc: refused");
        refused.ShouldContain("! it was not read to its end");
        refused.ShouldContain("entries are gone");
        (await Shown("un-sc")).GetProperty("version").GetInt32().ShouldBe(1);

        (await _node.Run("lists", "import", torn, "--accept")).Ended(3).Output.ShouldContain("un-sc: version 2");
        (await Shown("un-sc")).GetProperty("accepted")[0].GetString().ShouldBe("it was not read to its end");
        (await _node.Run("lists", "import", _node["un.xml"])).Ended(0).Output.ShouldContain("un-sc: version 3");
    }

    [Fact]
    public async Task A_list_of_ones_own_is_compared_value_by_value_with_the_standing_one()
    {
        (await _node.Run("lists", "import", _node.Write("port-watch.csv", Own))).Ended(0).Output.ShouldContain("port-watch: version 1");
        var later = _node.Write("later.csv", Own.Replace("SAMPLE STAR", "OTHER STAR", StringComparison.Ordinal) + "A-3,John Roe,person\n");

        var difference = (await _node.Run("lists", "diff", "port-watch", later, "--json")).Ended(0).Lines()[0];
        difference.GetProperty("added")[0].GetProperty("id").GetString().ShouldBe("A-3");
        difference.GetProperty("changed")[0].GetProperty("fields")[0].GetProperty("field").GetString().ShouldBe("names");
        var text = (await _node.Run("lists", "diff", _node["port-watch.csv"], later)).Ended(0).Output;
        text.ShouldContain("1 added, 1 changed, 0 removed");
        text.ShouldContain("~ A-2  OTHER STAR");
        (await _node.Run("lists", "import", "--name", "port-watch", later)).Ended(0).Output.ShouldContain("1 added, 1 changed, 0 removed since version 1");
    }

    [Fact]
    public async Task An_import_says_which_known_parties_resemble_what_changed()
    {
        (await _node.Run("screen", Repository.Sample("cuscar-d95b-msc-style.edi"))).Code.ShouldBeOneOf(0, 1, 3);
        var run = (await _node.Run("lists", "import", _node.Write("own.csv", "id,name,kind\nA-1,Nobody Whoever Known,person\n"), "--json")).Ended(0).Lines();
        var screened = run[1];
        (screened.GetProperty("status").GetString(), screened.GetProperty("changed").GetInt32()).ShouldBe(("screened", 1));
        screened.GetProperty("parties").GetInt64().ShouldBeGreaterThan(0);
        (await _node.Run("lists", "rescreen")).Ended(0).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_of_no_list_is_told_and_the_others_are_taken()
    {
        var run = (await _node.Run("lists", "import", _node.Write("junk.bin", "nothing of the kind"), _node.Write("own.csv", Own))).Ended(3);
        run.Errors.ShouldContain("junk.bin: found no known list format");
        run.Output.ShouldContain("own: version 1");
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import", "no-such-file.xml")]
    [InlineData("import", "--nope", "x")]
    [InlineData("diff", "no-such-list", "no-such-file.xml")]
    public async Task A_command_line_that_cannot_be_used_ends_with_2(params string[] arguments) =>
        (await _node.Run(["lists", .. arguments])).Ended(2).Errors.ShouldNotBeNullOrWhiteSpace();

    [Fact]
    public async Task A_list_the_node_does_not_have_ends_with_2() =>
        (await _node.Run("lists", "diff", "no-such-list", _node.Write("own.csv", Own))).Ended(2).Errors.ShouldContain("neither a file nor a list no-such-list");

    public void Dispose() => _node.Dispose();

    private async Task<JsonElement> Shown(string list) =>
        (await _node.Run("lists", "show", "--json")).Ended(0).Lines().Single(line => line.GetProperty("list_id").GetString() == list);
}
