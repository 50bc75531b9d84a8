namespace Comity.Formats.Cargo;

/// <summary>
/// Lets the consignments of one message share the object of a container they all name, as long as they declare the same
/// of it; a container that comes with another seal or size under another bill stays an object of its own.
/// </summary>
/// <param name="most">Containers remembered; later ones are not shared, which costs memory but loses nothing.</param>
internal sealed class ContainerPool(int most)
{
    private readonly Dictionary<string, DeclaredContainer> _byNumber = new(StringComparer.Ordinal);

    public DeclaredContainer Share(DeclaredContainer container)
    {
        var number = container.Number.Value;
        if (_byNumber.TryGetValue(number, out var known))
        {
            return SameFacts(known, container) ? known : container;
        }

        if (_byNumber.Count < most)
        {
            _byNumber.Add(number, container);
        }

        return container;
    }

    private static bool SameFacts(DeclaredContainer a, DeclaredContainer b) =>
        a.SizeType?.Value == b.SizeType?.Value
        && a.Empty?.Value == b.Empty?.Value
        && Nullable.Equals(a.TareKg?.Value, b.TareKg?.Value)
        && Nullable.Equals(a.GrossMassKg?.Value, b.GrossMassKg?.Value)
        && a.Seals.Select(s => s.Value).SequenceEqual(b.Seals.Select(s => s.Value), StringComparer.Ordinal);
}
