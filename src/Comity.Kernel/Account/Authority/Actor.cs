namespace Comity.Kernel.Account.Authority;

/// <summary>Who acts: a person who signed in, a program with its key, or the operator of the machine.</summary>
/// <param name="Account">The account's number, or <c>operator</c>.</param>
/// <param name="Name">The name that stands in decisions, the register and the audit.</param>
/// <param name="Unit">The unit acted for.</param>
/// <param name="Agency">The agency the unit belongs to.</param>
/// <param name="Groups">Groups the actor belongs to.</param>
/// <param name="Roles">The actor's roles.</param>
/// <param name="Only">Of the roles' rights the only ones the actor has; null for all of them. A program's key is narrowed so.</param>
public sealed record Actor(
    string Account, string Name, string Unit, string Agency, IReadOnlyCollection<string> Groups, IReadOnlyCollection<string> Roles, IReadOnlyCollection<Right>? Only = null)
{
    /// <summary>The role of whoever can read a node's folder.</summary>
    public const string OperatorRole = "operator";

    /// <summary>Whoever can read a node's folder, by the name of the system account: nothing in the folder is out of reach anyway.</summary>
    public static Actor Operator(string name) => new("operator", name, "", "", [], [OperatorRole]);
}

/// <summary>Whose a thing is, as far as known. What is unknown is reached only by the scope <see cref="Scope.All"/>.</summary>
/// <param name="Account">The account that made it or that it is about.</param>
/// <param name="Group">The group that works on it.</param>
/// <param name="Unit">The unit that works on it.</param>
/// <param name="Agency">The agency that holds it.</param>
public sealed record Owner(string? Account = null, string? Group = null, string? Unit = null, string? Agency = null);
