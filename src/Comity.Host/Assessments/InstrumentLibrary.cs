using System.Text;
using Comity.Formats.Instruments;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Host.Assessments;

/// <summary>
/// The instruments a node can use: those that come with Comity and the node's own, which are files in the folder
/// <c>instruments</c> of the node. A file is only ever added, so that every assessment can be explained later.
/// </summary>
public sealed class InstrumentLibrary
{
    private static readonly Lazy<InstrumentReading> Shipped = new(() => InstrumentFile.ReadFolder(Path.Combine(AppContext.BaseDirectory, "instruments")));

    private readonly string _folder;

    private InstrumentLibrary(string folder)
    {
        _folder = folder;
        var own = Directory.Exists(folder) ? InstrumentFile.ReadFolder(folder) : new InstrumentReading([], []);
        Instruments = [.. Shipped.Value.Instruments.Concat(own.Instruments).Select(located => located.Instrument)];
        Diagnostics = own.Diagnostics;
    }

    /// <summary>All instruments that can be used.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>What is wrong with files of the node's own folder; those are left out.</summary>
    public IReadOnlyList<InstrumentDiagnostic> Diagnostics { get; }

    /// <summary>The instruments of a node as its folder has them now.</summary>
    public static InstrumentLibrary Of(Node node) => new(Path.Combine(node.Folder, "instruments"));

    /// <summary>An instrument by its id, or null.</summary>
    public Instrument? Find(string id) => Instruments.FirstOrDefault(instrument => instrument.Definition.Id == id);

    /// <summary>Keeps an instrument of the node's own from now on.</summary>
    /// <param name="yaml">The file; one instrument.</param>
    /// <param name="name">Its name in what is said of it.</param>
    /// <returns>What is wrong with it; when there is anything, nothing is kept.</returns>
    public IReadOnlyList<InstrumentDiagnostic> Keep(string yaml, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(yaml);
        var reading = InstrumentFile.Read(new MemoryStream(bytes), name);
        if (reading.Diagnostics.Count > 0 || reading.Instruments is not [var only])
        {
            return reading.Diagnostics.Count > 0 ? reading.Diagnostics : [new InstrumentDiagnostic(name, 0, 0, $"found {reading.Instruments.Count} instruments, expected one in a file.")];
        }

        var definition = only.Instrument.Definition;
        if (Instruments.FirstOrDefault(other => other.Definition.Id == definition.Id || other.Definition.Series == definition.Series) is { } taken)
        {
            return [new InstrumentDiagnostic(name, 1, 1, $"the id or series {definition.Id} belongs to '{taken.Definition.Title}' already; take another.")];
        }

        // An id holds lower-case letters, digits and hyphens only: it is a name for a file.
        Directory.CreateDirectory(_folder);
        var fresh = Path.Combine(_folder, definition.Id + ".new");
        File.WriteAllBytes(fresh, bytes);
        File.Move(fresh, Path.Combine(_folder, definition.Id + ".yaml"), overwrite: false);
        return [];
    }
}
