using System.Text.Json.Nodes;

namespace Comity.Screening.Lists;

/// <summary>What changed in one member of an entity.</summary>
/// <param name="Field">The member in its JSON name.</param>
/// <param name="Added">Values that are new, as JSON text.</param>
/// <param name="Removed">Values that are gone, as JSON text.</param>
public sealed record FieldChange(string Field, IReadOnlyList<string> Added, IReadOnlyList<string> Removed);

/// <summary>An entry that stands on both versions with different contents.</summary>
/// <param name="Id">The list's reference.</param>
/// <param name="Name">Its primary name now.</param>
/// <param name="Fields">What changed.</param>
public sealed record EntityChange(string Id, string Name, IReadOnlyList<FieldChange> Fields);

/// <summary>An entry by its reference and primary name.</summary>
public sealed record ListedReference(string Id, string Name);

/// <summary>The difference between two versions of a list, each part in the order of references.</summary>
/// <param name="Added">Entries only the later version has.</param>
/// <param name="Changed">Entries whose contents changed.</param>
/// <param name="Removed">Entries only the earlier version had.</param>
public sealed record ListDifference(
    IReadOnlyList<ListedReference> Added, IReadOnlyList<EntityChange> Changed, IReadOnlyList<ListedReference> Removed)
{
    /// <summary>Compares two versions. The earlier one is held in memory in its stored form, the later one is streamed.</summary>
    public static ListDifference Between(IEnumerable<ListedEntity> before, IEnumerable<ListedEntity> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var standing = before.ToDictionary(entity => entity.Id, ListedEntityCodec.Write, StringComparer.Ordinal);
        var added = new List<ListedReference>();
        var changed = new List<EntityChange>();
        foreach (var entity in after)
        {
            if (!standing.Remove(entity.Id, out var earlier))
            {
                added.Add(new ListedReference(entity.Id, entity.PrimaryName));
            }
            else if (Fields(earlier, ListedEntityCodec.Write(entity)) is { Count: > 0 } fields)
            {
                changed.Add(new EntityChange(entity.Id, entity.PrimaryName, fields));
            }
        }

        return new ListDifference(
            [.. added.OrderBy(entry => entry.Id, StringComparer.Ordinal)],
            [.. changed.OrderBy(entry => entry.Id, StringComparer.Ordinal)],
            [.. standing.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new ListedReference(entry.Key, ListedEntityCodec.Read(entry.Value).PrimaryName))]);
    }

    /// <summary>What changed between two canonical forms of the same entry (see <see cref="ListedEntityCodec"/>), by member name.</summary>
    public static IReadOnlyList<FieldChange> Fields(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (before.SequenceEqual(after))
        {
            return [];
        }

        var (was, now) = (JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(after)!.AsObject());
        var changes = new List<FieldChange>();
        foreach (var field in was.Select(member => member.Key).Union(now.Select(member => member.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (old, current) = (Values(was[field]), Values(now[field]));
            var change = new FieldChange(field, [.. current.Except(old, StringComparer.Ordinal)], [.. old.Except(current, StringComparer.Ordinal)]);
            // Primary names keep the list's order; a new order alone is told as the whole new sequence.
            changes.AddRange(change.Added.Count + change.Removed.Count > 0 ? [change]
                : old.SequenceEqual(current, StringComparer.Ordinal) ? []
                : [new FieldChange(field, current, old)]);
        }

        return changes;
    }

    private static List<string> Values(JsonNode? node) => node switch
    {
        null => [],
        JsonArray values => [.. values.Select(Shown)],
        _ => [Shown(node)],
    };

    private static string Shown(JsonNode? value) => value?.ToJsonString(ListedEntityCodec.Options) ?? "null";
}
