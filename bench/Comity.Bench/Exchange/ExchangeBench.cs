using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Comity.Exchange.Identity;
using Comity.Exchange.Transport;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;
using Comity.Programmes.Containers.Subject;
using Comity.Store;

namespace Comity.Bench.Exchange;

/// <summary>
/// Referrals from one node to another over HTTPS on this machine, each a decision of its own, until the sender holds the
/// signed receipt; beside it the same offers as plain authenticated posts. JSON Lines.
/// </summary>
internal static class ExchangeBench
{
    public static int Run(string[] args)
    {
        var count = 2_000;
        if (args.Length > 0 && !(args is ["--referrals", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0))
        {
            Console.Error.WriteLine("usage: Comity.Bench exchange [--referrals N]");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("comity-bench-exchange-").FullName;
        try
        {
            Comity(folder, count).GetAwaiter().GetResult();
            PlainPosts.Run(folder, Offers(count), Report).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Comity(string folder, int count)
    {
        var clock = TimeProvider.System;
        NodeKeys.Make(Path.Combine(folder, "bravo"), "bravo", "", "https://127.0.0.1:1", clock.GetUtcNow());
        NodeKeys.Make(Path.Combine(folder, "alfa"), "alfa", "", null, clock.GetUtcNow());
        var counted = new CountedLink();
        // As 'comity serve' has them: one process writes to a node. The rival keeps its store open too.
        using var bravoStore = SqliteNodeStore.Open(Path.Combine(folder, "bravo"), ConsignmentSchema.Schema);
        using var alfaStore = SqliteNodeStore.Open(Path.Combine(folder, "alfa"), ConsignmentSchema.Schema);
        using var bravo = ExchangeNode.Within(Path.Combine(folder, "bravo"), bravoStore, clock);
        using var alfa = ExchangeNode.Within(Path.Combine(folder, "alfa"), alfaStore, clock, counted.Around);
        await using var server = ExchangeServer.Build(bravo, new ExchangeServerOptions(IPAddress.Loopback, 0, RequireCertificate: false));
        await server.StartAsync();
        Befriend(alfa, bravo, server.Urls.First());
        Befriend(bravo, alfa, null);

        // What is compiled and connected at first use is not measured.
        foreach (var offer in Offers(3))
        {
            Send(alfa, offer with { Salt = "not measured " + offer.Salt });
        }

        await alfa.Outbox.SendTo("bravo", CancellationToken.None);
        counted.Bytes = 0;
        var offers = Offers(count);
        var before = Cpu();
        var watch = Stopwatch.StartNew();
        foreach (var offer in offers)
        {
            Send(alfa, offer);
        }

        var decided = watch.Elapsed.TotalSeconds;
        var delivered = await alfa.Outbox.SendTo("bravo", CancellationToken.None);
        Report("comity, outbox, signed and encrypted, signed receipts", count, delivered, watch.Elapsed.TotalSeconds, Cpu() - before, counted.Bytes);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of that, {decided:0.00} s for the decisions, each a transaction of its own."));
    }

    private static void Send(ExchangeNode node, ReferralOffer offer)
    {
        using var unit = node.Store.Begin();
        node.Desk.Send(unit.Exchange, offer);
        unit.Commit();
    }

    private static void Befriend(ExchangeNode node, ExchangeNode other, string? address)
    {
        using var unit = node.Store.Begin();
        node.Partners.Add(unit.Exchange, other.Keys.SignedCard(), Audience.Community, "bench");
        node.Partners.Confirm(unit.Exchange, other.Keys.Node, other.Keys.Card.Words(), "bench");
        unit.Exchange.Save(unit.Exchange.Partner(other.Keys.Node)! with { Address = address });
        unit.Commit();
    }

    private static ReferralOffer[] Offers(int count)
    {
        var now = TimeProvider.System.GetUtcNow();
        return
        [
            .. Enumerable.Range(0, count).Select(i => new ReferralOffer
            {
                From = "alfa",
                To = "bravo",
                Kind = ReferralKind.RequestControl,
                Purpose = "container-control",
                Request = "Please open the container and report what was found.",
                Subject = new SubjectSnapshot("consignment", $"ABCU{i:0000000}", new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
                {
                    ["container.number"] = [$"ABCU{i:0000000}"],
                    ["bill.number"] = [$"BOL{i:00000000}"],
                    ["goods.hs"] = ["440710", "080390"],
                    ["goods.description"] = ["sawn timber, coniferous, and fresh bananas"],
                    ["route.origin"] = ["BO"],
                    ["shipper.name"] = ["Maderas del Sur"],
                }),
                Ground = new Ground(GroundKind.LegalBasis, "Article 5 of the agreement"),
                Handling = new Handling { Tlp = Tlp.Amber },
                By = "officer",
                At = now,
                ExpiresAt = now.AddDays(30),
                Salt = $"a salt of the bench {i}",
            }),
        ];
    }

    private static double Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static void Report(string way, int referrals, int receipts, double seconds, double cpuSeconds, long bytes) => Console.WriteLine(JsonSerializer.Serialize(new
    {
        way,
        referrals,
        receipts,
        referrals_per_second = Math.Round(referrals / seconds, 1),
        referrals_per_cpu_second = Math.Round(referrals / cpuSeconds, 1),
        wire_bytes_per_referral = Math.Round(bytes / (double)referrals, 1),
    }));

    /// <summary>Counts the bodies that go over the wire in both directions.</summary>
    private sealed class CountedLink
    {
        public long Bytes { get; set; }

        public ILink Around(ILink inner) => new Counted(this, inner);

        private sealed class Counted(CountedLink counter, ILink inner) : ILink
        {
            public async Task<string> Send(Partner partner, NodeCard card, string bundle, CancellationToken cancellation)
            {
                var answer = await inner.Send(partner, card, bundle, cancellation);
                counter.Bytes += bundle.Length + answer.Length;
                return answer;
            }
        }
    }
}
