namespace Comity.Formats.Cargo;

/// <summary>
/// Counts what a reader hands over and passes it on, so that every reading ends with sums that agree:
/// consignments met = consignments handed over + consignments quarantined.
/// </summary>
/// <param name="inner">Takes everything after it was counted; <see langword="null"/> when only the sums are wanted.</param>
public sealed class CountingSink(ICargoSink? inner = null) : ICargoSink
{
    /// <summary>Messages opened.</summary>
    public int Manifests { get; private set; }

    /// <summary>Messages closed; equal to <see cref="Manifests"/> when the reader kept the contract.</summary>
    public int ManifestsEnded { get; private set; }

    /// <summary>Messages that were cut before their end.</summary>
    public int ManifestsCut { get; private set; }

    /// <summary>Consignments handed over, repaired ones included.</summary>
    public long Consignments { get; private set; }

    /// <summary>Consignments handed over that needed a repair.</summary>
    public long Repaired { get; private set; }

    /// <summary>Consignments lost to a quarantine, as far as the reader could tell.</summary>
    public long Quarantined { get; private set; }

    /// <summary>Consignments met in the file: handed over or quarantined.</summary>
    public long Met => Consignments + Quarantined;

    /// <summary>Issues of both kinds.</summary>
    public int Issues { get; private set; }

    /// <inheritdoc/>
    public void Manifest(DeclaredManifest manifest)
    {
        Manifests++;
        inner?.Manifest(manifest);
    }

    /// <inheritdoc/>
    public void Consignment(DeclaredConsignment consignment)
    {
        Consignments++;
        Repaired += consignment.Repaired ? 1 : 0;
        inner?.Consignment(consignment);
    }

    /// <inheritdoc/>
    public void Issue(ReadIssue issue)
    {
        Issues++;
        Quarantined += issue.Kind == IssueKind.Quarantined ? issue.Consignments : 0;
        inner?.Issue(issue);
    }

    /// <inheritdoc/>
    public void EndOfManifest(ReadOnlySpan<byte> contentHash, bool complete)
    {
        ManifestsEnded++;
        ManifestsCut += complete ? 0 : 1;
        inner?.EndOfManifest(contentHash, complete);
    }
}
