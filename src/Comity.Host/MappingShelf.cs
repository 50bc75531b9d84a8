using Comity.Formats.Cargo;
using Comity.Formats.Tabular;
using Comity.Kernel.Account;

namespace Comity.Host;

/// <summary>The column mappings that people confirmed, one for each sender of tables.</summary>
public sealed class MappingShelf(INodeStore store)
{
    private const string Kind = "column-mapping";

    /// <summary>The mapping of a sender, or null.</summary>
    public ColumnMapping? Of(string sender)
    {
        using var view = store.Read();
        return view.Setting(Kind, sender) is { } json ? ColumnMapping.FromJson(json) : null;
    }

    /// <summary>All mappings by sender.</summary>
    public IReadOnlyDictionary<string, ColumnMapping> All()
    {
        using var view = store.Read();
        return view.Settings(Kind).ToDictionary(setting => setting.Key, setting => ColumnMapping.FromJson(setting.Value), StringComparer.Ordinal);
    }

    /// <summary>How a table might be read, with what has to be asked; null when the content is not a table.</summary>
    public MappingSuggestion? Suggest(Stream content, string sender)
    {
        foreach (var reader in new[] { TabularReader.Xlsx(_ => null), TabularReader.Csv(_ => null) })
        {
            var head = new byte[Formats.Detection.CargoFormats.HeadBytes];
            content.Position = 0;
            var length = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            content.Position = 0;
            if (reader.Recognises(head.AsSpan(0, length)))
            {
                var outcome = reader.Read(content, mapping: null, new CargoReadOptions { Sender = sender }, new CountingSink());
                return (outcome as TabularOutcome.MappingNeeded)?.Suggestion;
            }
        }

        return null;
    }

    /// <summary>Saves a mapping for its sender.</summary>
    public void Save(ColumnMapping mapping)
    {
        using var unit = store.Begin();
        unit.SaveSetting(Kind, mapping.Sender, mapping.ToJson());
        unit.Commit();
    }
}
