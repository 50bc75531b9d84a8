namespace Comity.Cli.Tests;

/// <summary><c>comity retention</c>: what would go, what went, and policies that cannot be used.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task Nothing_declared_goes_before_an_authority_has_named_days_and_each_policy_is_on_record()
    {
        var kinds = (await _node.Run("retention", "report", "--json")).Ended(0).Lines();
        kinds.Select(line => line.Text("kind")).ShouldBe(["raw-files", "consignments", "sessions", "links"], ignoreOrder: true);
        kinds.Single(line => line.Text("kind") == "consignments").GetProperty("before").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        kinds.ShouldAllBe(line => !string.IsNullOrWhiteSpace(line.Text("legal_basis")));

        (await _node.Run("retention", "run", "--json")).Ended(0).Lines().Count.ShouldBe(4);
        (await _node.Run("audit", "list", "--json")).Ended(0).Output.ShouldContain("retention");
    }

    [Fact]
    public async Task Policies_that_cannot_be_used_delete_nothing_and_say_why()
    {
        _node.Write("node/retention.json", """[{"kind": "consignments", "title": "Consignments", "action": "delete", "days": 0, "legal_basis": "Article 5"}]""");
        (await _node.Run("retention", "run")).Ended(3).Errors.ShouldContain("0 days for 'consignments'");
        _node.Write("node/retention.json", """[{"kind": "everything", "title": "All", "action": "delete", "days": 9, "legal_basis": "Article 5"}]""");
        (await _node.Run("retention", "report")).Ended(3).Errors.ShouldContain("the kind 'everything'");
    }

    public void Dispose() => _node.Dispose();
}
