using Comity.Kernel.Account.Authority;
using Comity.Store.Identity;

namespace Comity.Host.Identity;

/// <summary>Accounts for demonstrations: without a password, opened by a link that works once.</summary>
public static class ThrowAwayAccounts
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(12);

    /// <summary>Makes an account, or takes the one of that name, and a link that opens it once.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The account's name.</param>
    /// <param name="displayName">The name that stands in decisions.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="roles">The roles.</param>
    /// <returns>The token for <c>/enter/</c>.</returns>
    public static string Make(Node node, string name, string displayName, string unit, IReadOnlyList<string> roles)
    {
        var account = new UserAccount
        {
            Name = name,
            NormalName = name.ToUpperInvariant(),
            DisplayName = displayName,
            Unit = unit,
            Agency = "Demonstration",
            Roles = roles,
        };
        if (!node.Authority.Accounts.Add(account))
        {
            account = node.Authority.Accounts.FindByName(account.NormalName)!;
        }

        return node.Authority.Links.Make(LinkPurpose.Enter, account.Id, GoodFor);
    }
}
