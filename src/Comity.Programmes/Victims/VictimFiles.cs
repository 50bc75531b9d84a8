using Comity.Kernel.Account;

namespace Comity.Programmes.Victims;

/// <summary>The victims' register of a node: cases in sealed files.</summary>
public sealed class VictimFiles(PersonCipher cipher)
{
    /// <summary>The name of the programme in the store.</summary>
    public const string Programme = "victims";

    private readonly SealedEntries<VictimEntry> _entries = new(cipher, Programme);

    /// <summary>All cases in the order they were opened.</summary>
    /// <exception cref="CannotOpenException">A file does not open.</exception>
    public IEnumerable<VictimCase> All(IPersonFileView files) => _entries.Numbers(files).Select(number => Find(files, number)!);

    /// <summary>A case, or null.</summary>
    /// <exception cref="CannotOpenException">Its file does not open.</exception>
    public VictimCase? Find(IPersonFileView files, string number)
    {
        var entries = _entries.Read(files, number);
        return entries.Count == 0 ? null : VictimCase.Of(number, entries);
    }

    /// <summary>Takes one step of a case and keeps it.</summary>
    /// <param name="files">The store.</param>
    /// <param name="known">The case as it was read, or <see cref="VictimCase.Numbered"/> for a new one.</param>
    /// <param name="entry">The step.</param>
    /// <exception cref="DeedRefusedException">It is not allowed.</exception>
    /// <exception cref="PersonFileChangedException">The case was changed since it was read.</exception>
    public VictimCase Add(IPersonFileWriter files, VictimCase known, VictimEntry entry)
    {
        var next = known.With(entry);
        _entries.Append(files, known.Number, next.Entries.Count, entry);
        return next;
    }
}
