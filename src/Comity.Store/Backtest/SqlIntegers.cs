using Comity.Kernel.Assess.Cel;

namespace Comity.Store.Backtest;

/// <summary>
/// CEL's integer arithmetic, in which an overflow is an error. DuckDB's throws, which costs thousands of times the operation
/// where it happens, so operands that overflow are kept away from it.
/// </summary>
internal static class SqlIntegers
{
    /// <summary>Two integers with <c>+ - * /</c> or <c>%</c> between them.</summary>
    public static Sql? Binary(char sign, Sql a, Sql b) => (sign, a.Constant, b.Constant) switch
    {
        ('+', long k, _) => Plus(b, k),
        ('+', _, long k) => Plus(a, k),
        ('-', _, long k) => k >= 0
            ? Within(long.MinValue + k, long.MaxValue, $"{a.Text} - {b.Text}", a)
            : Within(long.MinValue, long.MaxValue + k, $"{a.Text} - {b.Text}", a),
        ('-', long k, _) => k >= 0
            ? Within(k - long.MaxValue, long.MaxValue, $"{a.Text} - {b.Text}", b)
            : Within(long.MinValue, k - long.MinValue, $"{a.Text} - {b.Text}", b),
        ('*', long k, _) => Times(b, k),
        ('*', _, long k) => Times(a, k),
        ('/', _, -1L) => Unless(long.MinValue, $"-{a.Text}", a),
        // DuckDB's integer division rounds towards zero and gives NULL for a zero divisor, as wanted.
        ('/', _, long) => SqlFunctions.Optional(CelType.Int, $"({a.Text} // {b.Text})", a),
        ('%', _, long and not -1L) => SqlFunctions.Optional(CelType.Int, $"({a.Text} % {b.Text})", a),
        ('/', _, _) => Wide($"{a.Text}::HUGEINT // {b.Text}", a, b),
        _ => Wide($"{a.Text}::HUGEINT {sign} {b.Text}", a, b),
    };

    /// <summary>SQL over one integer that is an error for one of its values.</summary>
    public static Sql? Unless(long value, string text, Sql a) =>
        SqlFunctions.Optional(CelType.Int, $"(CASE WHEN {a.Text} <> {Sql.Integer(value)} THEN {text} END)", a);

    /// <summary>
    /// Arithmetic in 128 bits, which hold every sum and product of two integers of 64; what does not fit back is an error.
    /// </summary>
    // The optimizer moves a comparison through a TRY_CAST onto its operand, where nothing overflows; TRY around it stops that.
    private static Sql? Wide(string wide, Sql a, Sql b) => SqlFunctions.Optional(CelType.Int, $"TRY(TRY_CAST({wide} AS BIGINT))", a, b);

    private static Sql? Plus(Sql a, long k) => k >= 0
        ? Within(long.MinValue, long.MaxValue - k, $"{a.Text} + {Sql.Integer(k)}", a)
        : Within(long.MinValue - k, long.MaxValue, $"{a.Text} + {Sql.Integer(k)}", a);

    private static Sql? Times(Sql a, long k)
    {
        var (low, high) = k switch
        {
            0 => (long.MinValue, long.MaxValue),
            -1 => (-long.MaxValue, long.MaxValue),
            > 0 => (long.MinValue / k, long.MaxValue / k),
            _ => (long.MaxValue / k, long.MinValue / k),
        };
        return Within(low, high, $"{a.Text} * {Sql.Integer(k)}", a);
    }

    private static Sql? Within(long low, long high, string text, Sql a) =>
        SqlFunctions.Optional(CelType.Int, $"(CASE WHEN {a.Text} BETWEEN {Sql.Integer(low)} AND {Sql.Integer(high)} THEN {text} END)", a);
}
