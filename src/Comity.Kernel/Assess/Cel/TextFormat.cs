using System.Globalization;
using System.Numerics;
using System.Text;

namespace Comity.Kernel.Assess.Cel;

/// <summary>Values as text: for <c>string()</c>, for messages and for the strings extension's <c>format</c>.</summary>
internal static class TextFormat
{
    private const int MaxPrecision = 100;

    /// <summary>The text of a scalar, as <c>string()</c> gives it.</summary>
    public static string Plain(CelValue value) => value.Kind switch
    {
        CelKind.Null => "null",
        CelKind.Bool => value.Bool ? "true" : "false",
        CelKind.Int => value.Int.ToString(CultureInfo.InvariantCulture),
        CelKind.Uint => value.Uint.ToString(CultureInfo.InvariantCulture),
        CelKind.Double => Shortest(value.Double),
        CelKind.String or CelKind.Type => value.Text,
        CelKind.Timestamp or CelKind.Duration => CelTime.Format(value),
        CelKind.IpAddress => value.Address.ToString(),
        CelKind.IpNetwork => value.Network.ToString(),
        _ => $"({value.TypeName})",
    };

    /// <summary>A value as a message shows it, cut when it is long.</summary>
    public static string Describe(CelValue value)
    {
        var text = value.Kind == CelKind.String ? $"'{value.Text}'" : Plain(value);
        return text.Length <= 60 ? text : text[..(60 - 1)] + "…";
    }

    /// <summary>A text as a CEL literal in double quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\a' => quoted.Append("\\a"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\v' => quoted.Append("\\v"),
                '\\' => quoted.Append("\\\\"),
                '"' => quoted.Append("\\\""),
                _ => quoted.Append(rune),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The template with each <c>%</c> clause replaced by the next argument.</summary>
    public static CelValue Format(string template, CelValue arguments, Evaluation e)
    {
        var result = new StringBuilder();
        var next = 0;
        for (var i = 0; i < template.Length; i++)
        {
            if (!e.Spend(1))
            {
                return Evaluation.OverBudget;
            }

            if (template[i] != '%')
            {
                result.Append(template[i]);
                continue;
            }

            if (++i < template.Length && template[i] == '%')
            {
                result.Append('%');
                continue;
            }

            var precision = 6;
            if (i < template.Length && template[i] == '.')
            {
                var length = template.AsSpan(++i).IndexOfAnyExceptInRange('0', '9');
                if (length <= 0 || !int.TryParse(template.AsSpan(i, length), CultureInfo.InvariantCulture, out precision) || precision > MaxPrecision)
                {
                    return CelValue.Error($"the precision of a format clause is a number up to {MaxPrecision}");
                }

                i += length;
            }

            if (i >= template.Length || next >= arguments.Count)
            {
                return CelValue.Error(i >= template.Length ? "the format ends inside a clause" : $"the format needs more than {arguments.Count} values");
            }

            var value = arguments[next++];
            if (!TryWrite(result, template[i], precision, value, e))
            {
                return e.IsOverBudget ? Evaluation.OverBudget : CelValue.Error($"the format clause %{template[i]} cannot write a {value.TypeName}");
            }
        }

        return e.SpendText(result.Length) ? CelValue.Of(result.ToString()) : Evaluation.OverBudget;
    }

