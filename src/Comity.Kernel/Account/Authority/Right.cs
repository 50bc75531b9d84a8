namespace Comity.Kernel.Account.Authority;

/// <summary>What may be done to what: the unit in which authority is given.</summary>
/// <param name="Resource">A resource of the role book, such as <c>consignments</c>.</param>
/// <param name="Action">One of its actions, such as <c>decide</c>.</param>
public readonly record struct Right(string Resource, string Action)
{
    /// <inheritdoc />
    public override string ToString() => $"{Resource}: {Action}";

    /// <summary>Reads a right that was written as <c>resource: action</c>; the blank may be left out.</summary>
    /// <exception cref="FormatException">It is not written so.</exception>
    public static Right Parse(string text) => text.Split(':', StringSplitOptions.TrimEntries) is [{ Length: > 0 } resource, { Length: > 0 } action]
        ? new Right(resource, action)
        : throw new FormatException($"'{text}' is no right; expected a resource and an action, such as consignments:read.");
}

/// <summary>Whose things a right reaches, from the narrowest to the widest.</summary>
public enum Scope
{
    /// <summary>The actor's own.</summary>
    Self,

    /// <summary>Those of the groups the actor belongs to.</summary>
    Group,

    /// <summary>Those of the actor's unit.</summary>
    Unit,

    /// <summary>Those of the actor's agency.</summary>
    Agency,

    /// <summary>Everybody's.</summary>
    All,
}

/// <summary>A right with its reach.</summary>
/// <param name="Right">What may be done.</param>
/// <param name="Scope">Whose things it reaches.</param>
public sealed record Grant(Right Right, Scope Scope);

/// <summary>Something that rights are given on.</summary>
/// <param name="Id">Its name in rules and in the audit.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Purpose">The standing purpose for which it is used; the audit's "why" where the actor names none.</param>
/// <param name="Actions">What can be done to it.</param>
/// <param name="Fresh">Actions that need a proof of identity of the last few minutes.</param>
/// <param name="SecondPerson">Actions that approve what somebody made, and are refused to whoever made it.</param>
/// <param name="IsOwned">Whether its things have owners; only then can a right reach less than all of them.</param>
public sealed record ResourceDefinition(string Id, string Title, string Purpose, IReadOnlyList<string> Actions, IReadOnlyList<string> Fresh, IReadOnlyList<string> SecondPerson, bool IsOwned);

/// <summary>A kind of work and what it may do.</summary>
/// <param name="Id">Its name in accounts.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Handling">The strictest Traffic Light Protocol label it may see.</param>
/// <param name="IsAssignable">Whether accounts can have it; the machine's operator is not made by one.</param>
/// <param name="Grants">What it may do, and to whose things.</param>
public sealed record Role(string Id, string Title, Refer.Tlp Handling, bool IsAssignable, IReadOnlyList<Grant> Grants);
