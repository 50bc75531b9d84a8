using System.Text.RegularExpressions;

namespace Comity.Architecture.Tests;

/// <summary>Rules between folders, which the compiler cannot hold.</summary>
public sealed partial class FolderRules
{
    /// <summary>Left to right: a folder may use those before it.</summary>
    private static readonly string[] KernelOrder = ["Subjects", "Assess", "Refer", "Account"];

    [Fact]
    public void Every_kernel_folder_has_its_place_in_the_order() =>
        KernelFolders().ShouldAllBe(folder => KernelOrder.Contains(folder));

    [Fact]
    public void Kernel_folders_look_left_only()
    {
        var looked = 0;
        foreach (var file in Repository.Files("src/Comity.Kernel", ".cs"))
        {
            var own = Array.IndexOf(KernelOrder, file.Split('/')[2]);
            foreach (var used in KernelNamespace().Matches(Repository.Read(file)).Select(match => match.Groups["folder"].Value))
            {
                looked++;
                Array.IndexOf(KernelOrder, used).ShouldBeLessThanOrEqualTo(own, $"{file} uses Comity.Kernel.{used}");
            }
        }

        looked.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Programmes_do_not_know_one_another()
    {
        var programmes = Programmes();
        foreach (var programme in programmes)
        {
            foreach (var file in Repository.Files($"src/Comity.Programmes/{programme}", ".cs"))
            {
                var text = Repository.Read(file);
                programmes.Where(other => other != programme).ShouldAllBe(other => !text.Contains($"Comity.Programmes.{other}", StringComparison.Ordinal), file);
            }
        }
    }

    [Theory]
    [InlineData("src/Comity.Kernel")]
    [InlineData("src/Comity.Store")]
    public void The_kernel_and_the_store_know_no_programme(string folder)
    {
        foreach (var file in Repository.Files(folder, ".cs", ".sql"))
        {
            var text = Repository.Read(file);
            Programmes().ShouldAllBe(programme => !text.Contains($"Programmes.{programme}", StringComparison.Ordinal), file);
        }
    }

    [Fact]
    public void Every_project_has_its_arrows()
    {
        var map = Repository.Read("eng/arrows.targets");
        foreach (var project in Repository.Files("src", ".csproj"))
        {
            map.ShouldContain($"Include=\"{Path.GetFileNameWithoutExtension(project)}\"", customMessage: project);
        }
    }

    [Fact]
    public void The_kernel_takes_no_package() => Repository.Read("src/Comity.Kernel/Comity.Kernel.csproj").ShouldNotContain("PackageReference");

    [Fact]
    public void Every_test_project_is_in_the_solution()
    {
        var solution = Repository.Read("Comity.slnx");
        Repository.Files("tests", ".csproj").ShouldAllBe(project => solution.Contains(project));
    }

    private static string[] Programmes() =>
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src/Comity.Programmes")).Select(Path.GetFileName).OfType<string>().Where(n => n is not ("bin" or "obj"))];

    private static IEnumerable<string> KernelFolders() => Repository.Files("src/Comity.Kernel", ".cs").Select(file => file.Split('/')[2]).Distinct(StringComparer.Ordinal);

    [GeneratedRegex(@"using (static )?Comity\.Kernel\.(?<folder>Subjects|Assess|Refer|Account)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KernelNamespace();
}
