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

    /// <summary>Saves a mapping for its sender.</summary>
    public void Save(ColumnMapping mapping)
    {
        using var unit = store.Begin();
        unit.SaveSetting(Kind, mapping.Sender, mapping.ToJson());
        unit.Commit();
    }
}
