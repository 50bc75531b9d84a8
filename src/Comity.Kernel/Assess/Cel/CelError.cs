using System.Text;

namespace Comity.Kernel.Assess.Cel;

/// <summary>A stretch of a condition's text, counted in UTF-16 units from its beginning.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>The position after the last unit.</summary>
    public int End => Start + Length;

    /// <summary>The smallest span that holds both.</summary>
    public TextSpan To(TextSpan other) => new(Start, other.End - Start);
}

/// <summary>What is wrong with a condition's text, said to the officer who wrote it.</summary>
/// <param name="Line">1-based line in the condition.</param>
/// <param name="Column">1-based column in code points.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Suggestion">What was probably meant, or <see langword="null"/>.</param>
public sealed record CelError(int Line, int Column, string Message, string? Suggestion = null)
{
    /// <summary>The error with the line it stands on and a caret under its column.</summary>
    public string Render(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var line = Line <= lines.Length ? lines[Line - 1] : "";
        var rendered = new StringBuilder()
            .Append(Line).Append(':').Append(Column).Append(": ").Append(Message);
        if (Suggestion is not null)
        {
            rendered.Append(' ').Append(Suggestion);
        }

        // A tab before the caret stays a tab, so that both lines indent alike.
        rendered.Append("\n | ").Append(line).Append("\n | ");
        foreach (var rune in line.EnumerateRunes().Take(Column - 1))
        {
            rendered.Append(rune.Value == '\t' ? '\t' : ' ');
        }

        return rendered.Append('^').ToString();
    }

    internal static CelError At(string text, int offset, string message, string? suggestion = null)
    {
        var line = 1;
        var column = 1;
        for (var i = 0; i < Math.Min(offset, text.Length); i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                line++;
                column = 1;
            }
            else if (!char.IsLowSurrogate(text[i]) && text[i] != '\r')
            {
                column++;
            }
        }

        return new CelError(line, column, message, suggestion);
    }
}
