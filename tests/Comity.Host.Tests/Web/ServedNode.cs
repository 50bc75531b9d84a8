using System.Net;
using Comity.Host.Authority;
using Comity.Host.Identity;
using Comity.Host.Web;
using Comity.Programmes.Containers.Generator;
using Microsoft.AspNetCore.Builder;

namespace Comity.Host.Tests.Web;

/// <summary>A node in a folder of its own, served on a free port of this machine.</summary>
public sealed class ServedNode : IAsyncDisposable
{
    private readonly string _folder;

    private ServedNode(string folder, Node node, WebApplication app)
    {
        (_folder, Node, App, Root) = (folder, node, app, new Uri(WebNode.AddressOf(app)));
    }

    public Node Node { get; }

    public WebApplication App { get; }

    /// <summary>A link that opens the pages once, for an officer with all operational roles.</summary>
    public Uri Entry => EntryAs("Officer A", [.. ShippedRoles.Book.Roles.Where(role => role.IsAssignable).Select(role => role.Id)]);

    /// <summary>The address.</summary>
    public Uri Root { get; }

    /// <summary>A link that opens the pages once, for an officer with the roles that are named.</summary>
    public Uri EntryAs(string name, params string[] roles) => new(Root, $"/enter/{ThrowAwayAccounts.Make(Node, name, name, "Dry port unit", roles)}");

    /// <summary>A client that is signed in.</summary>
    public async Task<HttpClient> SignedIn(params string[] roles)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Root };
        using var entered = await client.GetAsync(EntryAs("Officer " + string.Join('-', roles), roles));
        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return client;
    }

    public static async Task<ServedNode> Start()
    {
        var folder = Directory.CreateTempSubdirectory("comity-pages-").FullName;
        var node = Node.Open(Path.Combine(folder, "node"), profilesFolder: null, TimeProvider.System);
        var app = WebNode.Build(node, new ServeOptions(0));
        await app.StartAsync();
        return new ServedNode(folder, node, app);
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
