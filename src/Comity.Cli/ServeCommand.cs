using System.CommandLine;
using System.Net;
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
        var exchangePort = new Option<int?>("--exchange-port") { Description = "Also exchange referrals with partners, over HTTPS on this port of all interfaces.", HelpName = "PORT" };
        var command = new Command(
            "serve",
            """
            Serve the pages: import, worklist, consignments, decisions, register, profiles.
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
            if (parsed.GetValue(exchangePort) is not { } listen)
            {
                return await Run(node, options, cancellation);
            }

            // The pages hold the node's write lock, so the exchange works within their process.
            using var exchange = ExchangeNode.Within(Path.GetFullPath(parsed.GetRequiredValue(data)), node.Store, clock);
            await using var server = await ExchangeCommand.Start(exchange, new ExchangeServerOptions(IPAddress.Any, listen, RequireCertificate: false), cancellation);
            return server is null ? Exit.Unavailable : await Run(node, options, cancellation);
        });
        return command;
    }

    /// <summary>Serves until it is stopped.</summary>
    public static async Task<int> Run(Node node, ServeOptions options, CancellationToken cancellation)
    {
        await using var app = WebNode.Build(node, options);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"{error.Message} Choose another port with --port.");
            return Exit.Unavailable;
        }

        Console.WriteLine($"Open {WebNode.AddressOf(app, options)}");
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
