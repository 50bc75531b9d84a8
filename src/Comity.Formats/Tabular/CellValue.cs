using System.Buffers;
using System.Globalization;
using System.Text;

namespace Comity.Formats.Tabular;

/// <summary>Reads the values people write into cells: masses with units, numbers with either decimal mark, dates, codes.</summary>
internal static class CellValue
{
    /// <summary>The international pound, exact by definition (1959 agreement).</summary>
    private const double KgPerPound = 0.45359237;

    /// <summary>0 and 1 are not used, so that they are not taken for O and I.</summary>
    private static readonly SearchValues<char> LocodePlaceCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789");

    private static readonly string[] YearFirstFormats =
    [
        "yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd", "yyyy.MM.dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyyMMddHHmm",
        "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    public static string Text(object? cell) => cell switch
    {
        null => "",
        string text => text,
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime date => date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    /// <summary>
    /// A number that is not negative. The other mark and blanks may only stand between groups of three digits;
    /// anything else is no number under this decimal mark.
    /// </summary>
    public static bool TryNumber(string text, char decimalMark, out double number)
    {
        number = 0;
        text = text.Trim();
        var digits = new StringBuilder(text.Length);
        var group = decimalMark == '.' ? ',' : '.';
        var parts = text.Split(decimalMark);
        if (parts.Length > 2 || parts[0].Length == 0 || text.Length > 40)
        {
            return false;
        }

        var groups = parts[0].Split([group, ' ', '\u00A0', '\u202F', '\'', '\u2019']);
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i].Length == 0 || (i > 0 && groups[i].Length != 3) || (groups.Length > 1 && i == 0 && groups[i].Length > 3))
            {
                return false;
            }

            digits.Append(groups[i]);
        }

        if (parts.Length == 2)
        {
            digits.Append('.').Append(parts[1]);
        }

