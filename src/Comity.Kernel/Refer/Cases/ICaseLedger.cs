namespace Comity.Kernel.Refer.Cases;

/// <summary>An entry as a node keeps it: what its node signed and with which key.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Signed">The entry as its node signed it: the proof of what was said, whoever carries it.</param>
/// <param name="Key">The public key that verified it when it came, as canonical JSON.</param>
/// <param name="KeptAt">When this node took it, UTC.</param>
public sealed record SignedEntry(string Id, string Signed, string Key, DateTimeOffset KeptAt);

/// <summary>Reads the joint cases of a node.</summary>
public interface ICaseView
{
    /// <summary>The names of the cases, the one that changed last first.</summary>
    IReadOnlyList<string> Cases();

    /// <summary>A case with all that this node knows of it; null when it knows none of that name.</summary>
    /// <exception cref="InvalidDataException">An entry was changed in the store.</exception>
    CaseLog? Case(string id);

    /// <summary>The case of an entry, or null.</summary>
    string? CaseOf(string entryId);

    /// <summary>The entries of a case as they were signed, in the order in which this node took them.</summary>
    IReadOnlyList<SignedEntry> Signed(string caseId);

    /// <summary>The nodes that this node gives an entry to, by the name of the entry.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<string>> Given(string caseId);

    /// <summary>How many parts of a file of an entry have come.</summary>
    long Parts(string entryId, string sha256);
}

/// <summary>Writes them, in the unit of work of the decision or the message.</summary>
public interface ICaseLedger : ICaseView
{
    /// <summary>Keeps an entry that a case took.</summary>
    void Add(string caseId, CaseEntry entry, SignedEntry signed);

    /// <summary>Notes that this node gives an entry to another.</summary>
    void Give(string caseId, string entryId, string node);

    /// <summary>Notes that a part of a file has come; once, however often it comes.</summary>
    void AddPart(string entryId, string sha256, long offset);

    /// <summary>Forgets the parts of a file, since together they were not what was announced.</summary>
    void DropParts(string entryId, string sha256);
}
