using System.Net;
using System.Net.Sockets;
using Comity.Exchange.Identity;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;
using Comity.Programmes.Containers.Control;
using Microsoft.AspNetCore.Builder;

namespace Comity.Host;

/// <summary>One of the two authorities of the demonstration: a node with a store, keys and a way to others of its own.</summary>
public sealed class DemoSide : IAsyncDisposable
{
    private readonly WebApplication _server;

    private DemoSide(string folder, Node node, ExchangeNode exchange, WebApplication server, Officer officer)
    {
        (Folder, Node, Exchange, Officer) = (folder, node, exchange, officer);
        _server = server;
    }

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>Its name in referrals.</summary>
    public string Name => Exchange.Keys.Node;

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>Its exchange.</summary>
    public ExchangeNode Exchange { get; }

    /// <summary>Who acts.</summary>
    public Officer Officer { get; }

    /// <summary>Makes a node with its keys and serves its exchange on a free port of this machine.</summary>
    /// <param name="folder">The folder, which must not hold a node.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="officer">Who acts.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<DemoSide> Open(string folder, string name, Officer officer, TimeProvider clock, CancellationToken cancellation)
    {
        var port = FreePort();
        NodeKeys.Make(folder, name, officer.Unit, $"https://127.0.0.1:{port}", clock.GetUtcNow());
        var node = Node.Open(folder, profilesFolder: null, clock);
        var exchange = ExchangeNode.Within(folder, node.Store, clock);
        var server = ExchangeServer.Build(exchange, new ExchangeServerOptions(IPAddress.Loopback, port, RequireCertificate: true));
        await server.StartAsync(cancellation);
        return new DemoSide(folder, node, exchange, server, officer);
    }

    /// <summary>Takes the other's card in and confirms it by the words that the other reads out.</summary>
    public void Befriend(DemoSide other)
    {
        using var unit = Node.Store.Begin();
        Exchange.Partners.Add(unit.Exchange, other.Exchange.Keys.SignedCard(), Audience.Community, Officer.Name);
        Exchange.Partners.Confirm(unit.Exchange, other.Name, other.Exchange.Keys.Card.Words(), Officer.Name);
        unit.Commit();
    }

    /// <summary>Takes a step on a referral.</summary>
    public void Act(string referral, Act act)
    {
        using var unit = Node.Store.Begin();
        Exchange.Desk.Do(unit.Exchange, referral, act);
        unit.Commit();
    }

    /// <summary>A referral as this node knows it; null while it has not come.</summary>
    public Referral? Referral(string id)
    {
        using var view = Node.Store.Read();
        return view.Exchange.Referral(id);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        Exchange.Dispose();
        Node.Dispose();
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