    private static bool TryWrite(StringBuilder result, char clause, int precision, CelValue value, Evaluation e)
    {
        var text = (clause, value.Kind) switch
        {
            ('s', _) => null,
            ('d', CelKind.Int or CelKind.Uint) => Plain(value),
            ('d' or 'f' or 'e', CelKind.Double) when !double.IsFinite(value.Double) => Plain(value),
            ('f', CelKind.Double) => Fixed(value.Double, precision),
            ('f', CelKind.Int or CelKind.Uint) => Fixed(value.Kind == CelKind.Int ? value.Int : value.Uint, precision),
            ('e', CelKind.Double) => Scientific(value.Double, precision),
            ('e', CelKind.Int or CelKind.Uint) => Scientific(value.Kind == CelKind.Int ? value.Int : value.Uint, precision),
            ('b', CelKind.Bool) => value.Bool ? "1" : "0",
            ('b', CelKind.Int or CelKind.Uint) => Radix(value, 1),
            ('o', CelKind.Int or CelKind.Uint) => Radix(value, 3),
            ('x' or 'X', CelKind.Int or CelKind.Uint) => Radix(value, 4),
            ('x' or 'X', CelKind.String) when e.SpendText(value.Text.Length * 6L) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value.Text)),
            ('x' or 'X', CelKind.Bytes) when e.SpendText(value.Bytes.Length * 2L) => Convert.ToHexStringLower(value.Bytes),
            _ => "",
        };
        if (text is null)
        {
            return TryWriteAny(result, value, e);
        }

        result.Append(clause == 'X' ? text.ToUpperInvariant() : text);
        return text.Length > 0 || (clause is 'x' or 'X' && value.Kind is CelKind.String or CelKind.Bytes && !e.IsOverBudget);
    }

    private static bool TryWriteAny(StringBuilder result, CelValue value, Evaluation e)
    {
        if (!e.Spend(1))
        {
            return false;
        }

        switch (value.Kind)
        {
            case CelKind.List:
                result.Append('[');
                for (var i = 0; i < value.Count; i++)
                {
                    result.Append(i > 0 ? ", " : "");
                    if (!TryWriteAny(result, value[i], e))
                    {
                        return false;
                    }
                }

                result.Append(']');
                return true;
            case CelKind.Map:
                result.Append('{');
                var separator = "";
                foreach (var key in value.Map.Keys.OrderBy(Plain, StringComparer.Ordinal))
                {
                    result.Append(separator).Append(Plain(key)).Append(": ");
                    separator = ", ";
                    if (!TryWriteAny(result, value.Map[key], e))
                    {
                        return false;
                    }
                }

                result.Append('}');
                return true;
            case CelKind.Bytes:
                result.Append(Encoding.UTF8.GetString(value.Bytes));
                return e.SpendText(value.Bytes.Length);
            case CelKind.Optional:
                return false;
            default:
                var text = Plain(value);
                result.Append(text);
                return e.SpendText(text.Length);
        }
    }

    private static string Shortest(double value) =>
        double.IsPositiveInfinity(value) ? "Infinity"
        : double.IsNegativeInfinity(value) ? "-Infinity"
        : double.IsNaN(value) ? "NaN"
        : value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();

    private static string Radix(CelValue value, int bits)
    {
        var isNegative = value.Kind == CelKind.Int && value.Int < 0;
        var rest = isNegative ? unchecked((ulong)-value.Int) : value.Uint;
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(rest & ((1UL << bits) - 1))]);
            rest >>= bits;
        }
        while (rest > 0);

        return (isNegative ? "-" : "") + digits;
    }

    // Exact binary value, halves to even, as the extension asks; .NET rounds halves away from zero.
    private static string Fixed(double value, int precision)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (BigInteger)((bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52)) * BigInteger.Pow(10, precision);
        var shift = Math.Max(exponent, 1) - 1075;
        var scaled = mantissa << Math.Max(shift, 0);
        if (shift < 0)
        {
            var unit = BigInteger.One << -shift;
            scaled = BigInteger.DivRem(mantissa, unit, out var rest);
            var half = BigInteger.Compare(rest << 1, unit);
            scaled += half > 0 || (half == 0 && !scaled.IsEven) ? 1 : 0;
        }

        var digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        return (double.IsNegative(value) ? "-" : "") + digits[..^precision] + (precision > 0 ? "." + digits[^precision..] : "");
    }

    private static string Scientific(double value, int precision)
    {
        var text = value.ToString("e" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('e', StringComparison.Ordinal);
        var digits = text[(exponent + 2)..].TrimStart('0').PadLeft(2, '0');
        return text[..(exponent + 2)] + digits;
    }
}
