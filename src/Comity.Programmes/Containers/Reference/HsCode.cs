namespace Comity.Programmes.Containers.Reference;

/// <summary>Codes of the Harmonized System (HS 2022): 2, 4 or 6 international digits, further digits are national.</summary>
public static class HsCode
{
    private const int LongestDigits = 14;

    private static readonly Lazy<Dictionary<string, string>> Table = new(static () =>
    {
        var table = new Dictionary<string, string>(7_000, StringComparer.Ordinal);
        foreach (var row in ReferenceTable.Rows("hs.csv"))
        {
            table[row[0]] = row[1];
        }

        return table;
    });

    /// <summary>Every code of the system with its English description.</summary>
    public static IReadOnlyDictionary<string, string> All => Table.Value;

    /// <summary>
    /// Digits only: <c>4407.29.00</c> becomes <c>44072900</c>. <see langword="null"/> when what is left is not 2 to 14
    /// digits or the text holds letters.
    /// </summary>
    public static string? Normalise(string? declared)
    {
        if (declared is null || declared.Any(char.IsLetter))
        {
            return null;
        }

        var digits = new string([.. declared.Where(char.IsAsciiDigit)]);
        return digits.Length is >= 2 and <= LongestDigits ? digits : null;
    }

    /// <summary>Whether the code's heading exists (its chapter, when only two digits are given).</summary>
    public static bool IsKnown(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return digits.Length >= 4 ? Table.Value.ContainsKey(digits[..4]) : digits.Length >= 2 && Table.Value.ContainsKey(digits[..2]);
    }

    /// <summary>The description of the longest known part (6, 4 or 2 digits), or <see langword="null"/>.</summary>
    public static string? Describe(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        for (var length = Math.Min(6, digits.Length); length >= 2; length--)
        {
            if (Table.Value.TryGetValue(digits[..length], out var description))
            {
                return description;
            }
        }

        return null;
    }

    /// <summary>The chapter (1 to 99), or 0 when there is none.</summary>
    public static int Chapter(ReadOnlySpan<char> digits) =>
        digits.Length >= 2 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[1])
            ? ((digits[0] - '0') * 10) + digits[1] - '0'
            : 0;
}

/// <summary>A list of HS prefixes that carry a risk of their own (<c>data/hs-lists.csv</c>).</summary>
public sealed class HsList
{
    private static readonly Lazy<ILookup<string, string[]>> Table =
        new(static () => ReferenceTable.Rows("hs-lists.csv").ToLookup(row => row[0], StringComparer.Ordinal));

    private readonly Lazy<Dictionary<string, HsListEntry>> entries;

    private HsList(string name) => entries = new(() => Table.Value[name].ToDictionary(
        row => row[1], row => new HsListEntry(row[1], row[2], row[3]), StringComparer.Ordinal));

    /// <summary>Controlled precursors (INCB Red List).</summary>
    public static HsList Precursors { get; } = new("precursor");

    /// <summary>Wildlife and timber.</summary>
    public static HsList Wildlife { get; } = new("wildlife");

    /// <summary>Goods carried chilled or frozen.</summary>
    public static HsList Perishables { get; } = new("perishable");

    /// <summary>Waste and scrap, the usual cover load.</summary>
    public static HsList Scrap { get; } = new("scrap");

    /// <summary>The entries by prefix.</summary>
    public IReadOnlyDictionary<string, HsListEntry> Entries => entries.Value;

    /// <summary>The entry a code falls under, the longest prefix first; <see langword="null"/> when it falls under none.</summary>
    public HsListEntry? Find(string? digits)
    {
        for (var length = Math.Min(6, digits?.Length ?? 0); length >= 2; length--)
        {
            if (entries.Value.TryGetValue(digits![..length], out var entry))
            {
                return entry;
            }
        }

        return null;
    }
}

/// <summary>One line of a list of HS prefixes.</summary>
/// <param name="Prefix">The HS prefix.</param>
/// <param name="What">The goods in a few words.</param>
/// <param name="Source">Who says so.</param>
public sealed record HsListEntry(string Prefix, string What, string Source);
