using Comity.Kernel.Account.Authority;

namespace Comity.Host.Custody;

/// <summary>In which of the roles that an instrument's rules ask for an account may approve.</summary>
public static class ApprovalRoles
{
    private static readonly (string Asked, string Role)[] Known =
    [
        ("institution", "prison-governor"),
        ("committee", "classification-committee"),
        ("classification_manager", "classification-manager"),
    ];

    /// <summary>Those of the roles asked for that the actor has, in the order asked for. A role of a name of its own is that of the account's role.</summary>
    public static IReadOnlyList<string> Of(Actor actor, IEnumerable<string> asked) =>
        [.. asked.Where(one => actor.Roles.Contains(Known.FirstOrDefault(pair => pair.Asked == one).Role ?? one.Replace('_', '-'), StringComparer.Ordinal))];
}
