using System.Diagnostics;
using Comity.Exchange.Cases;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;

namespace Comity.Exchange.Tests;

/// <summary>
/// Three nodes as real processes over HTTPS on this machine that share a case while they are killed (kill -9) and cut off:
/// in the end all hold the same. A failure prints the seed; COMITY_NIGHTLY=1 makes it a long night.
/// </summary>
public sealed class CaseProcessTests : IDisposable
{
    private static readonly string[] Names = ["alfa", "bravo", "charlie"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly ServedProcesses _served = new();

    [Fact]
    public async Task Three_nodes_that_are_cut_and_killed_end_with_the_same_case()
    {
        var nightly = Environment.GetEnvironmentVariable("COMITY_NIGHTLY") == "1";
        var seed = nightly ? Environment.TickCount : 11;
        var random = new Random(seed);
        ExchangeNode[] nodes = [.. Names.Select(_served.Make)];
        foreach (var node in nodes)
        {
            foreach (var other in nodes.Where(other => other != node))
            {
                Befriend(node, other);
            }

            _served.Serve(node.Keys.Node);
        }

        var id = Write(nodes[0], ledger => nodes[0].Cases.Open(ledger, "1.4 t in bananas", new Handling { Tlp = Tlp.Green }, "officer")).Id;
        foreach (var member in nodes.Skip(1))
        {
            Write(nodes[0], ledger => nodes[0].Cases.Admit(ledger, id, member.Keys.Node, seesHistory: true, "officer"));
        }

        foreach (var member in nodes.Skip(1))
        {
            await Until(() => Case(member, id)?.Member(member.Keys.Node) is not null, seed);
            Write(member, ledger => member.Cases.Join(ledger, id, "officer"));
        }

        var written = nightly ? 300 : 15;
        for (var i = 0; i < written; i++)
        {
            var node = nodes[random.Next(3)];
            Write(node, ledger => node.Cases.Add(ledger, id, new EntryDraft("minute", $"minute {i}", "officer")
            {
                Facts = CaseNodes.Facts(("held_on", "2026-03-01")),
            }));
            if (random.Next(4) == 0)
            {
                // A node that is down is cut off too: the others have to try again.
                var victim = Names[random.Next(3)];
                _served.Kill(victim);
                await Task.Delay(random.Next(300), TestContext.Current.CancellationToken);
                _served.Serve(victim);
            }
        }

        await Until(() => nodes.All(node => Case(node, id)!.Entries.Count(named => named.Entry.Kind == "minute") == written), seed);
        nodes.Select(node => Case(node, id)!.Hash()).Distinct(StringComparer.Ordinal).Count().ShouldBe(1, $"seed {seed}");
        foreach (var node in nodes)
        {
            node.Dispose();
        }
    }

    public void Dispose() => _served.Dispose();

    private static async Task Until(Func<bool> holds, int seed)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            waited.Elapsed.ShouldBeLessThan(Patience, $"it did not come to pass, seed {seed}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static void Befriend(ExchangeNode node, ExchangeNode other) => Write(node, ledger =>
    {
        node.Partners.Add(ledger, other.Keys.SignedCard(), Audience.Community, "officer");
        node.Partners.Confirm(ledger, other.Keys.Node, other.Keys.Card.Words(), "officer");
        return true;
    });

    private static T Write<T>(ExchangeNode node, Func<IExchangeLedger, T> work)
    {
        using var unit = node.Store.Begin();
        var result = work(unit.Exchange);
        unit.Commit();
        return result;
    }

    private static CaseLog? Case(ExchangeNode node, string id)
    {
        using var view = node.Store.Read();
        return view.Exchange.Cases.Case(id);
    }
}
