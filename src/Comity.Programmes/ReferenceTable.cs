using System.Reflection;
using System.Text;

namespace Comity.Programmes;

/// <summary>
/// Reads a table of reference data that is carried in this assembly: comma-separated, UTF-8, first line the column
/// names, fields with commas in quotation marks (RFC 4180), no line break inside a field.
/// </summary>
internal static class ReferenceTable
{
    public static IEnumerable<string[]> Rows(string fileName)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("data/" + fileName)
            ?? throw new InvalidOperationException($"The reference table {fileName} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var header = reader.ReadLine() ?? throw new InvalidDataException($"{fileName}: no header line.");
        var columns = Split(header, 1).Length;
        var fields = columns;
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            var row = Split(text, fields);
            if (row.Length != columns)
            {
                throw new InvalidDataException($"{fileName} line {line}: {row.Length} fields found, {columns} expected.");
            }

            yield return row;
        }
    }

    private static string[] Split(string line, int expected)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            return line.Split(',');
        }

        var fields = new List<string>(expected);
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }
}
