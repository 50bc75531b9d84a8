namespace Comity.Programmes.Containers.Generator;

/// <summary>The format in which manifests are written.</summary>
public enum ManifestFormat
{
    /// <summary>UN/EDIFACT CUSCAR, the directory chosen by each carrier.</summary>
    Cuscar,

    /// <summary>ASYCUDA World manifest XML.</summary>
    Awmds,

    /// <summary>A zip of the tables of the US vessel manifest (AMS).</summary>
    Ams,

    /// <summary>Delimited text, headings in the sender's language.</summary>
    Csv,
}

/// <summary>Which trade lanes a month has.</summary>
public enum LaneFocus
{
    /// <summary>Lanes of four continents, Bolivia's among them.</summary>
    World,

    /// <summary>Only the lanes of Bolivia's dry ports over the ports of Chile.</summary>
    Bolivia,
}

/// <summary>What to generate. The same options give the same bytes on every machine.</summary>
/// <param name="Format">Format of the files.</param>
/// <param name="Consignments">Container × bill pairs, or bills without a container, in the original declarations; exact.</param>
/// <param name="Seed">Seed of everything random.</param>
public sealed record GeneratorOptions(ManifestFormat Format, int Consignments, ulong Seed)
{
    /// <summary>Share of consignments that belong to a planted story, 0 to 0.5.</summary>
    public double AnomalyShare { get; init; } = 0.01;

    /// <summary>First day on which manifests are sent.</summary>
    public DateOnly From { get; init; } = new(2026, 3, 1);

    /// <summary>Days over which manifests are sent, 1 to 366; amendments may come later.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Trade lanes.</summary>
    public LaneFocus Focus { get; init; } = LaneFocus.Bolivia;
}
