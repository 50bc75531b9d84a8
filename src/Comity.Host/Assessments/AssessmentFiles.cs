using System.Security.Cryptography;
using Comity.Kernel.Account;
using Comity.Programmes;

namespace Comity.Host.Assessments;

/// <summary>The assessments of a programme, drafts among them: sealed like the files of the persons they are about.</summary>
/// <param name="cipher">Seals and opens.</param>
/// <param name="programme">The programme; its assessments are kept apart from those of the others.</param>
public sealed class AssessmentFiles(PersonCipher cipher, string programme)
{
    private const int IdBytes = 16;
    private readonly SealedEntries<AssessmentEntry> _entries = new(cipher, programme + "-assessments");

    /// <summary>A random name for a new assessment: it tells nothing, wherever it is seen.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdBytes * 2, lowercase: true);

    /// <summary>All assessments in the order they were begun.</summary>
    /// <exception cref="CannotOpenException">A file does not open.</exception>
    public IEnumerable<AssessmentRecord> All(IPersonFileView files) => _entries.Numbers(files).Select(id => Find(files, id)!);

    /// <summary>An assessment, or null.</summary>
    /// <exception cref="CannotOpenException">Its file does not open.</exception>
    public AssessmentRecord? Find(IPersonFileView files, string id)
    {
        var entries = _entries.Read(files, id);
        return entries.Count == 0 ? null : entries.Aggregate(AssessmentRecord.Named(id), (known, entry) => known.With(entry));
    }

    /// <summary>Adds an entry and keeps it.</summary>
    /// <param name="files">The store.</param>
    /// <param name="known">The assessment as it was read, or <see cref="AssessmentRecord.Named"/> for a new one.</param>
    /// <param name="entry">The entry.</param>
    /// <exception cref="DeedRefusedException">It is not allowed.</exception>
    /// <exception cref="PersonFileChangedException">Somebody else wrote meanwhile.</exception>
    public AssessmentRecord Add(IPersonFileWriter files, AssessmentRecord known, AssessmentEntry entry)
    {
        var next = known.With(entry);
        _entries.Append(files, known.Id, next.Entries.Count, entry);
        return next;
    }
}
