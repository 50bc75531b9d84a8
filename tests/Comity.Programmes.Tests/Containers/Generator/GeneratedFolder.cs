using System.Security.Cryptography;
using System.Text;
using Comity.Programmes.Containers.Generator;

namespace Comity.Programmes.Tests.Containers.Generator;

/// <summary>A generated month in a folder of its own that goes with the test.</summary>
internal sealed class GeneratedFolder : IDisposable
{
    public GeneratedFolder(GeneratorOptions options)
    {
        Folder = Directory.CreateTempSubdirectory("comity-month-").FullName;
        Month = ManifestGenerator.Write(options, Folder, cancellation: TestContext.Current.CancellationToken);
    }

    public string Folder { get; }

    public GeneratedMonth Month { get; }

    public IEnumerable<GeneratedDelivery> Originals => Month.Deliveries.Where(d => d.Function == "original");

    public byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    public string Text(string file) => Encoding.Latin1.GetString(Bytes(file));

    /// <summary>SHA-256 over names and bytes of all files.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Directory.GetFiles(Folder).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
            hash.AppendData(File.ReadAllBytes(path));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The segments of an EDIFACT file as lists of elements; good enough for files without released delimiters in codes.</summary>
    public List<string[]> Segments(string file)
    {
        var text = Text(file);
        text = text.StartsWith("UNA", StringComparison.Ordinal) ? text[9..] : text;
        return [.. System.Text.RegularExpressions.Regex.Split(text, @"(?<!\?)'\n?", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5))
            .Where(s => s.Length > 0).Select(s => s.Split('+'))];
    }

    /// <summary>The rows of a delimited file by English, Spanish or French heading.</summary>
    public static List<Dictionary<string, string>> Table(string text)
    {
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var delimiter = lines[0].Contains('\t', StringComparison.Ordinal) ? '\t' : lines[0].Contains(';', StringComparison.Ordinal) ? ';' : ',';
        var headings = Cells(lines[0], delimiter);
        var rows = new List<Dictionary<string, string>>();
        foreach (var line in lines.Skip(1))
        {
            var cells = Cells(line, delimiter);
            cells.Count.ShouldBe(headings.Count, line);
            rows.Add(headings.Zip(cells).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal));
        }

        return rows;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static List<string> Cells(string line, char delimiter)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
