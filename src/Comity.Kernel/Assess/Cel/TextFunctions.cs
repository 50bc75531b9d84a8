using System.Text;
using static Comity.Kernel.Assess.Cel.CelType;
using static Comity.Kernel.Assess.Cel.CelValue;

namespace Comity.Kernel.Assess.Cel;

/// <summary>Texts: the standard functions and CEL's strings extension. Positions count code points.</summary>
internal static class TextFunctions
{
    // The white space of Unicode's White_Space property.
    private static readonly char[] Space =
        [.. "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"];

    public static void Declare(Signatures s)
    {
        var text = CelType.String;
        Test("startsWith", (a, b) => a.StartsWith(b, StringComparison.Ordinal));
        Test("endsWith", (a, b) => a.EndsWith(b, StringComparison.Ordinal));
        Test("contains", (a, b) => a.Contains(b, StringComparison.Ordinal));
        s.Method("matches", [text, text], CelType.Bool, Matches);
        s.Function("matches", [text, text], CelType.Bool, Matches);
        s.Method("charAt", [text, CelType.Int], text, (a, _) => CharAt(a[0].Text, a[1].Int));
        s.Method("indexOf", [text, text], CelType.Int, (a, _) => IndexOf(a[0].Text, a[1].Text, 0));
        s.Method("indexOf", [text, text, CelType.Int], CelType.Int, (a, _) => IndexOf(a[0].Text, a[1].Text, a[2].Int));
        s.Method("lastIndexOf", [text, text], CelType.Int, (a, _) => LastIndexOf(a[0].Text, a[1].Text, CodePoints.Count(a[0].Text)));
        s.Method("lastIndexOf", [text, text, CelType.Int], CelType.Int, (a, _) => LastIndexOf(a[0].Text, a[1].Text, a[2].Int));
        Map("lowerAscii", t => Ascii(t, char.IsAsciiLetterUpper, char.ToLowerInvariant));
        Map("upperAscii", t => Ascii(t, char.IsAsciiLetterLower, char.ToUpperInvariant));
        Map("trim", t => t.Trim(Space));
        Map("reverse", Reverse);
        s.Function("strings.quote", [text], text, (a, e) =>
            e.SpendText(a[0].Text.Length * 2L) ? Of(TextFormat.Quote(a[0].Text)) : Evaluation.OverBudget);
        s.Method("replace", [text, text, text], text, (a, e) => Replace(a[0].Text, a[1].Text, a[2].Text, -1, e));
        s.Method("replace", [text, text, text, CelType.Int], text, (a, e) => Replace(a[0].Text, a[1].Text, a[2].Text, a[3].Int, e));
        s.Method("split", [text, text], List(text), (a, e) => Split(a[0].Text, a[1].Text, -1, e));
        s.Method("split", [text, text, CelType.Int], List(text), (a, e) => Split(a[0].Text, a[1].Text, a[2].Int, e));
        s.Method("substring", [text, CelType.Int], text, (a, _) => Substring(a[0].Text, a[1].Int, CodePoints.Count(a[0].Text)));
        s.Method("substring", [text, CelType.Int, CelType.Int], text, (a, _) => Substring(a[0].Text, a[1].Int, a[2].Int));
        s.Method("join", [List(text)], text, (a, e) => Join(a[0], "", e));
        s.Method("join", [List(text), text], text, (a, e) => Join(a[0], a[1].Text, e));
        s.Method("format", [text, List(CelType.Dyn)], text, (a, e) => TextFormat.Format(a[0].Text, a[1], e));

        void Test(string name, Func<string, string, bool> holds) =>
            s.Method(name, [text, text], CelType.Bool, (a, e) =>
                e.SpendText(a[0].Text.Length) ? Of(holds(a[0].Text, a[1].Text)) : Evaluation.OverBudget);

        void Map(string name, Func<string, string> compute) =>
            s.Method(name, [text], text, (a, e) => e.SpendText(a[0].Text.Length) ? Of(compute(a[0].Text)) : Evaluation.OverBudget);
    }

    // A constant pattern is prepared by the checker and never comes here.
    private static CelValue Matches(ReadOnlySpan<CelValue> a, Evaluation e)
    {
        if (!e.Spend(1000) || !e.SpendText(a[0].Text.Length))
        {
            return Evaluation.OverBudget;
        }

        return Re2.TryCompile(a[1].Text, out var regex, out var error) ? Of(regex.IsMatch(a[0].Text)) : Error(error);
    }

