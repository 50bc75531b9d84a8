using System.Text;
using Comity.Host.Authority;
using Comity.Kernel.Account.Authority;
using Comity.Kernel.Refer;

namespace Comity.Host.Tests.Authority;

/// <summary>What a role book gives, and what it refuses to say.</summary>
public sealed class RoleBookTests
{
    private static readonly Right Change = new("accounts", "write");
    private static readonly Actor Chief = new("1", "Chief", "Unit A", "Customs", ["g1"], ["administrator"]);

    [Fact]
    public void A_scope_reaches_its_own_and_no_further()
    {
        (Scope Scope, Owner Owner, bool Reached)[] cases =
        [
            (Scope.Self, new Owner("1", null, "Unit B", "Police"), true),
            (Scope.Self, new Owner("2", "g1", "Unit A", "Customs"), false),
            (Scope.Group, new Owner("2", "g1", "Unit B", "Police"), true),
            (Scope.Group, new Owner("2", "g2", "Unit A", "Customs"), false),
            (Scope.Unit, new Owner("2", null, "Unit A", "Customs"), true),
            (Scope.Unit, new Owner("2", null, "Unit A", "Police"), false),
            (Scope.Agency, new Owner("2", null, "Unit B", "Customs"), true),
            (Scope.Agency, new Owner("2", null, "Unit B", "Police"), false),
            (Scope.All, new Owner("2", null, "Unit B", "Police"), true),
        ];
        foreach (var (scope, owner, reached) in cases)
        {
            var book = Book(owned: true, $"\"{scope}\"");
            book.May(Chief, Change, owner).ShouldBe(reached, $"{scope} of {owner}");
            book.May(Chief with { Roles = [] }, Change, owner).ShouldBeFalse();
            book.May(Chief, new Right("accounts", "read"), owner).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(false, "\"unit\"", "has no owners")]
    [InlineData(true, "\"planet\"", "expected one of Self, Group")]
    [InlineData(true, "\"all\", \"burn\": \"all\"", "which no resource has")]
    public void What_could_not_be_held_to_is_refused(bool owned, string scope, string says) =>
        Should.Throw<BadRoleBookException>(() => Book(owned, scope)).Message.ShouldContain(says);

    [Fact]
    public void What_needs_a_second_person_is_refused_to_the_makers_and_while_these_are_unknown()
    {
        var analyst = Chief with { Roles = ["profile-analyst"] };
        var (approve, write) = (new Right("profiles", "approve"), new Right("profiles", "write"));
        ShippedRoles.Book.May(analyst, approve, ["2", "3"]).ShouldBeTrue();
        ShippedRoles.Book.May(analyst, approve, ["2", "1"]).ShouldBeFalse();
        ShippedRoles.Book.May(analyst, approve, []).ShouldBeFalse();
        ShippedRoles.Book.May(analyst, write, ["1"]).ShouldBeTrue();
        ShippedRoles.Book.May(Chief with { Roles = ["port-officer"] }, approve, ["2"]).ShouldBeFalse();
    }

    [Fact]
    public void A_label_beyond_the_role_is_not_seen()
    {
        var officer = Chief with { Roles = ["liaison-officer"] };
        ShippedRoles.Book.MaySee(officer, Tlp.AmberStrict).ShouldBeTrue();
        ShippedRoles.Book.MaySee(officer, Tlp.Red).ShouldBeFalse();
        ShippedRoles.Book.MaySee(Chief with { Roles = [] }, Tlp.Clear).ShouldBeFalse();
    }

    [Fact]
    public void Who_oversees_changes_nothing_and_who_administers_reads_nothing_operational()
    {
        ShippedRoles.Book.Role("auditor")!.Grants.Where(grant => grant.Right.Action is not ("read" or "export")).ShouldBeEmpty();
        ShippedRoles.Book.Role("administrator")!.Grants.Select(grant => grant.Right.Resource).Intersect(["consignments", "register", "cases", "referrals", "matches", "parties"], StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static RoleBook Book(bool owned, string scope) => RoleBook.Read(new MemoryStream(Encoding.UTF8.GetBytes(
        $$"""
        {
          "resources": [{ "id": "accounts", "title": "Accounts", "purpose": "administration", "actions": ["read", "write"], "owned": {{(owned ? "true" : "false")}} }],
          "roles": [{ "id": "administrator", "title": "Administrator", "handling": "clear", "grants": { "accounts": { "write": {{scope}} } } }]
        }
        """)));
}
