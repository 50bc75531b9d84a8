namespace Comity.Kernel.Assess.Cel;

/// <summary>Says why a call fits no function, in terms of what the officer wrote.</summary>
internal static class CallProblems
{
    public static string Describe(Library library, string function, bool isMethod, CelType[] arguments, out string? suggestion)
    {
        suggestion = null;
        if (function[0] is '_' or '-' or '!')
        {
            return DescribeOperator(function.Replace("_", "", StringComparison.Ordinal), arguments, out suggestion);
        }

        var known = library.Find(function, isMethod).ToList();
        if (known.Count > 0)
        {
            return $"{Call(function, isMethod, arguments)} does not fit; there is {string.Join(", ", known.Select(o => Call(function, isMethod, o.Parameters)).Distinct(StringComparer.Ordinal).Take(6))}.";
        }

        suggestion = isMethod ? $"Write {function}(value)." : $"Write value.{function}(…).";
        return isMethod ? $"{function} is a function, not a method." : $"{function} is a method, not a function.";
    }

    /// <summary>What function or macro was probably meant by a name that is neither.</summary>
    public static string? Nearest(Library library, string function) =>
        Spelling.Suggest(function, library.Names.Where(n => n[0] is not ('_' or '-' or '!')).Concat(Macros.Names));

    private static string DescribeOperator(string symbol, CelType[] arguments, out string? suggestion)
    {
        suggestion = null;
        if (symbol is "[]" or "[?]")
        {
            return $"{arguments[0]} has no elements by {arguments[1]}.";
        }

        if (arguments.Length == 1)
        {
            return $"{symbol} does not take {arguments[0]}.";
        }

        var (left, right) = (arguments[0].Kind, arguments[1].Kind);
        suggestion = (left, right) switch
        {
            (CelKind.Double, CelKind.Int) or (CelKind.Int, CelKind.Double) => "Write whole numbers with a point beside a double, such as 10.0.",
            (CelKind.Null, _) or (_, CelKind.Null) => "Ask has(field) whether a fact is known.",
            (CelKind.Timestamp, CelKind.String) => "Write timestamp('2026-01-31T00:00:00Z').",
            (CelKind.Duration, CelKind.String) => "Write duration('36h').",
            (CelKind.List, CelKind.String) when symbol is "==" => "Write 'text' in list, or list.exists(x, x == 'text').",
            (CelKind.String, CelKind.Int) or (CelKind.Int, CelKind.String) => "Put texts in quotes and numbers without.",
            _ => null,
        };
        return $"{symbol} does not take {arguments[0]} and {arguments[1]}.";
    }

    private static string Call(string function, bool isMethod, CelType[] arguments) =>
        isMethod
            ? $"{arguments[0]}.{function}({string.Join(", ", arguments.Skip(1))})"
            : $"{function}({string.Join(", ", arguments)})";
}
