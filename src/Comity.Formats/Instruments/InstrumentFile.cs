using System.Globalization;
using System.Text;
using Comity.Formats.Profiles;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Formats.Instruments;

/// <summary>An instrument and where it stands.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="File">The file it was read from.</param>
/// <param name="Line">The 1-based line where it begins.</param>
public sealed record LocatedInstrument(Instrument Instrument, string File, int Line);

/// <summary>The instruments that were read, and what was wrong with the others.</summary>
public sealed record InstrumentReading(IReadOnlyList<LocatedInstrument> Instruments, IReadOnlyList<InstrumentDiagnostic> Diagnostics);

/// <summary>
/// Reads instruments from YAML or JSON files: one instrument per document, keys in snake_case, strict. An instrument with any
/// error is left out and reported; the others are kept. Nothing here throws for what a file holds.
/// </summary>
public static class InstrumentFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxBytes = 1_000_000;

    /// <summary>Reads one file.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static InstrumentReading Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads one stream; <paramref name="name"/> stands in the diagnostics.</summary>
    public static InstrumentReading Read(Stream stream, string name) => Checked(ReadInto(stream, name));

    /// <summary>Reads every <c>.yaml</c>, <c>.yml</c> and <c>.json</c> file of a folder and its subfolders, in the order of their names.</summary>
    /// <exception cref="IOException">The folder or a file cannot be opened.</exception>
    public static InstrumentReading ReadFolder(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".yaml" or ".yml" or ".json")
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
        var readings = files.Select(file =>
        {
            using var stream = File.OpenRead(Path.Combine(folder, file));
            return ReadInto(stream, file);
        }).ToArray();
        return Checked(new InstrumentReading([.. readings.SelectMany(r => r.Instruments)], [.. readings.SelectMany(r => r.Diagnostics)]));
    }

    /// <summary>The text of a file, or <see langword="null"/> and why it cannot be read.</summary>
    internal static string? ReadText(Stream stream, out string problem)
    {
        problem = "";
        var bytes = new byte[MaxBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MaxBytes)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"The file is larger than {MaxBytes} bytes.");
            return null;
        }

        try
        {
            var start = bytes.AsSpan(0, length).StartsWith("\uFEFF"u8) ? 3 : 0;
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, start, length - start);
        }
        catch (DecoderFallbackException e)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"The file is not UTF-8: byte {e.Index} cannot be read.");
            return null;
        }
    }

    private static InstrumentReading ReadInto(Stream stream, string name)
    {
        var instruments = new List<LocatedInstrument>();
        var diagnostics = new List<InstrumentDiagnostic>();
        if (ReadText(stream, out var problem) is not { } text)
        {
            return new InstrumentReading([], [new InstrumentDiagnostic(name, 0, 0, problem)]);
        }

        var count = 0;
        try
        {
            foreach (var document in name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? [JsonTree.Read(text)] : YamlTree.Documents(text))
            {
                count++;
                if (new InstrumentReader(text, name, diagnostics).Read(document) is { } instrument)
                {
                    instruments.Add(instrument);
                }
            }
        }
        catch (YamlProblemException e)
        {
            diagnostics.Add(new InstrumentDiagnostic(name, e.Place.Line, e.Place.Column, e.Message, e.Suggestion));
            return new InstrumentReading(instruments, diagnostics);
        }

        if (count == 0)
        {
            diagnostics.Add(new InstrumentDiagnostic(name, 0, 0, "The file holds no instrument."));
        }

        return new InstrumentReading(instruments, diagnostics);
    }

    // Two versions of a series that are in force on one day would leave the choice to chance.
    private static InstrumentReading Checked(InstrumentReading reading)
    {
        var kept = new List<LocatedInstrument>();
        var diagnostics = reading.Diagnostics.ToList();
        foreach (var located in reading.Instruments)
        {
            var mine = located.Instrument.Definition;
            var clash = kept.FirstOrDefault(o => o.Instrument.Definition is var other
                && (other.Id == mine.Id || (other.Series == mine.Series
                    && (other.Version == mine.Version || (mine.ValidFrom <= (other.ValidUntil ?? DateOnly.MaxValue) && other.ValidFrom <= (mine.ValidUntil ?? DateOnly.MaxValue))))));
            if (clash is null)
            {
                kept.Add(located);
                continue;
            }

            diagnostics.Add(new InstrumentDiagnostic(located.File, located.Line, 1, string.Create(
                CultureInfo.InvariantCulture,
                $"{mine.Id} clashes with {clash.Instrument.Definition.Id} ({clash.File}:{clash.Line}): the same id, version or days in force in the series {mine.Series}.")));
        }

        return new InstrumentReading(
            kept, [.. diagnostics.OrderBy(d => d.File, StringComparer.Ordinal).ThenBy(d => d.Line).ThenBy(d => d.Column)]);
    }
}
