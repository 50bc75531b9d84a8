using Comity.Kernel.Refer;

namespace Comity.Exchange.Tests;

/// <summary>
/// Random schedules over a link that loses, doubles, delays, reorders, truncates and damages, between nodes whose clocks
/// are a day off and that crash: every decision arrives exactly once in effect, everything damaged is refused and logged.
/// A failure prints the seed; COMITY_SEED repeats it, COMITY_NIGHTLY=1 runs 10,000.
/// </summary>
public sealed class ScheduleTests
{
    private const int SchedulesOfANetwork = 25;
    private static readonly StepKind[] Deeds = [StepKind.Accept, StepKind.Accept, StepKind.Complete, StepKind.Reject, StepKind.Revoke];

    [Fact]
    public async Task Every_decision_arrives_exactly_once_in_effect()
    {
        var repeat = Environment.GetEnvironmentVariable("COMITY_SEED") is { Length: > 0 } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : (int?)null;
        var count = repeat is not null ? SchedulesOfANetwork : Environment.GetEnvironmentVariable("COMITY_NIGHTLY") == "1" ? 10_000 : 200;
        var first = repeat ?? 1;
        for (var seed = first; seed < first + count; seed += SchedulesOfANetwork)
        {
            var random = new Random(seed);
            using var network = new Network(random, skewHours: 24);
            for (var schedule = 0; schedule < SchedulesOfANetwork; schedule++)
            {
                try
                {
                    await Run(network, random);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    throw new InvalidOperationException($"COMITY_SEED={seed}, schedule {schedule}: {error.Message}", error);
                }
            }

            network.All.Sum(node => node.Read(view => view.Refusals(100_000)).Count).ShouldBe(network.Link.Damaged, $"COMITY_SEED={seed}: refused and damaged");
        }
    }

    private static async Task Run(Network network, Random random)
    {
        var decisions = new List<(string Referral, string Step)>();
        var ids = new List<string>();
        network.Link.Faulty = true;
        for (var turn = 0; turn < 30; turn++)
        {
            var node = network.All[random.Next(3)];
            var other = network.All.Where(n => n != node).ElementAt(random.Next(2));
            switch (random.Next(8))
            {
                case 0 or 1:
                    var sent = node.Send(other.Name);
                    ids.Add(sent.Id);
                    decisions.Add((sent.Id, sent.Steps.Single().Hash()));
                    break;
                case 2 or 3 when ids.Count > 0:
                    Decide(node, ids[random.Next(ids.Count)], other, random, ids, decisions);
                    break;
                case 4:
                    await network.Link.DeliverDelayed(all: false);
                    break;
                case 5 when random.Next(3) == 0:
                    node.Restart();
                    break;
                default:
                    await node.Node.Outbox.SendTo(other.Name, TestContext.Current.CancellationToken);
                    break;
            }

            var passed = TimeSpan.FromMinutes(random.Next(90));
            foreach (var any in network.All)
            {
                any.Clock.Now += passed;
            }
        }

        network.Link.Faulty = false;
        await network.Settle();
        foreach (var id in ids)
        {
            var offer = network.All.Select(n => n.Referral(id)).First(r => r is not null)!.Offer;
            var (sender, recipient) = (network[offer.From].Referral(id)!, network[offer.To].Referral(id)!);
            recipient.State.ShouldBe(sender.State);
            recipient.Steps.Select(step => step.Hash()).ShouldBe(sender.Steps.Select(step => step.Hash()));
            sender.Steps.Select(step => step.Hash()).ShouldBe(sender.Steps.Select(step => step.Hash()).Distinct(StringComparer.Ordinal));
            sender.Unconfirmed.ShouldBeEmpty();
            // Nobody who has no part in it has learned of it.
            network.All.Single(n => n.Name != offer.From && n.Name != offer.To).Referral(id).ShouldBeNull();
            foreach (var (_, step) in decisions.Where(decision => decision.Referral == id))
            {
                sender.Steps.Count(s => s.Hash() == step).ShouldBe(1);
            }
        }

        network.All.Sum(n => network.All.Sum(from => n.Read(view => view.WaitingCount(from.Name)))).ShouldBe(0);
    }

    private static void Decide(TestNode node, string id, TestNode other, Random random, List<string> ids, List<(string, string)> decisions)
    {
        if (node.Referral(id) is not { } before)
        {
            return;
        }

        try
        {
            if (random.Next(6) == 0 && before.Offer.To == node.Name && other.Name != before.Offer.From)
            {
                var passed = node.Pass(id, other.Name);
                ids.Add(passed.Id);
                decisions.Add((passed.Id, passed.Steps.Single().Hash()));
                return;
            }

            var after = node.Do(id, Deeds[random.Next(Deeds.Length)]);
            decisions.Add((id, after.Steps.Select(step => step.Hash()).Except(before.Steps.Select(step => step.Hash()), StringComparer.Ordinal).Single()));
        }
        catch (Exception refused) when (refused is IllegalStepException or SharingRefusedException)
        {
            // What is not possible in this state changed nothing.
            node.Referral(id)!.Steps.Count().ShouldBe(before.Steps.Count());
        }
    }
}