    private static CelValue OutOfRange(long position, string text) =>
        Error($"position {position} is outside the text of {CodePoints.Count(text)} characters");

    private static CelValue CharAt(string text, long position) => CodePoints.IndexOf(text, position) switch
    {
        -1 => OutOfRange(position, text),
        var i => Of(i == text.Length ? "" : text.Substring(i, CodePoints.Width(text, i))),
    };

    private static CelValue IndexOf(string text, string part, long from)
    {
        var start = CodePoints.IndexOf(text, from);
        if (start < 0)
        {
            return OutOfRange(from, text);
        }

        var found = text.IndexOf(part, start, StringComparison.Ordinal);
        return Of(found < 0 ? -1 : CodePoints.PositionOf(text, found));
    }

    private static CelValue LastIndexOf(string text, string part, long from)
    {
        var start = CodePoints.IndexOf(text, from);
        if (start < 0)
        {
            return OutOfRange(from, text);
        }

        var end = Math.Min(start + part.Length, text.Length);
        var found = text.AsSpan(0, end).LastIndexOf(part);
        return Of(found < 0 ? -1 : CodePoints.PositionOf(text, found));
    }

    private static CelValue Substring(string text, long from, long to)
    {
        var start = CodePoints.IndexOf(text, from);
        var end = CodePoints.IndexOf(text, to);
        return start < 0 ? OutOfRange(from, text)
            : end < 0 ? OutOfRange(to, text)
            : start > end ? Error($"the substring from {from} ends before it begins, at {to}")
            : Of(text[start..end]);
    }

    private static string Ascii(string text, Func<char, bool> applies, Func<char, char> change) =>
        string.Create(text.Length, (text, applies, change), static (to, state) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                var c = state.text[i];
                to[i] = state.applies(c) ? state.change(c) : c;
            }
        });

    private static string Reverse(string text)
    {
        var reversed = new StringBuilder(text.Length);
        for (var end = text.Length; end > 0;)
        {
            var start = end > 1 && CodePoints.Width(text, end - 2) == 2 ? end - 2 : end - 1;
            reversed.Append(text, start, end - start);
            end = start;
        }

        return reversed.ToString();
    }

    private static CelValue Replace(string text, string old, string by, long limit, Evaluation e)
    {
        var positions = new List<int>();
        for (var at = 0; at <= text.Length && (limit < 0 || positions.Count < limit);)
        {
            var found = text.IndexOf(old, at, StringComparison.Ordinal);
            if (found < 0 || !e.Spend(1))
            {
                break;
            }

            positions.Add(found);
            at = found + (old.Length > 0 ? old.Length : found < text.Length ? CodePoints.Width(text, found) : 1);
        }

        if (!e.SpendText(text.Length + ((long)positions.Count * by.Length)))
        {
            return Evaluation.OverBudget;
        }

        var result = new StringBuilder();
        var copied = 0;
        foreach (var position in positions)
        {
            result.Append(text, copied, position - copied).Append(by);
            copied = position + old.Length;
        }

        return Of(result.Append(text, copied, text.Length - copied).ToString());
    }

    private static CelValue Split(string text, string separator, long limit, Evaluation e)
    {
        var parts = new List<CelValue>();
        if (!e.SpendText(text.Length) || limit == 0)
        {
            return Of([.. parts]);
        }

        var start = 0;
        while (limit < 0 || parts.Count < limit - 1)
        {
            var end = separator.Length > 0 ? text.IndexOf(separator, start, StringComparison.Ordinal)
                : start < text.Length ? start + CodePoints.Width(text, start)
                : -1;
            if (end < 0 || (separator.Length == 0 && end == text.Length) || !e.Spend(1))
            {
                break;
            }

            parts.Add(Of(text[start..end]));
            start = end + separator.Length;
        }

        if (separator.Length > 0 || text.Length > 0)
        {
            parts.Add(Of(text[start..]));
        }

        return Of([.. parts]);
    }

    private static CelValue Join(CelValue list, string separator, Evaluation e)
    {
        var joined = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Kind != CelKind.String)
            {
                return Error($"join() takes texts, not a {list[i].TypeName}");
            }

            if (!e.SpendText((long)list[i].Text.Length + separator.Length))
            {
                return Evaluation.OverBudget;
            }

            joined.Append(i > 0 ? separator : "").Append(list[i].Text);
        }

        return Of(joined.ToString());
    }
}
