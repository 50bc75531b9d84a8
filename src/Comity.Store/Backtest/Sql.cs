using System.Globalization;
using System.Text;
using Comity.Kernel.Assess.Cel;

namespace Comity.Store.Backtest;

/// <summary>
/// A piece of DuckDB SQL whose value is that of a part of a condition: NULL stands for both unknown and error. Kinds of
/// value: bool BOOLEAN, int BIGINT, double DOUBLE, string VARCHAR, timestamp BIGINT in ticks of 100 ns since 1970, duration
/// BIGINT in ticks, list a list of these without NULL elements.
/// </summary>
/// <param name="Text">The SQL, ready to stand as an operand.</param>
/// <param name="Type">Its CEL type.</param>
/// <param name="Depth">How deeply its brackets are nested at most.</param>
/// <param name="IsNullable">Whether it can be NULL.</param>
/// <param name="MayBeNaN">Whether it can be a NaN, which DuckDB takes for the greatest number and for equal to itself.</param>
/// <param name="Constant">Of a constant: its value.</param>
internal sealed record Sql(string Text, CelType Type, int Depth, bool IsNullable, bool MayBeNaN = false, object? Constant = null)
{
    // DuckDB parses an expression at most 1,000 deep, and its optimizer takes long over huge ones.
    private const int MaxDepth = 300;
    private const int MaxLength = 60_000;

    public CelKind Kind => Type.Kind;

    /// <summary>SQL made of parts; null when it becomes too large to be run.</summary>
    public static Sql? Make(CelType type, string text, params ReadOnlySpan<Sql> parts)
    {
        var (depth, nullable, nan) = (0, false, false);
        foreach (var part in parts)
        {
            depth = Math.Max(depth, part.Depth);
            nullable |= part.IsNullable;
            nan |= part.MayBeNaN;
        }

        // No piece of SQL made at once nests its parts deeper than this.
        depth += 3;
        return depth > MaxDepth || text.Length > MaxLength ? null : new Sql(text, type, depth, nullable, nan && type.Kind == CelKind.Double);
    }

    public static Sql? Literal(object? value)
    {
        return value switch
        {
            bool truth => Of(truth ? "TRUE" : "FALSE", CelType.Bool),
            long number => Of(Integer(number), CelType.Int),
            double number => Of(Number(number), CelType.Double) with { MayBeNaN = double.IsNaN(number) },
            string text => Quote(text) is { } quoted ? Of(quoted, CelType.String) : null,
            DateTimeOffset time => Of(Integer(Ticks(time)), CelType.Timestamp),
            TimeSpan span => Of(Integer(span.Ticks), CelType.Duration),
            _ => null,
        };

        Sql Of(string text, CelType type) => new(text, type, 1, IsNullable: false, Constant: value);
    }

    public static string Integer(long number) =>
        number == long.MinValue
            ? "'-9223372036854775808'::BIGINT"
            : string.Create(CultureInfo.InvariantCulture, $"({number}::BIGINT)");

    /// <summary>An instant as the history keeps it.</summary>
    public static long Ticks(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static DateTimeOffset Time(long ticks) => new(ticks + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);

    /// <summary>A text as a SQL literal; null when it is no Unicode text, which no text of the history can equal.</summary>
    // Between single quotes DuckDB knows one special character, the quote itself, and its parser ends at a NUL.
    public static string? Quote(string text)
    {
        if (!IsUnicode(text))
        {
            return null;
        }

        var quoted = new StringBuilder("'").Append(text.Replace("'", "''", StringComparison.Ordinal)).Append('\'').ToString();
        return text.Contains('\0', StringComparison.Ordinal)
            ? $"({quoted.Replace("\0", "' || chr(0) || '", StringComparison.Ordinal)})"
            : quoted;
    }

    /// <summary>Terms joined by AND or OR as a balanced tree, so that thousands of them do not nest thousands deep.</summary>
    public static string Join(ReadOnlySpan<string> terms, string word) => terms.Length switch
    {
        1 => terms[0],
        <= 16 => $"({string.Join($" {word} ", terms!)})",
        _ => $"({Join(terms[..(terms.Length / 2)], word)} {word} {Join(terms[(terms.Length / 2)..], word)})",
    };

    private static string Number(double number) => string.Create(CultureInfo.InvariantCulture, $"'{number:R}'::DOUBLE");

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
