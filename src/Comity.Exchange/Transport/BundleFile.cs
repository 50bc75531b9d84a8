using System.Text;
using Comity.Exchange.Desk;
using Comity.Exchange.Envelope;
using Comity.Kernel.Account;

namespace Comity.Exchange.Transport;

/// <summary>What was written to a file.</summary>
/// <param name="Messages">Messages that wait for their receipts.</param>
/// <param name="Receipts">Receipts for messages that came by file.</param>
public sealed record FileExport(int Messages, int Receipts);

/// <summary>What was read from a file, bundle by bundle.</summary>
/// <param name="Line">The line of the bundle, from 1.</param>
/// <param name="Report">What it brought, or null.</param>
/// <param name="Problem">Otherwise why it was refused.</param>
public sealed record FileImport(int Line, BundleReport? Report, string? Problem);

/// <summary>
/// The exchange for units without a link: a text file with a bundle a line, the same bytes that would go over HTTPS. What
/// a file brings is answered in the next file of the other direction; until then the messages stay in the outbox, so a
/// file that is lost is simply written again.
/// </summary>
public sealed class BundleFile(INodeStore store, Inbox inbox, Outbox outbox)
{
    private const int MostReceipts = 2_000;

    /// <summary>Writes what waits for a partner.</summary>
    /// <exception cref="EnvelopeRefusedException">It is no confirmed partner.</exception>
    public FileExport Write(string node, TextWriter file)
    {
        using var unit = store.Begin();
        var card = Inbox.CardOf(unit.Exchange, node) ?? throw new EnvelopeRefusedException($"{node} is no confirmed partner.", node);
        var (messages, receipts) = (0, 0);
        while (unit.Exchange.ReceiptsDue(node, MostReceipts) is { Count: > 0 } due)
        {
            file.Write(Sealer.Seal([inbox.SignReceipts(node, [.. due.Select(item => new Receipt(item.MessageId, item.State != Kernel.Refer.InboxState.Refused, item.State == Kernel.Refer.InboxState.Refused ? item.Note : ""))])], card));
            file.Write('\n');
            foreach (var item in due)
            {
                unit.Exchange.ReceiptWritten(item);
            }

            receipts += due.Count;
        }

        var waiting = unit.Exchange.Outbox(node, MessageTypes.Card, int.MaxValue);
        while (messages < waiting.Count)
        {
            var items = Outbox.Fitting([.. waiting.Skip(messages).Take(Sealer.MostMessages)]);
            file.Write(Sealer.Seal(items.Select(outbox.Sign), card));
            file.Write('\n');
            foreach (var item in items)
            {
                unit.Exchange.Update(item with { Attempts = item.Attempts + 1, Note = "written to a file; no receipt came yet" });
            }

            messages += items.Count;
        }

        file.Flush();
        unit.Commit();
        return new FileExport(messages, receipts);
    }

    /// <summary>Reads a file; a bundle that is refused does not keep the others out.</summary>
    public IEnumerable<FileImport> Read(TextReader file)
    {
        for (var line = 1; ReadBundle(file) is { } bundle; line++)
        {
            if (bundle.Length == 0)
            {
                continue;
            }

            FileImport result;
            try
            {
                result = new FileImport(line, inbox.Take(bundle, byFile: true), null);
            }
            catch (EnvelopeRefusedException refused)
            {
                result = new FileImport(line, null, refused.Message);
            }

            yield return result;
        }
    }

    /// <summary>A line, of which no more is kept than a bundle may have.</summary>
    private static string? ReadBundle(TextReader file)
    {
        var line = new StringBuilder();
        int next;
        while ((next = file.Read()) >= 0 && next != '\n')
        {
            if (line.Length <= Sealer.LargestBundleBytes && next != '\r')
            {
                line.Append((char)next);
            }
        }

        return next < 0 && line.Length == 0 ? null : line.ToString();
    }
}
