using System.Text;

namespace Comity.Screening.Lists.Internal;

/// <summary>A record of a delimited file.</summary>
/// <param name="Line">Line it begins on, from 1.</param>
/// <param name="Fields">Its fields, unquoted and trimmed.</param>
/// <param name="Ended">Whether a line break follows; the last record of a file that was cut off has none.</param>
/// <param name="Recoded">Whether one of its lines was not UTF-8 and was read otherwise.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields, bool Ended, bool Recoded);

/// <summary>
/// Records of a delimited file (RFC 4180, any separator, fields trimmed). A quote that is never closed costs the line it stands
/// on, not the rest of the file: after <see cref="MostLinesInRecord"/> lines the reading goes on behind that line.
/// </summary>
internal sealed class CsvRecords(Stream stream, string file, char separator, ListReport report) : IDisposable
{
    private const int LongestLineBytes = 1 << 16;
    private const int MostLinesInRecord = 64;
    private readonly TextLines _lines = new(stream, file, LongestLineBytes, report);
    private readonly Queue<TextLine> _again = new();

    /// <summary>Records lost because they were too long or a quote was never closed.</summary>
    public int Broken { get; private set; }

    /// <summary>The next record; blank lines and the end-of-file mark of DOS are passed over.</summary>
    public CsvRecord? Next()
    {
        while (Line() is { } first)
        {
            if (first.TooLong)
            {
                Broken++;
                report.Add(file, first.Number, "", "a line of more than 64 KiB", "a record", "", quarantined: true);
                continue;
            }

            if (first.Text.AsSpan().Trim(" \t\u001a").IsEmpty)
            {
                continue;
            }

            if (Fields(first.Text) is { } fields)
            {
                return new CsvRecord(first.Number, fields, first.Ended, first.Recoded);
            }

            if (OverLines(first) is { } record)
            {
                return record;
            }
        }

        return null;
    }

    public void Dispose() => _lines.Dispose();

    // The lines read ahead in vain are read again, one record each.
    private CsvRecord? OverLines(TextLine first)
    {
        var taken = new List<TextLine>();
        var text = new StringBuilder(first.Text);
        while (taken.Count < MostLinesInRecord && text.Length < LongestLineBytes && Line() is { } next)
        {
            taken.Add(next);
            if (next.TooLong)
            {
                break;
            }

            text.Append('\n').Append(next.Text);
            if (next.Text.Contains('"', StringComparison.Ordinal) && Fields(text.ToString()) is { } fields)
            {
                return new CsvRecord(first.Number, fields, next.Ended, first.Recoded || taken.Exists(line => line.Recoded));
            }
        }

        var rest = _again.ToArray();
        _again.Clear();
        foreach (var line in taken.Concat(rest))
        {
            _again.Enqueue(line);
        }

        Broken++;
        report.Add(file, first.Number, "", "a quote that is not closed", "a closing quote", "", quarantined: true);
        return null;
    }

    private TextLine? Line() => _again.TryDequeue(out var line) ? line : _lines.Next();

    // Null while a quote is open. A quote within an unquoted field is a character like any other.
    private List<string>? Fields(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var (quoted, begun) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[++i]);
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == separator)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
                begun = false;
            }
            else if (c == '"' && !begun)
            {
                (quoted, begun) = (true, true);
            }
            else
            {
                begun |= !char.IsWhiteSpace(c);
                field.Append(c);
            }
        }

        fields.Add(field.ToString().Trim());
        return quoted ? null : fields;
    }
}
