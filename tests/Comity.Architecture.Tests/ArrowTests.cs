using System.Diagnostics;

namespace Comity.Architecture.Tests;

/// <summary>The map of arrows stops a build.</summary>
public sealed class ArrowTests
{
    [Theory]
    [InlineData("Comity.Store", "Comity.Formats", "COMITY002")]
    [InlineData("Comity.Unheard", "Comity.Kernel", "COMITY001")]
    public void A_forbidden_reference_stops_the_build(string project, string reference, string code)
    {
        // Inside a folder called src, so that the rules of the product hold for it.
        var folder = Path.Combine(Repository.Root, "artifacts", "arrow-test", Path.GetRandomFileName(), "src", project);
        Directory.CreateDirectory(folder);
        try
        {
            File.WriteAllText(Path.Combine(folder, project + ".csproj"), $"""
                <Project>
                  <PropertyGroup><ComityRole>product</ComityRole></PropertyGroup>
                  <ItemGroup><ProjectReference Include="{reference}.csproj" /></ItemGroup>
                  <Import Project="{Path.Combine(Repository.Root, "eng", "arrows.targets")}" />
                </Project>
                """);
            var start = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(folder, project + ".csproj"), "-t:CheckArrows", "-nologo"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            using var build = Process.Start(start)!;
            var output = build.StandardOutput.ReadToEnd();
            build.WaitForExit();
            build.ExitCode.ShouldNotBe(0, output);
            output.ShouldContain(code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
