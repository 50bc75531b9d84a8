using System.CommandLine;
using System.Net;
using Comity.Exchange.Identity;
using Comity.Host;
using Comity.Host.Exchange;
using Comity.Host.Web;
using Comity.Programmes.Containers.Control;

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
        var unit = Options.Unit();
        var officer = new Option<string>("--officer") { Description = "Your name in decisions and the register.", DefaultValueFactory = _ => LocalOfficer.UsualName };
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
            Until officers sign in by name the pages are served to this machine only, to browsers opened with the printed address.

            Example: comity serve --unit "Dry port unit" --port 5080
            """)
        { port, profiles, unit, officer, exchangePort };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), parsed.GetValue(profiles), clock);
            node.History();
            var options = new ServeOptions(
                parsed.GetValue(port), new Officer(parsed.GetRequiredValue(officer), parsed.GetRequiredValue(unit)), AccessKey.New());
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
    public static async Task<int> Run(Node node, ExchangeAccess exchange, ServeOptions options, CancellationToken cancellation)
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

        Console.WriteLine($"Open {WebNode.AddressOf(app, options)}{(exchange.Node is { } served ? $" for {served.Keys.Node}" : "")}");
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
