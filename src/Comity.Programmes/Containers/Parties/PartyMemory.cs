using System.Globalization;
using System.Text;
using Comity.Kernel.Subjects;

namespace Comity.Programmes.Containers.Parties;

/// <summary>
/// What the node's memory says of a spelling of a party: its number, how it was first written, the keys of the party's other spellings and
/// what it was met with. History facts are remembered by spelling and added up over a party's spellings when they are asked for, so
/// that a join and its undoing lose nothing.
/// </summary>
/// <param name="Id">The spelling's number.</param>
/// <param name="Text">The name as it was first met.</param>
/// <param name="Others">Keys of the party's other spellings.</param>
/// <param name="Traits">Kind and value of what it was met with, up to <see cref="MostTraits"/>.</param>
internal sealed record PartyMemory(long Id, string Text, IReadOnlyList<string> Others, IReadOnlyList<string> Traits)
{
    public const int MostTraits = 24;
    private const string Kind = "party";
    private const char Line = '\n';
    private const char Cell = '\u001f';

    /// <summary>What is remembered of a spelling; <see langword="null"/> when it was never met.</summary>
    public static PartyMemory? Read(ITrackRecords memory, string key)
    {
        if (memory.Get(Kind, key) is not { } payload)
        {
            return null;
        }

        var lines = Encoding.UTF8.GetString(payload).Split(Line);
        return new PartyMemory(long.Parse(lines[0], CultureInfo.InvariantCulture), lines[1], Cells(lines[2]), Cells(lines[3]));
    }

    /// <summary>The keys of the other spellings of a party.</summary>
    public static IReadOnlyList<string> OthersOf(ITrackRecords memory, string? key) => key is null ? [] : Read(memory, key)?.Others ?? [];

    public void Write(ITrackRecords memory, string key) => memory.Put(Kind, key, Encoding.UTF8.GetBytes(
        string.Join(Line, Id.ToString(CultureInfo.InvariantCulture), Text.ReplaceLineEndings(" "), string.Join(Cell, Others), string.Join(Cell, Traits))));

    private static string[] Cells(string line) => line.Length == 0 ? [] : line.Split(Cell);
}
