using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Comity.Exchange.Desk;
using Comity.Exchange.Identity;
using Comity.Exchange.Transport;
using Comity.Host.Exchange;
using Microsoft.AspNetCore.Builder;

namespace Comity.Cli;

/// <summary><c>comity exchange …</c>: the node's keys, the way to partners, and what waits on it.</summary>
internal static class ExchangeCommand
{
    private const int MostShown = 100;

    public static Command Build(Option<string> data, TimeProvider clock) => new("exchange", "Keys, transport and files of the exchange with partners (docs/exchange.md).")
    {
        Init(data, clock),
        Card(data),
        Rotate(data, clock),
        Serve(data, clock),
        Sync(data, clock),
        Export(data, clock),
        Import(data, clock),
        Status(data, clock),
    };

    public static async Task<WebApplication?> Start(ExchangeNode node, ExchangeServerOptions options, CancellationToken cancellation)
    {
        var app = ExchangeServer.Build(node, options);
        try
        {
            await app.StartAsync(cancellation);
            Console.WriteLine($"Exchange of {node.Keys.Node} at {app.Urls.First()}");
            return app;
        }
        catch (IOException error)
        {
            await app.DisposeAsync();
            Console.Error.WriteLine($"{error.Message} Choose another port.");
            return null;
        }
    }