        // Arabic-Indic and other decimal digits count as digits.
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] != '.')
            {
                var value = CharUnicodeInfo.GetDecimalDigitValue(digits[i]);
                if (value < 0)
                {
                    return false;
                }

                digits[i] = (char)('0' + value);
            }
        }

        return double.TryParse(digits.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>A number of a cell, which a workbook may give as a number already.</summary>
    public static bool TryNumber(object? cell, char decimalMark, out double number)
    {
        if (cell is double value)
        {
            number = value;
            return double.IsFinite(value) && value >= 0;
        }

        return TryNumber(Text(cell), decimalMark, out number);
    }

    public static bool TryInteger(object? cell, char decimalMark, out long integer)
    {
        // Above 2^53 a double no longer tells neighbouring integers apart.
        var isNumber = TryNumber(cell, decimalMark, out var number) && number <= 9007199254740992 && number == Math.Floor(number);
        integer = isNumber ? (long)number : 0;
        return isNumber;
    }

    /// <summary>A mass in kilograms; a unit written in the cell itself wins over the column's.</summary>
    public static bool TryMassKg(object? cell, MassUnit unit, char decimalMark, out double kg)
    {
        if (cell is not double)
        {
            var text = Text(cell).TrimEnd();
            var letters = text.Length;
            while (letters > 0 && (char.IsLetter(text[letters - 1]) || text[letters - 1] == '.'))
            {
                letters--;
            }

            if (letters < text.Length && letters > 0)
            {
                if (UnitOf(text[letters..].Trim('.')) is not { } written)
                {
                    kg = 0;
                    return false;
                }

                unit = written;
                cell = text[..letters];
            }
        }

        var isNumber = TryNumber(cell, decimalMark, out var number);
        kg = number * KgPer(unit);
        return isNumber;
    }

    public static double KgPer(MassUnit unit) => unit switch
    {
        MassUnit.Kilogram => 1,
        MassUnit.Tonne => 1000,
        MassUnit.Pound => KgPerPound,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "No such mass unit."),
    };

    /// <summary>The unit meant by a word, an abbreviation or a UN/ECE Recommendation 20 code.</summary>
    public static MassUnit? UnitOf(string word) => word.Trim().ToUpperInvariant() switch
    {
        "KG" or "KGS" or "KGM" or "KILO" or "KILOS" or "KILOGRAM" or "KILOGRAMS" or "KILOGRAMMES" or "KILOGRAMOS" or "K" or "КГ" or "كجم" or "كغ" => MassUnit.Kilogram,
        "T" or "TON" or "TNE" or "MT" or "TONNE" or "TONNES" or "TONELADAS" or "TONELADA" or "METRIC TON" or "METRIC TONS" or "Т" or "ТН" or "طن" => MassUnit.Tonne,
        "LB" or "LBS" or "LBR" or "POUND" or "POUNDS" or "LIBRAS" or "LIVRES" or "L" => MassUnit.Pound,
        _ => null,
    };

    /// <summary>A date in the given format, or in a format that starts with the year; without a zone it is UTC.</summary>
    public static bool TryDate(object? cell, string? format, out DateTimeOffset date)
    {
        if (cell is DateTime value)
        {
            date = new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc));
            return true;
        }

        var text = Text(cell).Trim();
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return (format is not null && DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, Utc, out date))
            || DateTimeOffset.TryParseExact(text, YearFirstFormats, CultureInfo.InvariantCulture, Utc, out date);
    }

    /// <summary>Upper case without blanks, hyphens and slashes: <c>msku 123456-7</c> is <c>MSKU1234567</c>.</summary>
    public static string Container(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && c is not ('-' or '/' or '.'))
            {
                kept.Append(char.ToUpperInvariant(c));
            }
        }

        return kept.ToString();
    }

    public static bool IsContainer(string normalised) =>
        normalised.Length is 10 or 11
        && !normalised.AsSpan(0, 4).ContainsAnyExceptInRange('A', 'Z')
        && !normalised.AsSpan(4).ContainsAnyExceptInRange('0', '9');

    public static bool IsLocode(string text)
    {
        var code = text.Replace(" ", "", StringComparison.Ordinal);
        return code.Length == 5
            && !code.AsSpan(0, 2).ContainsAnyExceptInRange('A', 'Z')
            && !code.AsSpan(2).ContainsAnyExcept(LocodePlaceCharacters);
    }

    /// <summary>
    /// HS codes of a cell, digits only. Blanks separate codes only when every piece is at least four digits long
    /// (<c>4407 1000</c> is two headings, <c>4407 10 00</c> one code).
    /// </summary>
    public static IReadOnlyList<string> HsCodes(string text)
    {
        var codes = new List<string>();
        foreach (var piece in text.Split([',', ';', '/', '|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = piece.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Digits).ToArray();
            if (Array.Exists(words, w => w.Length == 0))
            {
                return [];
            }

            codes.AddRange(Array.TrueForAll(words, w => w.Length >= 4) ? words : [string.Concat(words)]);
        }

        return codes.TrueForAll(c => c.Length is >= 4 and <= 12) ? codes : [];

        static string Digits(string word)
        {
            var digits = word.Replace(".", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
            return digits.AsSpan().ContainsAnyExceptInRange('0', '9') ? "" : digits;
        }
    }

    /// <summary>Whether a cell looks like values of a kind.</summary>
    public static bool Looks(object? cell, ValueKind kind, ColumnRule? rule, char decimalMark) => kind switch
    {
        ValueKind.ContainerNumber => IsContainer(Container(Text(cell))),
        ValueKind.Number => TryMassKg(cell, MassUnit.Kilogram, decimalMark, out _),
        ValueKind.Integer => TryInteger(cell, decimalMark, out _),
        ValueKind.Date => TryDate(cell, rule?.DateFormat, out _),
        ValueKind.Locode => IsLocode(Text(cell)),
        ValueKind.Hs => HsCodes(Text(cell)).Count > 0,
        _ => true,
    };
}
