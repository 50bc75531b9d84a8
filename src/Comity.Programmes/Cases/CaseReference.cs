namespace Comity.Programmes.Cases;

/// <summary>Terms that entries of a case choose from; where they come from stands in data/SOURCES.md.</summary>
public static class CaseReference
{
    /// <summary>Physical forms of a drug.</summary>
    public static IReadOnlyList<string> DrugForms { get; } = Lines("drug-forms.csv");

    private static string[] Lines(string file)
    {
        using var reader = new StreamReader(typeof(CaseReference).Assembly.GetManifestResourceStream("data/" + file)!);
        // No name has a comma; the first line is the heading.
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1)];
    }
}
