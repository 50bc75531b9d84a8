namespace Comity.Host.Web.Shared;

/// <summary>A page of the navigation and the right it needs: whoever does not have it is not shown the way.</summary>
internal sealed record Place(string Address, string Name, string Resource, string Action);

/// <summary>The navigation, in its order; the first one an actor may see is where they start.</summary>
internal static class MainMenu
{
    public static IReadOnlyList<Place> All { get; } =
    [
        new("/", "Worklist", "consignments", "read"),
        new("/imports", "Import", "imports", "read"),
        new("/register", "Register", "register", "read"),
        new("/matches", "Matches", "matches", "read"),
        new("/lists", "Lists", "lists", "read"),
        new("/profiles", "Profiles", "profiles", "read"),
        new("/referrals", "Referrals", "referrals", "read"),
        new("/partners", "Partners", "partners", "read"),
        new("/cases", "Cases", "cases", "read"),
        new("/custody", "Custody", "custody", "read"),
        new("/checklists", "Checklists", "checklists", "read"),
        new("/victims", "Victims", "victims", "read"),
        new("/victim-counts", "Victims in numbers", "victims", "count"),
        new("/victim-log", "Victims' log", "victim-log", "read"),
        new("/estimate", "Estimate", "estimates", "use"),
        new("/accounts", "Accounts", "accounts", "read"),
        new("/audit", "Audit", "audit", "read"),
    ];
}
