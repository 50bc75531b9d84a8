namespace Comity.Cli.Tests;

/// <summary><c>comity users</c>: accounts made without a password, closed and opened.</summary>
public sealed class UsersTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task An_account_is_made_with_an_invitation_listed_and_closed()
    {
        (await _node.Run("users", "add", "officer.a", "--display", "Officer A", "--role", "port-officer")).Ended(0).Output.ShouldContain("/invite/");
        (await _node.Run("users", "link", "Officer.A")).Ended(0).Output.ShouldContain("/enter/");
        (await _node.Run("users", "close", "officer.a")).Ended(0);

        var account = (await _node.Run("users", "list", "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        account.Text("display").ShouldBe("Officer A");
        account.GetProperty("closed").GetBoolean().ShouldBeTrue();
        account.Items("roles").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_cannot_be_done_ends_with_2()
    {
        (await _node.Run("users", "add", "officer.a", "--display", "Officer A", "--role", "operator")).Ended(2);
        (await _node.Run("users", "close", "nobody")).Ended(2).Errors.ShouldContain("no account nobody");
        (await _node.Run("users", "add", "officer.a", "--display", "Officer A", "--role", "auditor")).Ended(0);
        (await _node.Run("users", "add", "OFFICER.A", "--display", "Officer B", "--role", "auditor")).Ended(2).Errors.ShouldContain("already");
    }

    public void Dispose() => _node.Dispose();
}