    private static Command Init(Option<string> data, TimeProvider clock)
    {
        var name = new Argument<string>("NAME") { Description = $"The node's name: {Kernel.Refer.NodeName.Rule}. It stands in every referral and never changes." };
        var title = new Option<string>("--title") { Description = "The authority's name for people.", DefaultValueFactory = _ => "" };
        var address = new Option<string?>("--address") { Description = "Where partners reach it, such as https://exchange.example.org:5443. Leave it out for a node that exchanges by file.", HelpName = "URL" };
        var command = new Command(
            "init",
            """
            Make the node's keys and give it its name. Keep a copy of exchange-keys.json in the node's folder: it cannot be made again.

            Example: comity exchange init port-alfa --title "Port of Alfa, container unit" --address https://exchange.alfa.example:5443
            """)
        { name, title, address };
        command.Validators.Add(result =>
        {
            if (!Kernel.Refer.NodeName.IsValid(result.GetRequiredValue(name)))
            {
                result.AddError($"'{result.GetValue(name)}' cannot name a node; expected {Kernel.Refer.NodeName.Rule}.");
            }

            if (result.GetValue(address) is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttps))
            {
                result.AddError($"'{url}' is no address of a node; expected https://HOST:PORT.");
            }
        });
        command.SetAction(parsed =>
        {
            var node = parsed.GetRequiredValue(name);
            var keys = NodeKeys.Make(parsed.GetRequiredValue(data), node, parsed.GetRequiredValue(title), parsed.GetValue(address), clock.GetUtcNow());
            Console.WriteLine($"Keys of {node} made. Its words: {keys.Card.Words()}");
            return Exit.Done;
        });
        return command;
    }

    private static Command Card(Option<string> data)
    {
        var file = new Option<FileInfo?>("--out") { Description = "The file to write the card to. Default: show the words only.", HelpName = "FILE" };
        var command = new Command("card", "Write this node's card for a partner, and show the words that both sides compare.") { file };
        command.SetAction(parsed =>
        {
            var keys = NodeKeys.Open(parsed.GetRequiredValue(data));
            if (parsed.GetValue(file) is { } target)
            {
                File.WriteAllText(target.FullName, keys.SignedCard() + "\n");
            }

            Console.WriteLine(keys.Card.Words());
            return Exit.Done;
        });
        return command;
    }

    private static Command Rotate(Option<string> data, TimeProvider clock)
    {
        var command = new Command("rotate", "Make new keys and tell every partner, signed with the old ones, which stay good for 90 days.");
        command.SetAction(parsed =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            using var unit = node.Store.Begin();
            node.Desk.Announce(unit.Exchange, node.Keys.Rotate(clock.GetUtcNow()));
            unit.Commit();
            Console.WriteLine("New keys made; partners are told when they are reached.");
            return Exit.Done;
        });
        return command;
    }

    private static Command Serve(Option<string> data, TimeProvider clock)
    {
        var port = new Option<int>("--port") { Description = "Port; 0 takes any free one.", HelpName = "PORT", DefaultValueFactory = _ => 5443 };
        var address = new Option<IPAddress>("--listen")
        {
            Description = "The interface to listen on.",
            HelpName = "IP",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = given =>
            {
                if (!IPAddress.TryParse(given.Tokens[0].Value, out var parsed))
                {
                    given.AddError($"'{given.Tokens[0].Value}' is no IP address.");
                }

                return parsed!;
            },
        };
        var mutual = new Option<bool>("--mutual") { Description = "Require callers to show the certificate on their card (mutual TLS)." };
        var command = new Command(
            "serve",
            """
            Take bundles from partners over HTTPS, send what waits, end what lapsed. Other commands can be used on the node meanwhile.

            Example: comity exchange serve --listen 0.0.0.0 --port 5443 --mutual
            """)
        { port, address, mutual };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            await using var app = await Start(
                node, new ExchangeServerOptions(parsed.GetRequiredValue(address), parsed.GetValue(port), parsed.GetValue(mutual)), cancellation);
            if (app is null)
            {
                return Exit.Unavailable;
            }

            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await app.StopAsync(CancellationToken.None);
            return Exit.Done;
        });
        return command;
    }

    private static Command Sync(Option<string> data, TimeProvider clock)
    {
        var command = new Command("sync", "Send what waits once, to every partner with an address, and stop.");
        command.SetAction(async (parsed, cancellation) =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            var delivered = await node.Outbox.SendDue(cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{delivered} messages delivered."));
            using var view = node.Store.Read();
            return view.Exchange.Queues().Count == 0 ? Exit.Done : Exit.Unavailable;
        });
        return command;
    }

    private static Command Export(Option<string> data, TimeProvider clock)
    {
        var partner = new Argument<string>("NODE") { Description = "The partner the file is for." };
        var file = new Option<FileInfo>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var command = new Command("export", "Write what waits for a partner, and the receipts it is due, to a file that only it can read.") { partner, file };
        command.SetAction(parsed =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            var target = parsed.GetRequiredValue(file).FullName;
            var to = parsed.GetRequiredValue(partner);
            using (var view = node.Store.Read())
            {
                // Before the file is made: an export that is refused leaves none behind and overwrites none.
                if (view.Exchange.Partner(to) is not { State: Kernel.Refer.PartnerState.Confirmed })
                {
                    throw new PartnerRefusedException($"{to} is no confirmed partner. See 'comity partners list'.");
                }
            }

            FileExport export;
            using (var text = new StreamWriter(target, append: false, Encoding.ASCII))
            {
                export = node.Files.Write(to, text);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{export.Messages} messages and {export.Receipts} receipts written to {target}."));
            return Exit.Done;
        });
        return command;
    }

    private static Command Import(Option<string> data, TimeProvider clock)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A file that a partner exported." };
        file.AcceptExistingOnly();
        var command = new Command("import", "Take in a file that a partner exported; it may be taken in any number of times.") { file };
        command.SetAction(parsed =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            using var text = new StreamReader(parsed.GetRequiredValue(file).FullName, Encoding.ASCII);
            var (taken, bad) = (0, 0);
            foreach (var line in node.Files.Read(text))
            {
                taken += line.Report?.Receipts.Count(receipt => receipt.Delivered) ?? 0;
                bad += line.Report is { } report ? report.Refused + report.Receipts.Count(receipt => !receipt.Delivered) : 1;
                if (line.Problem is { } problem)
                {
                    Console.Error.WriteLine($"{parsed.GetValue(file)}, line {line.Line}: {problem}");
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{taken} messages taken, {bad} refused."));
            return bad == 0 ? Exit.Done : Exit.BadData;
        });
        return command;
    }

    private static Command Status(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object.");
        var command = new Command("status", "Show what waits for whom and why, and what was refused.") { json };
        command.SetAction(parsed =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            using var view = node.Store.Read();
            var exchange = view.Exchange;
            var queues = exchange.Queues().Select(queue => new
            {
                to = queue.Node,
                messages = queue.Messages,
                oldest = queue.Oldest,
                failures = exchange.Link(queue.Node)?.Failures ?? 0,
                retryAt = exchange.Link(queue.Node)?.RetryAt,
                why = Why(exchange, queue.Node),
            }).ToArray();
            var refusals = exchange.Refusals(MostShown);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { node = node.Keys.Node, words = node.Keys.Card.Words(), waiting = queues, refused = refusals }, ReadableJson.Options));
                return Exit.Done;
            }

            foreach (var queue in queues)
            {
                Console.WriteLine(FormattableString.Invariant($"{queue.messages} messages wait for {queue.to} since {queue.oldest:yyyy-MM-dd HH:mm}Z: {queue.why}"));
            }

            foreach (var refusal in refusals)
            {
                Console.WriteLine(FormattableString.Invariant($"Refused {refusal.At:yyyy-MM-dd HH:mm}Z from '{refusal.From}', {refusal.Bytes} bytes: {refusal.Reason}"));
            }

            if (queues.Length == 0)
            {
                Console.WriteLine("Nothing waits.");
            }

            return Exit.Done;
        });
        return command;
    }

    private static string Why(Kernel.Refer.IExchangeView exchange, string node) => (exchange.Partner(node), exchange.Link(node)) switch
    {
        ({ State: Kernel.Refer.PartnerState.Revoked }, _) => "the partner was revoked",
        ({ Address: null }, _) => "the partner is reached by file; write one with 'comity exchange export'",
        (_, { Failures: > 0 } link) => FormattableString.Invariant($"{link.Note} Tried {link.Failures} times; next at {link.RetryAt:yyyy-MM-dd HH:mm:ss}Z."),
        _ => "it is about to be sent; is 'comity exchange serve' running?",
    };
}
