using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Comity.Architecture.Tests;

/// <summary>Rules every file keeps.</summary>
public sealed partial class SourceRules
{
    private const int LongestFileLines = 500;

    [Fact]
    public void No_file_is_longer_than_can_be_read()
    {
        var sources = new[] { "src", "tests", "bench" }.SelectMany(folder => Repository.Files(folder, ".cs", ".razor", ".css", ".js"));
        sources.ShouldAllBe(file => Repository.Read(file).Split('\n', StringSplitOptions.None).Length <= LongestFileLines + 1);
    }

    [Fact]
    public void Nothing_is_left_to_be_done()
    {
        foreach (var file in Repository.Files("src", ".cs", ".razor", ".js"))
        {
            Unfinished().IsMatch(Repository.Read(file)).ShouldBeFalse(file);
        }
    }

    [Fact]
    public void Every_public_type_says_what_it_means()
    {
        var types = 0;
        foreach (var assembly in ProductAssemblies())
        {
            var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
                .Where(member => member.Elements().Any())
                .Select(member => (string)member.Attribute("name")!)
                .ToHashSet(StringComparer.Ordinal);
            foreach (var type in assembly.GetExportedTypes().Where(type => !IsPage(type)))
            {
                types++;
                documented.Contains("T:" + type.FullName!.Replace('+', '.')).ShouldBeTrue($"{type} has no doc comment");
            }
        }

        types.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Nothing_names_the_machine_it_was_made_on()
    {
        foreach (var file in Repository.Files("", ".cs", ".md", ".yaml", ".csv", ".props", ".targets", ".sh", ".razor", ".csproj", ".json"))
        {
            // Line by line: the limit of the search is a second, and lists of names are megabytes.
            foreach (var line in Repository.Read(file).Split('\n'))
            {
                MachinePath().Match(line).Value.ShouldBeEmpty(file);
            }
        }
    }

    [Fact]
    public void Links_in_the_documents_lead_somewhere()
    {
        var links = 0;
        foreach (var document in Repository.Files("", ".md"))
        {
            foreach (var target in Link().Matches(Repository.Read(document)).Select(match => match.Groups["target"].Value).Where(t => !t.Contains("://", StringComparison.Ordinal)))
            {
                links++;
                var path = Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, target.Split('#')[0]);
                (File.Exists(path) || Directory.Exists(path)).ShouldBeTrue($"{document} links to {target}");
            }
        }

        links.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void The_readme_is_short() => Repository.Read("README.md").Split('\n').Length.ShouldBeLessThanOrEqualTo(101);

    [Fact]
    public void Migrations_are_numbered_without_gaps()
    {
        var numbers = Repository.Files("src/Comity.Store/Migrations", ".sql").Select(file => Path.GetFileName(file)[..4]);
        numbers.ShouldBe(Enumerable.Range(1, Repository.Files("src/Comity.Store/Migrations", ".sql").Count).Select(n => $"{n:0000}"));
    }

    [Fact]
    public void Every_data_file_has_its_source()
    {
        foreach (var file in Repository.Files("data", ".csv"))
        {
            Repository.Read("data/SOURCES.md").ShouldContain(Path.GetFileName(file));
        }
    }

    [Fact]
    public void Every_project_has_its_lock_file() =>
        Repository.Files("", ".csproj").ShouldAllBe(project => File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json")));

    [Fact]
    public void Versions_of_packages_stand_in_one_place() =>
        Repository.Files("", ".csproj").ShouldAllBe(project => !InlineVersion().IsMatch(Repository.Read(project)));

    private static Assembly[] ProductAssemblies()
    {
        var names = Repository.Files("src", ".csproj").Select(Path.GetFileNameWithoutExtension).Where(name => name != "Comity.Cli");
        return [.. names.Select(name => Assembly.Load(name!))];
    }

    // Pages and their parts are described by what they show.
    private static bool IsPage(Type type) => type.Name == "_Imports" || type.FullName!.StartsWith("Comity.Host.Web.", StringComparison.Ordinal) && type.GetMethod("BuildRenderTree", BindingFlags.NonPublic | BindingFlags.Instance) is not null;

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unfinished();

    // Written in pieces, so that this file does not name one itself.
    [GeneratedRegex(@"(?<![\w.])/" + @"work/|\.\./" + @"shared\b|api\.nuget" + @"\.org|registry\.npmjs" + @"\.org", RegexOptions.None, 1000)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("PackageReference[^>]*Version=", RegexOptions.None, 1000)]
    private static partial Regex InlineVersion();
}
