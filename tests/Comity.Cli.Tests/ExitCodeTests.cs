using System.Security.Cryptography;

namespace Comity.Cli.Tests;

/// <summary>Exit codes: 0 done, 1 a check found something, 2 usage, 3 part of the data unreadable, 4 not available now.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private const int JunkBytes = 5000;
    private readonly ComityNode _node = new();

    [Fact]
    public async Task A_file_that_is_read_whole_ends_with_0() =>
        (await _node.Run("screen", Repository.Sample("own-cuscar-d96b.edi"))).Ended(0);

    [Theory]
    [InlineData("screen", "--nope", "x")]
    [InlineData("screen", "no-such-file.edi")]
    [InlineData("screen")]
    [InlineData("nonsense")]
    [InlineData("profiles", "check", "no-such-folder")]
    [InlineData("mappings", "suggest", "no-such-file.csv")]
    [InlineData("mappings", "save", "no-such-file.json")]
    [InlineData("generate", "manifests", "--out", "x", "--consignments", "0")]
    [InlineData("generate", "manifests", "--out", "x", "--format", "pdf")]
    [InlineData("register", "record")]
    public async Task A_command_line_that_cannot_be_used_ends_with_2_and_says_why(params string[] arguments) =>
        (await _node.Run(arguments)).Ended(2).Errors.ShouldNotBeNullOrWhiteSpace();

    [Fact]
    public async Task An_option_that_is_not_there_is_not_taken_for_a_file() =>
        (await _node.Run("screen", "--nope", Repository.Sample("own-cuscar-d96b.edi")))
            .Ended(2).Errors.ShouldContain("There is no option --nope.");

    [Fact]
    public async Task A_folder_of_bad_profiles_ends_with_2_and_names_the_place()
    {
        _node.Write("profiles/bad.yaml", "id: [\n");

        var run = await _node.Run("screen", "--profiles", _node["profiles"], Repository.Sample("own-cuscar-d96b.edi"));

        run.Ended(2).Errors.ShouldContain("bad.yaml:");
    }

    [Fact]
    public async Task A_folder_of_profiles_that_is_missing_ends_with_2_and_names_it() =>
        (await _node.Run("screen", "--profiles", _node["missing"], Repository.Sample("own-cuscar-d96b.edi")))
            .Ended(2).Errors.ShouldContain($"There is no folder {_node["missing"]}");

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "sender": "X", "columns": [{ "header": "Bill", "occurrence": 1, "field": "no_such_field" }] }""")]
    public async Task A_mapping_that_cannot_be_used_ends_with_2(string json) =>
        (await _node.Run("mappings", "save", _node.Write("mapping.json", json))).Ended(2).Errors.ShouldNotBeNullOrWhiteSpace();

    [Fact]
    public async Task Binary_junk_ends_with_3_and_is_told_with_its_place()
    {
        var junk = new byte[JunkBytes];
        FillWithJunk(junk);
        await File.WriteAllBytesAsync(_node["junk.bin"], junk, TestContext.Current.CancellationToken);

        var run = await _node.Run("screen", _node["junk.bin"]);

        run.Ended(3).Output.ShouldContain("junk.bin, segment 1, byte 0: found binary data");
    }

    [Fact]
    public async Task A_message_that_breaks_off_ends_with_3_and_the_consignments_before_are_kept()
    {
        var whole = await File.ReadAllBytesAsync(Repository.Sample("cuscar-d95b-msc-style.edi"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_node["half.edi"], whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);

        var lines = (await _node.Run("screen", "--json", _node["half.edi"])).Ended(3).Lines();

        lines.ShouldContain(line => line.Text("type") == "quarantined" && line.Text("file") == "half.edi");
        lines[^1].Number("consignments").ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task A_node_that_another_process_writes_to_ends_with_4_and_is_named()
    {
        using var serving = _node.Start("serve", "--port", "0");
        try
        {
            (await serving.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull().ShouldStartWith("Open http://");

            var run = await _node.Run("screen", Repository.Sample("own-cuscar-d96b.edi"));

            run.Ended(4).Errors.ShouldContain(_node["node"]);
        }
        finally
        {
            serving.Kill();
            await serving.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _node.Dispose();

    // Looks random, is the same in each run.
    private static void FillWithJunk(byte[] bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = SHA256.HashData(BitConverter.GetBytes(i))[0];
        }
    }
}
