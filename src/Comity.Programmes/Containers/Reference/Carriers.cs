namespace Comity.Programmes.Containers.Reference;

/// <summary>A liner operator of the SMDG list.</summary>
/// <param name="Code">SMDG code, three letters.</param>
/// <param name="Name">Name.</param>
/// <param name="Active">Whether the code is in use.</param>
public sealed record Carrier(string Code, string Name, bool Active);

/// <summary>Liner operators by SMDG code.</summary>
public static class Carriers
{
    private static readonly Lazy<Dictionary<string, Carrier>> Table = new(static () => ReferenceTable.Rows("liners.csv")
        .ToDictionary(r => r[0], r => new Carrier(r[0], r[1], string.Equals(r[2], "true", StringComparison.Ordinal)), StringComparer.Ordinal));

    /// <summary>All carriers.</summary>
    public static IReadOnlyCollection<Carrier> All => Table.Value.Values;

    /// <summary>By SMDG code; <see langword="null"/> when unknown.</summary>
    public static Carrier? Find(string? code) => code is null ? null : Table.Value.GetValueOrDefault(code);
}
