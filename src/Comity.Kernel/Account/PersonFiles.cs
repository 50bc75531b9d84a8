namespace Comity.Kernel.Account;

/// <summary>
/// Reads the files of persons: victims, prisoners. A file is the list of its entries; the store sees them sealed only
/// (<see cref="PersonCipher"/>), and a number that stands for the person.
/// </summary>
public interface IPersonFileView
{
    /// <summary>The numbers of a programme's files in the order they were begun.</summary>
    IReadOnlyList<string> Numbers(string programme);

    /// <summary>The sealed entries of a file, oldest first; empty when there is none of that number.</summary>
    IReadOnlyList<byte[]> Entries(string programme, string number);
}

/// <summary>Adds to the files of persons.</summary>
public interface IPersonFileWriter : IPersonFileView
{
    /// <summary>Adds an entry.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="number">The file; begun when it has no entry.</param>
    /// <param name="place">The place of the entry, 1 for the first.</param>
    /// <param name="entry">The entry, sealed.</param>
    /// <exception cref="PersonFileChangedException">There is an entry at that place already: somebody else wrote meanwhile.</exception>
    void Append(string programme, string number, int place, byte[] entry);

    /// <summary>Replaces the sealed bytes of every entry by the same entry sealed anew, when the keys change.</summary>
    /// <param name="reseal">Given programme, number, place and sealed bytes; returns the new ones.</param>
    /// <returns>How many entries there were.</returns>
    long Reseal(Func<string, string, int, byte[], byte[]> reseal);
}

/// <summary>Somebody else has written to the file since it was read; read it again and repeat.</summary>
public sealed class PersonFileChangedException(string number) : Exception($"The file {number} was changed by somebody else meanwhile. Look at it again, then repeat the step.");
