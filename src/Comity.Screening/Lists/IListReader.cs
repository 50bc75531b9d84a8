namespace Comity.Screening.Lists;

/// <summary>A file of a list that can be opened as often as needed.</summary>
/// <param name="Name">Its name; carries no meaning but is told with issues.</param>
/// <param name="Open">Opens it at its beginning.</param>
public sealed record ListFile(string Name, Func<Stream> Open);

/// <summary>What a file begins with, by which its format is known.</summary>
/// <param name="Text">The first characters, without a byte order mark.</param>
/// <param name="RootElement">For XML: the root element's name without prefix; otherwise <see langword="null"/>.</param>
public sealed record ListHead(string Text, string? RootElement);

/// <summary>
/// Reads one publisher's format. Readers never throw for what a file holds: an entry that cannot be read is quarantined, a value
/// that cannot be read is left out of its entry, and both are told. Memory is bounded by the entry, apart from parts that a format
/// keeps in other files (see the reader) and the references met, which tell entries twice.
/// </summary>
public interface IListReader
{
    /// <summary>The format's short name, such as <c>un-xml</c>.</summary>
    string Format { get; }

    /// <summary>The identifier a list of this format gets when the user gives none, or <see langword="null"/> to take the file's name.</summary>
    string? UsualListId { get; }

    /// <summary>Whether a list of this format comes in several files, which belong together.</summary>
    bool JoinsFiles { get; }

    /// <summary>Whether a file with this beginning is of this format.</summary>
    bool Recognises(ListHead head);

    /// <summary>Reads the entries in the order of the file.</summary>
    /// <param name="files">The files of one list.</param>
    /// <param name="report">Receives counts and issues; final when the entities have been read to the end.</param>
    IEnumerable<ListedEntity> Read(IReadOnlyList<ListFile> files, ListReport report);
}
