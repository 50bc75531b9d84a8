using System.IO.Compression;

namespace Comity.Cli.Tests;

/// <summary>What was backed up comes back whole, or not at all.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task A_restored_node_is_the_node_that_was_backed_up()
    {
        await Fill();
        var before = (await _node.Run("register", "list", "--json")).Ended(0).Output;
        (await _node.Run("backup", _node["node.zip"])).Ended(0).Output.ShouldContain("files");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_node["node.zip"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await _node.Run("restore", _node["node.zip"], "--data", _node["again"])).Ended(0);

        (await _node.Run("register", "list", "--json", "--data", _node["again"])).Ended(0).Output.ShouldBe(before);
        (await _node.Run("register", "verify", "--data", _node["again"])).Ended(0);
        (await _node.Run("users", "list", "--data", _node["again"])).Ended(0).Output.ShouldContain("officer.a");
        (await _node.Run("audit", "verify", "--data", _node["again"])).Ended(0);
        (await _node.Run("audit", "list", "--item", "comity restore", "--data", _node["again"])).Ended(0).Output.ShouldContain("restore");
        foreach (var raw in Directory.EnumerateFiles(Path.Combine(_node["node"], "raw"), "*", SearchOption.AllDirectories))
        {
            File.ReadAllBytes(Path.Combine(_node["again"], Path.GetRelativePath(_node["node"], raw))).ShouldBe(File.ReadAllBytes(raw));
        }
    }

    [Fact]
    public async Task A_backup_that_was_changed_restores_nothing()
    {
        await Fill();
        (await _node.Run("backup", _node["node.zip"])).Ended(0);
        using (var zip = ZipFile.Open(_node["node.zip"], ZipArchiveMode.Update))
        {
            var raw = zip.Entries.First(entry => entry.FullName.StartsWith("raw/", StringComparison.Ordinal));
            var name = raw.FullName;
            raw.Delete();
            using var other = new StreamWriter(zip.CreateEntry(name).Open());
            await other.WriteAsync("another manifest");
        }

        (await _node.Run("restore", _node["node.zip"], "--data", _node["again"])).Ended(2).Errors.ShouldContain("was changed since");
        Directory.Exists(_node["again"]).ShouldBeFalse();
        Directory.Exists(_node["again.part"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_written_over()
    {
        (await _node.Run("backup", _node["none.zip"], "--data", _node["nowhere"])).Ended(2).Errors.ShouldContain("There is no node");
        await Fill();
        (await _node.Run("backup", _node["node.zip"])).Ended(0);
        (await _node.Run("backup", _node["node.zip"])).Ended(2).Errors.ShouldContain("exists");
        (await _node.Run("restore", _node["node.zip"])).Ended(2).Errors.ShouldContain("holds something");
        (await _node.Run("restore", _node.Write("no.zip", "no zip at all"), "--data", _node["again"])).Ended(2).Errors.ShouldContain("no zip file");
    }

    public void Dispose() => _node.Dispose();

    private async Task Fill()
    {
        (await _node.Run("generate", "manifests", "--consignments", "20", "--out", _node["month"])).Ended(0);
        (await _node.Run(["screen", .. Directory.GetFiles(_node["month"]).Where(file => !file.EndsWith(".json", StringComparison.Ordinal))])).Ended(0);
        (await _node.Run("users", "add", "officer.a", "--display", "Officer A", "--role", "port-officer")).Ended(0);
    }
}
