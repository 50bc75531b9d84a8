namespace Comity.Cli.Tests;

/// <summary><c>comity rescreen</c>: a set of profiles over everything the node keeps, by the matcher.</summary>
public sealed class RescreenTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task The_same_profiles_find_again_what_they_found_and_others_show_what_changes()
    {
        (await _node.Run("generate", "manifests", "--consignments", "400", "--seed", "7", "--out", _node["month"])).Ended(0);
        var files = Directory.GetFiles(_node["month"], "*.edi").Order(StringComparer.Ordinal);
        (await _node.Run(["screen", .. files])).Ended(0);

        var same = (await _node.Run("rescreen", "--json")).Ended(0).Lines();
        var summary = same[^1];
        summary.GetProperty("subjects").GetInt64().ShouldBeGreaterThan(300);
        summary.GetProperty("hits").GetInt64().ShouldBeGreaterThan(0);
        summary.GetProperty("changed").GetInt64().ShouldBe(0);

        _node.Write("mine/every.yaml",
            """
            id: every-container
            version: 1
            title: Every container
            threat: any
            when: has(container.number)
            weight: 1
            author: A test
            legal_basis: None
            valid_from: 2020-01-01
            review_on: 2099-01-01
            cases:
              - title: one
                facts: { container.number: "ABCU1234567" }
                expect: true
              - title: none
                facts: {}
                expect: false
            """);
        var other = (await _node.Run("rescreen", "--profiles", _node["mine"], "--json")).Ended(0).Lines();
        var mine = other.Single(line => line.TryGetProperty("profile", out var id) && id.ValueEquals("every-container"));
        var hits = mine.GetProperty("hits").GetInt64();
        hits.ShouldBeGreaterThan(300);
        mine.GetProperty("new").GetInt64().ShouldBe(hits);
        other[^1].GetProperty("changed").GetInt64().ShouldBeGreaterThanOrEqualTo(hits);
    }

    [Fact]
    public async Task The_chunks_catch_up_and_may_be_deleted_or_damaged()
    {
        (await _node.Run("generate", "manifests", "--consignments", "300", "--seed", "8", "--out", _node["month"])).Ended(0);
        var files = Directory.GetFiles(_node["month"], "*.edi").Order(StringComparer.Ordinal).ToArray();
        (await _node.Run(["screen", files[0]])).Ended(0);
        (await Summary()).Changed.ShouldBe(0);
        (await _node.Run(["screen", .. files])).Ended(0);

        var caughtUp = await Summary();
        caughtUp.Changed.ShouldBe(0);
        caughtUp.Hits.ShouldBeGreaterThan(0);
        var chunks = Directory.GetFiles(_node.Folder, "*.chunks", SearchOption.AllDirectories).ShouldHaveSingleItem();

        var bytes = File.ReadAllBytes(chunks);
        for (var at = 300; at < bytes.Length / 2; at += 100)
        {
            bytes[at] ^= 0xFF;
        }

        File.WriteAllBytes(chunks, bytes);
        (await Summary()).ShouldBe(caughtUp);
        File.ReadAllBytes(chunks).ShouldNotBe(bytes);

        Directory.Delete(Path.GetDirectoryName(chunks)!, recursive: true);
        (await Summary()).ShouldBe(caughtUp);
    }

    [Fact]
    public async Task An_empty_node_has_nothing_to_screen() =>
        (await _node.Run("rescreen")).Ended(0).Output.ShouldContain("0 consignments");

    private async Task<(long Subjects, long Hits, long Changed)> Summary()
    {
        var summary = (await _node.Run("rescreen", "--json")).Ended(0).Lines()[^1];
        return (summary.GetProperty("subjects").GetInt64(), summary.GetProperty("hits").GetInt64(), summary.GetProperty("changed").GetInt64());
    }

    public void Dispose() => _node.Dispose();
}
