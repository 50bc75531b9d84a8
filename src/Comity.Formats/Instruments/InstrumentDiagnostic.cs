using System.Globalization;

namespace Comity.Formats.Instruments;

/// <summary>What is wrong in an instrument file or an answer file, and where.</summary>
/// <param name="File">The file's path as it was given, or relative to the folder that was read.</param>
/// <param name="Line">1-based line; 0 when the whole file is meant.</param>
/// <param name="Column">1-based column; 0 when the whole file is meant.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Suggestion">What was probably meant, or <see langword="null"/>.</param>
public sealed record InstrumentDiagnostic(string File, int Line, int Column, string Message, string? Suggestion = null)
{
    /// <summary>One line as compilers write it: <c>file:line:column: message</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{File}{(Line > 0 ? $":{Line}:{Column}" : "")}: {Message}{(Suggestion is null ? "" : " " + Suggestion)}");
}
