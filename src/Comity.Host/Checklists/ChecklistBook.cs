using Comity.Host.Assessments;
using Comity.Kernel.Account;
using Comity.Kernel.Assess.Instruments;
using Comity.Programmes;
using Comity.Programmes.Custody;

namespace Comity.Host.Checklists;

/// <summary>What a list of items is for.</summary>
public enum ChecklistKind
{
    /// <summary>Met, partly, not, not applicable: what is not met leads to corrective actions.</summary>
    Checklist,

    /// <summary>X, ?, NA by article. No measure of compliance.</summary>
    Review,

    /// <summary>Ratings on a scale of words.</summary>
    Rating,
}

/// <summary>A filled list with what follows from it.</summary>
/// <param name="Record">What was answered.</param>
/// <param name="Instrument">The list.</param>
/// <param name="Assessment">What the answers come to.</param>
/// <param name="Actions">The corrective actions in the order they were opened.</param>
public sealed record FilledList(AssessmentRecord Record, Instrument Instrument, Assessment Assessment, IReadOnlyList<CorrectiveAction> Actions);

/// <summary>Checklists, reviews and ratings of a node: instruments that record and do not score.</summary>
public sealed class ChecklistBook
{
    private readonly SealedEntries<ActionEntry> _actions;

    private ChecklistBook(InstrumentLibrary library, PersonCipher cipher) =>
        (Library, Files, _actions) = (library, new AssessmentFiles(cipher, "checklists"), new SealedEntries<ActionEntry>(cipher, "checklist-actions"));

    /// <summary>The instruments of the node.</summary>
    public InstrumentLibrary Library { get; }

    /// <summary>The filled lists.</summary>
    public AssessmentFiles Files { get; }

    /// <summary>The instruments that are lists.</summary>
    public IEnumerable<Instrument> Lists => Library.Instruments.Where(instrument => instrument.Definition.Scales.Count == 0);

    /// <summary>The book of a node.</summary>
    /// <exception cref="PersonKeysException">The keys of the node's sealed files are missing.</exception>
    public static ChecklistBook Of(Node node) => new(InstrumentLibrary.Of(node), PersonKeys.For(node.Store).Cipher);

    /// <summary>What a list is for, by the answers it offers.</summary>
    public static ChecklistKind KindOf(InstrumentDefinition list)
    {
        var codes = list.Items.OfType<SingleItem>().SelectMany(item => item.Options).Select(option => option.Code).ToHashSet(StringComparer.Ordinal);
        return codes.Contains("partly") && codes.Contains("not") ? ChecklistKind.Checklist : codes.Contains("X") ? ChecklistKind.Review : ChecklistKind.Rating;
    }

    /// <summary>What is remarked on each item of a list.</summary>
    public static IReadOnlyList<string> RemarkTitles(ChecklistKind kind) => kind switch
    {
        ChecklistKind.Checklist => ["Evidence"],
        ChecklistKind.Review => ["Domestic provision", "Remark"],
        _ => ["Grounds"],
    };

    /// <summary>All filled lists whose instrument the node still has, oldest first.</summary>
    public IEnumerable<FilledList> All(IPersonFileView files) =>
        Files.All(files).Select(record => Filled(files, record)).OfType<FilledList>();

    /// <summary>A filled list, or null.</summary>
    public FilledList? Find(IPersonFileView files, string id) => Files.Find(files, id) is { } record ? Filled(files, record) : null;

    /// <summary>Adds a line to the record of corrective actions and keeps it.</summary>
    /// <exception cref="DeedRefusedException">It is not allowed.</exception>
    /// <exception cref="PersonFileChangedException">Somebody else wrote meanwhile.</exception>
    public void Add(IPersonFileWriter files, FilledList list, ActionEntry entry)
    {
        if (list.Record.Completed is null)
        {
            throw new DeedRefusedException("Complete the answers first: actions rest on answers that do not change any more.");
        }

        var id = list.Record.Id;
        var entries = _actions.Read(files, id);
        ActionEntry.Fold(list.Assessment, entries.Append(entry));
        _actions.Append(files, id, entries.Count + 1, entry);
    }

    private FilledList? Filled(IPersonFileView files, AssessmentRecord record) =>
        Library.Find(record.Begun.Instrument) is { } instrument && record.Assess(instrument).Assessment is { } assessment
            ? new FilledList(record, instrument, assessment, ActionEntry.Fold(assessment, _actions.Read(files, record.Id)))
            : null;
}
