using System.Security.Cryptography;

namespace Comity.Store.Tests;

/// <summary>What is handed in is kept whole or not at all.</summary>
public sealed class RawFilesTests : IDisposable
{
    private readonly NodeFolder _folder = new();

    [Fact]
    public void Bytes_are_found_under_their_hash()
    {
        var raw = new RawFiles(_folder.Path);
        var (sha256, bytes) = raw.Keep(new MemoryStream([1, 2, 3]), TestContext.Current.CancellationToken);

        sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])));
        bytes.ShouldBe(3);
        using var kept = raw.Open(sha256);
        kept.Length.ShouldBe(3);
        Should.Throw<ArgumentException>(() => raw.Open("../node.db"));
    }

    [Fact]
    public void What_a_killed_process_left_goes_and_what_another_writes_stays()
    {
        Directory.CreateDirectory(_folder["raw"]);
        File.WriteAllBytes(_folder["raw/left.part"], [1, 2]);
        using var written = new FileStream(_folder["raw/written.part"], FileMode.CreateNew, FileAccess.Write, FileShare.None);

        new RawFiles(_folder.Path).Keep(new MemoryStream([1]), TestContext.Current.CancellationToken);

        Directory.GetFiles(_folder["raw"], "*.part").Select(Path.GetFileName).ShouldBe(["written.part"]);
    }

    public void Dispose() => _folder.Dispose();
}
