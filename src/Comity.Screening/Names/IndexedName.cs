namespace Comity.Screening.Names;

/// <summary>One name of a listed entity as it is searched for. An entity has one primary name and any number of others.</summary>
/// <param name="EntityId">What names the entity among all that are searched.</param>
/// <param name="Kind">What the list names by it.</param>
/// <param name="Primary">Whether the list leads with this name.</param>
/// <param name="Name">As listed, in any script.</param>
public sealed record IndexedName(string EntityId, ListedKind Kind, bool Primary, string Name)
{
    /// <summary>What this line of the list says of the entity beside its name.</summary>
    public IdentityFacts Facts { get; init; } = IdentityFacts.None;
}
