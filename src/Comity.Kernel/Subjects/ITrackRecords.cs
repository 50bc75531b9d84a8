namespace Comity.Kernel.Subjects;

/// <summary>
/// What a node remembers about the entities that recur in its subjects (parties, pairs, routes, containers), so that
/// history facts can be computed at arrival from what was known then. A small key-value memory that lives and commits
/// with the operational store; the programme decides what a payload means.
/// </summary>
public interface ITrackRecords
{
    /// <summary>The payload of an entity, or <see langword="null"/> when it was never seen. The caller must not change it.</summary>
    /// <param name="kind">The kind of entity, such as <c>shipper</c>.</param>
    /// <param name="key">The entity's normalised key.</param>
    byte[]? Get(string kind, string key);

    /// <summary>Remembers a payload; visible to <see cref="Get"/> at once, durable when the unit of work commits.</summary>
    void Put(string kind, string key, byte[] payload);
}
