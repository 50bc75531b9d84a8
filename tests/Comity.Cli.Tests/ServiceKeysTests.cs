namespace Comity.Cli.Tests;

/// <summary><c>comity service-keys</c>: shown once, narrowed to rights of a role, taken back for good.</summary>
public sealed class ServiceKeysTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task A_key_is_shown_once_listed_without_its_secret_and_revoked()
    {
        var secret = (await _node.Run("service-keys", "add", "Terminal system", "--role", "port-officer", "--may", "imports:write", "--days", "30")).Ended(0).Output.Trim();
        secret.Length.ShouldBeGreaterThan(30);

        var listed = (await _node.Run("service-keys", "list", "--json")).Ended(0);
        listed.Output.ShouldNotContain(secret);
        var key = listed.Lines().ShouldHaveSingleItem();
        key.Text("name").ShouldBe("Terminal system");
        key.Text("state").ShouldBe("works");
        key.Items("rights").ShouldHaveSingleItem().GetString().ShouldBe("imports: write");

        (await _node.Run("service-keys", "revoke", "1")).Ended(0);
        (await _node.Run("service-keys", "list", "--json")).Ended(0).Lines().ShouldHaveSingleItem().Text("state").ShouldBe("revoked");
        (await _node.Run("service-keys", "revoke", "1")).Ended(2).Errors.ShouldContain("no key 1");
    }

    [Theory]
    [InlineData("audit:read", "30", "does not have")]
    [InlineData("imports:write", "367", "1 to 366 days")]
    [InlineData("imports", "30", "imports")]
    public async Task What_a_role_does_not_have_or_no_key_may_last_ends_with_2(string right, string days, string expected)
    {
        (await _node.Run("service-keys", "add", "Terminal system", "--role", "port-officer", "--may", right, "--days", days)).Ended(2).Errors.ShouldContain(expected);
        (await _node.Run("service-keys", "list")).Ended(0).Output.ShouldBeEmpty();
    }

    public void Dispose() => _node.Dispose();
}
