using System.CommandLine;
using System.Net;
using Comity.Exchange.Identity;
using Comity.Host;
using Comity.Host.Exchange;
using Comity.Host.Web;

namespace Comity.Cli;

/// <summary><c>comity serve</c>: the officer's pages.</summary>
internal static class ServeCommand
{
    private const int UsualPort = 5080;

    public static Option<int> Port() => new("--port")
    {
        Description = "Port on this machine; 0 takes any free one.",
        HelpName = "PORT",
        DefaultValueFactory = _ => UsualPort,
    };

    public static Command Build(Option<string> data, TimeProvider clock)
    {
        var port = Port();
        var profiles = Options.Profiles();
        var exchangePort = new Option<int?>("--exchange-port")
        {
            Description = "Port on which partners reach this node, over HTTPS on all interfaces. Default: that of the address on its card; without one, nothing listens and what waits is sent.",
            HelpName = "PORT",
        };
        var command = new Command(
            "serve",
            """
            Serve the pages: import, worklist, consignments, decisions, register, profiles, referrals, partners.
            A node that has keys ('comity exchange init') exchanges referrals with its partners meanwhile.
            On a new node the printed address makes the first account; it works once. Whoever has an account signs in.

            Example: comity serve --port 5080
            """)
        { port, profiles, exchangePort };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), parsed.GetValue(profiles), clock);
            node.History();
            var options = new ServeOptions(parsed.GetValue(port));
            var folder = Path.GetFullPath(parsed.GetRequiredValue(data));
            if (parsed.GetValue(exchangePort) is null && !NodeKeys.Exist(folder))
            {
                return await Run(node, new ExchangeAccess(null), options, cancellation);
            }

            // The pages hold the node's write lock, so the exchange works within their process.
            using var exchange = ExchangeNode.Within(folder, node.Store, clock);
            var listen = parsed.GetValue(exchangePort) ?? (Uri.TryCreate(exchange.Keys.Card.Address, UriKind.Absolute, out var address) ? address.Port : null as int?);
            if (listen is not { } on)
            {
                return await Run(node, new ExchangeAccess(exchange, Sends: true), options, cancellation);
            }

            await using var server = await ExchangeCommand.Start(exchange, new ExchangeServerOptions(IPAddress.Any, on, RequireCertificate: false), cancellation);
            return server is null ? Exit.Unavailable : await Run(node, new ExchangeAccess(exchange), options, cancellation);
        });
        return command;
    }

    /// <summary>Serves until it is stopped.</summary>
    /// <param name="node">The node.</param>
    /// <param name="exchange">Its exchange with partners.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops.</param>
    /// <param name="welcome">Tells the ways in, given the address; null for the usual one.</param>
    public static async Task<int> Run(Node node, ExchangeAccess exchange, ServeOptions options, CancellationToken cancellation, Action<string>? welcome = null)
    {
        await using var app = WebNode.Build(node, options, exchange);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"{error.Message} Choose another port with --port.");
            return Exit.Unavailable;
        }

        if (welcome is not null)
        {
            welcome(WebNode.AddressOf(app));
        }
        else
        {
            Console.WriteLine($"Open {WebNode.FirstAddressOf(app, node)}{(exchange.Node is { } served ? $" for {served.Keys.Node}" : "")}");
        }

        Console.WriteLine("Stop with Ctrl-C.");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            await app.StopAsync(CancellationToken.None);
        }

        return Exit.Done;
    }
}
