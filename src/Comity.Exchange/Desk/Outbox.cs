using System.Security.Cryptography;
using System.Text;
using Comity.Exchange.Envelope;
using Comity.Exchange.Identity;
using Comity.Exchange.Transport;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;

namespace Comity.Exchange.Desk;

/// <summary>
/// Sends what waits, partner by partner and in order, until the recipient has signed for it. A partner that cannot be
/// reached is tried again at growing intervals, for as long as a message is good.
/// </summary>
public sealed class Outbox(INodeStore store, Sealer sealer, Inbox inbox, AttachmentParts attachments, ILink link, TimeProvider clock)
{
    private const int BundleCharacters = 1 << 20;

    /// <summary>Sends what is due to every partner.</summary>
    /// <returns>How many messages were signed for.</returns>
    public async Task<int> SendDue(CancellationToken cancellation)
    {
        string[] due;
        using (var view = store.Read())
        {
            due = [.. view.Exchange.Queues().Select(queue => queue.Node).Where(node => view.Exchange.Link(node) is not { } state || state.RetryAt <= clock.GetUtcNow())];
        }

        var sent = await Task.WhenAll(due.Select(node => SendTo(node, cancellation)));
        return sent.Sum();
    }

    /// <summary>Sends what waits for one partner.</summary>
    /// <returns>How many messages were signed for.</returns>
    public async Task<int> SendTo(string node, CancellationToken cancellation)
    {
        var settled = 0;
        while (true)
        {
            var (partner, card, items) = Next(node);
            if (partner is null || card is null || partner.Address is null || items.Count == 0)
            {
                return settled;
            }

            string? problem;
            TimeSpan? wait = null;
            try
            {
                var answer = await link.Send(partner, card, Sealer.Seal(items.Select(Sign), card), cancellation);
                // A receipt is believed because it is signed, not because it came as the answer.
                inbox.Take(answer, byFile: false);
                problem = null;
            }
            catch (LinkException error)
            {
                (problem, wait) = (error.Message, error.RetryAfter);
            }
            catch (EnvelopeRefusedException error)
            {
                problem = $"Its answer was refused: {error.Message}";
            }

            var done = Note(node, items, problem, wait);
            settled += done;
            if (done == 0)
            {
                return settled;
            }
        }
    }

    /// <summary>Signs a queued message as it goes out now.</summary>
    internal string Sign(OutboxItem item)
    {
        var body = Encoding.UTF8.GetBytes(item.Body);
        if (item.Type == MessageTypes.Part && ReferralJson.TryRead<PartBody>(body, out var part, out _))
        {
            body = ReferralJson.Write(part with { Data = attachments.Read(part) });
        }

        return sealer.Sign(item.To, item.MessageId, item.Type, body);
    }

    /// <summary>As many of the waiting messages as make one bundle.</summary>
    internal static IReadOnlyList<OutboxItem> Fitting(IReadOnlyList<OutboxItem> waiting)
    {
        var size = 0;
        return [.. waiting.TakeWhile((item, index) =>
        {
            // Base64 twice, and what a signature and its headers add.
            size += ((item.Type == MessageTypes.Part ? ReferralDesk.PartBytes * 4 / 3 : item.Body.Length) * 4 / 3) + 600;
            return index == 0 || (size <= BundleCharacters && index < Sealer.MostMessages);
        })];
    }

    private (Partner? Partner, NodeCard? Card, IReadOnlyList<OutboxItem> Items) Next(string node)
    {
        using var view = store.Read();
        return (view.Exchange.Partner(node), Inbox.CardOf(view.Exchange, node), Fitting(view.Exchange.Outbox(node, MessageTypes.Card, Sealer.MostMessages)));
    }

    private int Note(string node, IReadOnlyList<OutboxItem> items, string? problem, TimeSpan? wait)
    {
        using var unit = store.Begin();
        var now = clock.GetUtcNow();
        var left = items.Select(item => unit.Exchange.Queued(item.MessageId)!).Where(item => item.State == OutboxState.Waiting).ToArray();
        foreach (var item in left)
        {
            var over = now - item.QueuedAt > Sealer.Lifetime;
            unit.Exchange.Update(item with
            {
                State = over ? OutboxState.GivenUp : OutboxState.Waiting,
                Attempts = item.Attempts + 1,
                Note = problem ?? "no receipt came",
            });
        }

        var failed = left.Length == items.Count ? problem ?? "no receipt came" : null;
        var before = unit.Exchange.Link(node);
        if (failed is not null)
        {
            var failures = (before?.Failures ?? 0) + 1;
            unit.Exchange.Update(new LinkState(node, failures, now + (wait ?? Backoff.After(node, failures)), failed));
        }
        else if (before is { Failures: > 0 })
        {
            unit.Exchange.Update(new LinkState(node, 0, now, ""));
        }

        unit.Commit();
        return items.Count - left.Length;
    }
}

/// <summary>How long to wait before a partner is tried again.</summary>
public static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>
    /// Twice as long after each failure, at most six hours, less up to a quarter, so that the partners of a node that was
    /// away do not all call in the same second.
    /// </summary>
    public static TimeSpan After(string node, int failures)
    {
        var wait = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 20)), Longest.TotalSeconds);
        var spread = SHA256.HashData(Encoding.UTF8.GetBytes($"{node}\n{failures}"))[0] / 256.0;
        return TimeSpan.FromSeconds(wait * (1 - (spread / 4)));
    }
}
