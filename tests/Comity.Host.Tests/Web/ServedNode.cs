using Comity.Host.Web;
using Comity.Programmes.Containers.Control;
using Comity.Programmes.Containers.Generator;
using Microsoft.AspNetCore.Builder;

namespace Comity.Host.Tests.Web;

/// <summary>A node in a folder of its own, served on a free port of this machine.</summary>
public sealed class ServedNode : IAsyncDisposable
{
    private readonly string _folder;

    private ServedNode(string folder, Node node, WebApplication app, Uri address)
    {
        (_folder, Node, App, Entry) = (folder, node, app, address);
    }

    public Node Node { get; }

    public WebApplication App { get; }

    /// <summary>The address with the key, as it is printed.</summary>
    public Uri Entry { get; }

    /// <summary>The address without the key.</summary>
    public Uri Root => new(Entry.GetLeftPart(UriPartial.Authority));

    public static async Task<ServedNode> Start()
    {
        var folder = Directory.CreateTempSubdirectory("comity-pages-").FullName;
        var node = Node.Open(Path.Combine(folder, "node"), profilesFolder: null, TimeProvider.System);
        var options = new ServeOptions(0, new Officer("Officer A", "Dry port unit"), AccessKey.New());
        var app = WebNode.Build(node, options);
        await app.StartAsync();
        return new ServedNode(folder, node, app, new Uri(WebNode.AddressOf(app, options)));
    }

    /// <summary>Imports a synthetic month; returns what is true about it.</summary>
    /// <param name="consignments">How many.</param>
    /// <param name="leftOut">A planted consignment whose file is not imported.</param>
    public GeneratedMonth ImportMonth(int consignments, Func<TruthEntry, bool>? leftOut = null)
    {
        var month = Path.Combine(_folder, "month");
        var generated = ManifestGenerator.Write(new GeneratorOptions(ManifestFormat.Cuscar, consignments, Seed: 7) { AnomalyShare = 0.05 }, month);
        var without = leftOut is null ? null : generated.Truth.First(leftOut).File;
        foreach (var delivery in generated.Deliveries.Where(delivery => delivery.File != without))
        {
            using var content = File.OpenRead(Path.Combine(month, delivery.File));
            Node.Intake.Import(delivery.File, content, delivery.Sender, delivery.ReceivedAt, progress: null, CancellationToken.None);
        }

        Node.History();
        return generated;
    }

    /// <summary>A file of the imported month.</summary>
    public byte[] FileOfMonth(string name) => File.ReadAllBytes(Path.Combine(_folder, "month", name));

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Node.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
