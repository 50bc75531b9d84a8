using Comity.Exchange.Cases;
using Comity.Kernel.Refer.Cases;

namespace Comity.Exchange.Tests;

/// <summary>
/// Joint cases over a link that loses, doubles, delays, reorders and damages, between three nodes whose clocks are a day off
/// and that crash: in the end each node holds exactly what it was given, and members that were given the same have the same
/// hash. A failure prints the seed; COMITY_SEED repeats it, COMITY_NIGHTLY=1 runs 2,000.
/// </summary>
public sealed class CaseScheduleTests
{
    [Fact]
    public async Task Every_order_of_arrival_ends_in_the_same_case()
    {
        var repeat = Environment.GetEnvironmentVariable("COMITY_SEED") is { Length: > 0 } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : (int?)null;
        var count = repeat is not null ? 1 : Environment.GetEnvironmentVariable("COMITY_NIGHTLY") == "1" ? 2_000 : 20;
        for (var seed = repeat ?? 1; seed < (repeat ?? 1) + count; seed++)
        {
            try
            {
                await Run(new Random(seed));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                throw new InvalidOperationException($"COMITY_SEED={seed}: {error.Message}", error);
            }
        }
    }

    private static async Task Run(Random random)
    {
        using var network = new Network(random, skewHours: 24);
        var id = network.Alfa.Open().Id;
        network.Alfa.Admit(id, "bravo");
        for (var turn = 0; turn < 60; turn++)
        {
            var node = network.All[random.Next(3)];
            var other = network.All.Where(n => n != node).ElementAt(random.Next(2));
            try
            {
                switch (random.Next(9))
                {
                    case 0:
                        network.Alfa.Admit(id, network.All[1 + random.Next(2)].Name, random.Next(2) == 0);
                        break;
                    case 1 when node.Case(id) is not null:
                        node.Join(id);
                        break;
                    case 2 or 3 when node.Case(id) is not null:
                        node.Minute(id, $"turn {turn}", random.Next(3) == 0 ? CaseNodes.Red(other.Name) : null);
                        break;
                    case 4 when random.Next(4) == 0:
                        node.Restart();
                        break;
                    case 5:
                        await network.Link.DeliverDelayed(all: false);
                        break;
                    default:
                        await node.Node.Outbox.SendTo(other.Name, TestContext.Current.CancellationToken);
                        break;
                }
            }
            catch (CaseRefusedException)
            {
                // Not a member yet, or one already: nothing was written.
            }

            var passed = TimeSpan.FromMinutes(random.Next(90));
            foreach (var any in network.All)
            {
                any.Clock.Now += passed;
            }
        }

        network.Link.Faulty = false;
        await network.Settle();
        var logs = network.All.Select(node => node.Case(id)).OfType<CaseLog>().ToArray();
        var all = logs.SelectMany(log => log.Entries).DistinctBy(named => named.Id, StringComparer.Ordinal).ToDictionary(named => named.Id, StringComparer.Ordinal);
        foreach (var node in network.All.Where(node => node.Case(id)?.Member(node.Name)?.TakesPart == true))
        {
            var log = node.Case(id)!;
            // Exactly what the lead, who knows every grant, says it may have; nothing waits.
            var due = all.Values.Where(named => network.Alfa.Case(id)!.IsFor(named.Entry, node.Name)).Select(named => named.Id).Order(StringComparer.Ordinal);
            log.Entries.Select(named => named.Id).Order(StringComparer.Ordinal).ShouldBe(due);
            log.Members.ShouldBe(network.Alfa.Case(id)!.Members);
            node.Read(view => network.All.Sum(from => view.WaitingCount(from.Name))).ShouldBe(0);
        }

        foreach (var alike in logs.GroupBy(log => string.Join(' ', log.Entries.Select(named => named.Id)), StringComparer.Ordinal))
        {
            alike.Select(log => log.Hash()).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        }
    }
}
