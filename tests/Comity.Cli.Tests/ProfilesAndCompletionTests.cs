using System.Diagnostics;

namespace Comity.Cli.Tests;

/// <summary><c>profiles check</c> and <c>completion</c>.</summary>
public sealed class ProfilesAndCompletionTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task The_profiles_that_come_with_comity_pass()
    {
        var summary = (await _node.Run("profiles", "check", "--json", Repository.Profiles)).Ended(0).Lines().ShouldHaveSingleItem();

        summary.Number("profiles").ShouldBe(Directory.GetFiles(Repository.Profiles, "*.yaml").Length);
        summary.Number("cases").ShouldBeGreaterThan(summary.Number("profiles"));
    }

    [Fact]
    public async Task A_misspelt_field_ends_with_1_and_is_told_with_its_place_and_the_likely_name()
    {
        const string Shipped = "cargo-missing-seal.yaml";
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Profiles, Shipped), TestContext.Current.CancellationToken);
        var at = text.IndexOf("container.reefer", StringComparison.Ordinal);
        _node.Write($"profiles/{Shipped}", text.Remove(at, "container.reefer".Length).Insert(at, "container.reefr"));
        var line = text[..at].Count(c => c == '\n') + 1;

        var run = await _node.Run("profiles", "check", _node["profiles"]);
        var error = (await _node.Run("profiles", "check", "--json", _node["profiles"])).Ended(1).Lines()[0];

        run.Ended(1).Output.ShouldContain($"{Shipped}:{line}:");
        run.Output.ShouldContain("container.reefer");
        error.Text("type").ShouldBe("error");
        error.Number("line").ShouldBe(line);
        error.Number("column").ShouldBePositive();
        error.Text("suggestion").ShouldBe("Did you mean container.reefer?");
    }

    [Fact]
    public async Task The_completion_for_bash_is_a_script_that_bash_understands()
    {
        var script = (await _node.Run("completion", "bash")).Ended(0).Output;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-n"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true })!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var errors = await bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        bash.ExitCode.ShouldBe(0, errors);
    }

    [Fact]
    public async Task The_command_completes_its_own_options()
    {
        const string Typed = "comity screen --cap";

        (await _node.Run($"[suggest:{Typed.Length}]", Typed)).Ended(0).Output.ShouldContain("--capacity");
    }

    public void Dispose() => _node.Dispose();
}
