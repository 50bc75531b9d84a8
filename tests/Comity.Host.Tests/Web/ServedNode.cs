using System.Net;
using Comity.Exchange.Identity;
using Comity.Host.Authority;
using Comity.Host.Exchange;
using Comity.Host.Identity;
using Comity.Host.Web;
using Comity.Kernel.Refer;
using System.Net.Sockets;
using Comity.Programmes.Containers.Generator;
using Comity.Programmes.Containers.Refer;
using Microsoft.AspNetCore.Builder;

namespace Comity.Host.Tests.Web;

/// <summary>A node in a folder of its own, served on a free port of this machine.</summary>
public sealed class ServedNode : IAsyncDisposable
{
    private readonly string _folder;
    private readonly WebApplication? _server;

    // Keys of persons' files lie apart from their nodes: here in a folder of the tests, never in the user's own.
    static ServedNode()
    {
        var keys = Directory.CreateTempSubdirectory("comity-keys-").FullName;
        Environment.SetEnvironmentVariable("COMITY_KEYS", keys);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(keys, recursive: true);
    }

    private ServedNode(string folder, Node node, ExchangeNode? exchange, WebApplication? server, WebApplication app)
    {
        (_folder, Node, Exchange, _server, App, Root) = (folder, node, exchange, server, app, new Uri(WebNode.AddressOf(app)));
    }

    public Node Node { get; }

    /// <summary>Its exchange with partners; null when it has no keys.</summary>
    public ExchangeNode? Exchange { get; }

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

    /// <param name="name">The name of the node, which then has keys and serves its exchange on a free port; null for a node without.</param>
    /// <param name="clock">The clock of accounts, sessions and the audit; null for the machine's.</param>
    public static async Task<ServedNode> Start(string? name = null, TimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("comity-pages-").FullName;
        var node = Node.Open(Path.Combine(folder, "node"), profilesFolder: null, clock ?? TimeProvider.System);
        var (exchange, server) = name is null ? (null, null) : await StartExchange(node, Path.Combine(folder, "node"), name);
        var app = WebNode.Build(node, new ServeOptions(0), new ExchangeAccess(exchange));
        await app.StartAsync();
        return new ServedNode(folder, node, exchange, server, app);
    }

    private static async Task<(ExchangeNode? Exchange, WebApplication? Server)> StartExchange(Node node, string folder, string name)
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        NodeKeys.Make(folder, name, $"Unit of {name}", $"https://127.0.0.1:{port}", TimeProvider.System.GetUtcNow());
        var exchange = ExchangeNode.Within(folder, node.Store, TimeProvider.System);
        var server = ExchangeServer.Build(exchange, new ExchangeServerOptions(IPAddress.Loopback, port, RequireCertificate: false));
        await server.StartAsync();
        return (exchange, server);
    }

    /// <summary>Knows another node from now on.</summary>
    public void Befriend(ServedNode other)
    {
        using var unit = Node.Store.Begin();
        Exchange!.Partners.Add(unit.Exchange, other.Exchange!.Keys.SignedCard(), Audience.Community, "Officer A");
        Exchange.Partners.Confirm(unit.Exchange, other.Exchange.Keys.Node, other.Exchange.Keys.Card.Words(), "Officer A");
        unit.Commit();
    }

    /// <summary>Refers a consignment.</summary>
    public Referral Refer(long subject, string to)
    {
        using var view = Node.Store.Read();
        using var unit = Node.Store.Begin();
        var wish = new ReferralWish
        {
            To = to,
            Kind = ReferralKind.RequestControl,
            Purpose = ConsignmentReferral.Purposes[0],
            Request = "Please open it",
            Ground = new Ground(GroundKind.LegalBasis, "Agreement, article 5"),
            Handling = new Handling { Tlp = Tlp.Amber },
            Days = 20,
        };
        var sent = Exchange!.Desk.Send(
            unit.Exchange, ReferralWork.Offer(Exchange, view.Subject(subject)!.Version.Record, wish, "Officer A", Node.Clock.GetUtcNow(), ReferralWork.NewSalt()));
        unit.Commit();
        return sent;
    }

    /// <summary>All its referrals.</summary>
    public IReadOnlyList<Referral> Referrals()
    {
        using var view = Node.Store.Read();
        return view.Exchange.Referrals(0, 100);
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
        if (_server is not null)
        {
            await _server.StopAsync();
            await _server.DisposeAsync();
        }

        Exchange?.Dispose();
        Node.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
