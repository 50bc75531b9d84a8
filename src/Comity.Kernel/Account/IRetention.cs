namespace Comity.Kernel.Account;

/// <summary>
/// What of a node is older than a day and may go. Whatever the register has an entry on stays with all that led to it.
/// </summary>
public interface IRetentionView
{
    /// <summary>How many subjects last changed before a moment and are not in the register.</summary>
    long SubjectsBefore(DateTimeOffset before);

    /// <summary>
    /// The raw files of deliveries that came before a moment: their hashes. Not those that came again later, nor those with a
    /// subject that is in the register, whose reasons point into them, nor those whose reading has not ended.
    /// </summary>
    IReadOnlyList<string> RawFilesBefore(DateTimeOffset before);
}

/// <summary>Deletes what may go.</summary>
public interface IRetentionWriter : IRetentionView
{
    /// <summary>Deletes subjects with their versions, findings, places on lists, decisions and search terms.</summary>
    /// <returns>How many.</returns>
    long DeleteSubjectsBefore(DateTimeOffset before);

    /// <summary>Notes that raw files are gone, and deletes the defects that were listed of them, since these quote them.</summary>
    void ForgetRawFiles(IReadOnlyCollection<string> sha256);
}
