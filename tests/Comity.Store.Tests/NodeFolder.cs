namespace Comity.Store.Tests;

/// <summary>A temporary folder for a node, removed afterwards.</summary>
public sealed class NodeFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("comity-store-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public SqliteNodeStore Open() => SqliteNodeStore.Open(Path, Samples.Schema);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
