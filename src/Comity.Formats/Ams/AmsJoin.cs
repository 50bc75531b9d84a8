using System.Buffers.Binary;
using System.Security.Cryptography;
using Comity.Formats.Cargo;

namespace Comity.Formats.Ams;

/// <summary>Joins spooled rows by identifier, part by part, and hands over messages.</summary>
internal sealed class AmsJoin(int partitionBytes, CargoReadOptions options, ICargoSink sink, byte[] setHash, bool complete)
{
    private const int Ways = 32;
    private const int BitsPerSplit = 5;
    private const int DeepestSplit = 6;

    private readonly HashSet<string> _opened = new(StringComparer.Ordinal);
    private uint _messages;

    public void Join(RowSpool rows) => Join(rows, depth: 0);

    private void Join(RowSpool rows, int depth)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        if (rows.Length <= partitionBytes || depth == DeepestSplit)
        {
            HandOver(Load(rows));
            return;
        }

        var parts = new RowSpool?[Ways];
        try
        {
            foreach (var row in rows.Rows())
            {
                (parts[(int)((Hash(row.Identifier) >> (depth * BitsPerSplit)) % Ways)] ??= new RowSpool()).Add(row);
            }

            for (var i = 0; i < Ways; i++)
            {
                if (parts[i] is { } part)
                {
                    Join(part, depth + 1);
                    part.Dispose();
                    parts[i] = null;
                }
            }
        }
        finally
        {
            Array.ForEach(parts, p => p?.Dispose());
        }
    }

    /// <summary>Rows by identifier in the order the identifiers appear; what exceeds the part's length is quarantined.</summary>
    private List<List<AmsRow>> Load(RowSpool spool)
    {
        var byIdentifier = new Dictionary<string, List<AmsRow>>(StringComparer.Ordinal);
        var order = new List<List<AmsRow>>();
        long characters = 0;
        int held = 0, tooMany = 0, consignments = 0;
        AmsRow? firstTooMany = null;
        foreach (var row in spool.Rows())
        {
            characters += row.Values.Sum(v => v.Length);
            if (characters > partitionBytes || ++held > options.MostHeld)
            {
                firstTooMany ??= row;
                tooMany++;
                consignments += row.Table == AmsTable.Container ? 1 : 0;
                continue;
            }

            if (!byIdentifier.TryGetValue(row.Identifier, out var rows))
            {
                byIdentifier.Add(row.Identifier, rows = []);
                order.Add(rows);
            }

            rows.Add(row);
        }

        if (firstTooMany is not null)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, firstTooMany.At, $"{tooMany} rows more for the identifier {firstTooMany.Identifier}",
                $"at most {partitionBytes} characters and {options.MostHeld} rows for one identifier", "the rows before", consignments));
        }

        return order;
    }

    private void HandOver(List<List<AmsRow>> identifiers)
    {
        var messages = new Dictionary<string, List<AmsBill>>(StringComparer.Ordinal);
        var order = new List<(string Key, List<AmsBill> Bills)>();
        foreach (var rows in identifiers)
        {
            var bill = new AmsBill(rows, sink.Issue);
            if (bill.MissingTable is { } missing)
            {
                sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, rows[0].At, $"{rows.Count} rows of the identifier {rows[0].Identifier}", $"a row in {missing} with it", "nothing", bill.Count));
                continue;
            }

            var key = $"{bill.Function}\u001F{bill.DocumentNumber.Value}";
            if (!messages.TryGetValue(key, out var bills))
            {
                messages.Add(key, bills = []);
                order.Add((key, bills));
            }

            bills.Add(bill);
        }

        foreach (var (key, bills) in order)
        {
            var containers = new ContainerPool(options.MostHeld);
            var seenBefore = _opened.Contains(key);
            if (_opened.Count < options.MostHeld)
            {
                _opened.Add(key);
            }

            sink.Manifest(bills[0].Manifest(options.Sender, again: seenBefore));
            foreach (var bill in bills)
            {
                bill.Consignments(containers).ForEach(sink.Consignment);
            }

            sink.EndOfManifest(MessageHash(), complete);
        }
    }

    /// <summary>The first message has the hash of the whole set, each further one that of the set and its ordinal.</summary>
    private byte[] MessageHash()
    {
        var ordinal = _messages++;
        if (ordinal == 0)
        {
            return setHash;
        }

        var source = new byte[setHash.Length + sizeof(uint)];
        setHash.CopyTo(source, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(source.AsSpan(setHash.Length), ordinal);
        return SHA256.HashData(source);
    }

    /// <summary>FNV-1a with a final mix: the same on every machine and in every run.</summary>
    private static ulong Hash(string identifier)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in identifier)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 33);
    }
}
