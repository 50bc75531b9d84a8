using Comity.Screening.Lists.Internal;

namespace Comity.Screening.Lists.Ofac;

/// <summary>
/// The list of Specially Designated Nationals of the Office of Foreign Assets Control of the United States, comma-separated: <c>sdn.csv</c>
/// with its companions <c>alt.csv</c> (other names), <c>add.csv</c> (addresses) and <c>sdn_comments.csv</c> (the rest of long remarks). No file
/// has a header and <c>-0-</c> means nothing (OFAC data specification of 2004, updated 2023). The files are told apart by their
/// columns. The companions are held in memory while sdn.csv is streamed.
/// </summary>
public sealed class OfacCsvReader : IListReader
{
    private const int EntryColumns = 12;
    private const int NameColumns = 5;
    private const int AddressColumns = 6;
    private const int CommentColumns = 2;

    /// <inheritdoc/>
    public string Format => "ofac-csv";

    /// <inheritdoc/>
    public string UsualListId => "ofac-sdn";

    /// <inheritdoc/>
    public bool JoinsFiles => true;

    /// <inheritdoc/>
    public bool Recognises(ListHead head) => head is not null && FirstRecord(head.Text) is { } columns && Starts(columns) switch
    {
        EntryColumns => columns[2] is "-0-" or "individual" or "vessel" or "aircraft",
        NameColumns => columns[2] is "aka" or "fka" or "nka",
        AddressColumns => Number(columns[1]),
        CommentColumns => true,
        _ => false,
    };

    /// <inheritdoc/>
    public IEnumerable<ListedEntity> Read(IReadOnlyList<ListFile> files, ListReport report)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(report);
        var entries = new List<ListFile>();
        var companions = new Companions();
        foreach (var file in files)
        {
            using var stream = file.Open();
            using var head = new CsvRecords(stream, file.Name, ',', new ListReport());
            if (head.Next()?.Fields.Count is { } columns and not EntryColumns)
            {
                companions.Read(file, columns, report);
            }
            else
            {
                entries.Add(file);
            }
        }

        if (entries.Count == 0)
        {
            report.Complete = false;
            report.Add(files[0].Name, 0, "", "no sdn.csv among the files", "the file of the entries, with 12 columns", "", quarantined: true);
        }

        var count = new EntryCount(report);
        foreach (var file in entries)
        {
            foreach (var entity in Entries(file, companions, count, report))
            {
                yield return entity;
            }
        }

        companions.TellOrphans(report);
    }

    private static IEnumerable<ListedEntity> Entries(ListFile file, Companions companions, EntryCount count, ListReport report)
    {
        using var stream = file.Open();
        using var records = new CsvRecords(stream, file.Name, ',', report);
        while (records.Next() is { } record)
        {
            if (record.Fields.Count != EntryColumns || !Number(record.Fields[0]))
            {
                _ = count.Quarantine(file.Name, record.Line, "", $"{record.Fields.Count} columns, the first '{record.Fields[0]}'", "12 columns, the first a number");
                report.Complete &= record.Ended;
                continue;
            }

            if (count.Take(Entry(record, companions, file.Name, report)) is { } entity)
            {
                yield return entity;
            }
        }

        report.Quarantined += records.Broken;
    }

    private static EntityBuilder Entry(CsvRecord record, Companions companions, string file, ListReport report)
    {
        // ent_num, SDN_Name, SDN_Type, Program, Title, Call_Sign, Vess_type, Tonnage, GRT, Vess_flag, Vess_owner, Remarks.
        var field = record.Fields;
        var kind = field[2] switch
        {
            "individual" => ListedKind.Person,
            "vessel" => ListedKind.Vessel,
            "aircraft" => ListedKind.Aircraft,
            _ => ListedKind.Organisation,
        };
        var entry = new EntityBuilder(field[0], kind, file, record.Line, report) { Repaired = record.Recoded };
        entry.Name(Value(field[1]), NameKind.Primary);
        // Several programmes stand as "NPWMD] [IFSR".
        foreach (var programme in Value(field[3])?.Split("] [", StringSplitOptions.TrimEntries) ?? [])
        {
            entry.Programme(programme.Trim('[', ']'));
        }

        entry.Remark(Value(field[4]));
        entry.CallSign(Value(field[5]));
        if (kind == ListedKind.Vessel)
        {
            entry.VesselType(Value(field[6]));
            entry.Flag(Value(field[9]));
            entry.Owner(Value(field[10]));
        }

        foreach (var name in companions.Names(entry))
        {
            entry.Name(Value(name[3]), name[2] == "fka" ? NameKind.Former : NameKind.Alias);
            entry.Remark(Value(name[4]));
        }

        foreach (var address in companions.Addresses(entry))
        {
            entry.Address(Value(address[2]), Value(address[3]), null, null, Value(address[4]));
            entry.Remark(Value(address[5]));
        }

        OfacRemarks.Read((Value(field[11]) ?? "") + string.Concat(companions.Comments(entry).Select(comment => Value(comment[1]))), entry);
        return entry;
    }

    private static string? Value(string field) => field is "-0-" or "" ? null : field;

    private static bool Number(string field) => field.Length > 0 && field.All(char.IsAsciiDigit);

    private static int Starts(IReadOnlyList<string> columns) => Number(columns[0]) ? columns.Count : 0;

    private static IReadOnlyList<string>? FirstRecord(string head)
    {
        using var records = new CsvRecords(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(head)), "", ',', new ListReport());
        return records.Next()?.Fields;
    }

    // Names, addresses and the rest of remarks by entry; what no entry asks for is told at the end.
    private sealed class Companions
    {
        private readonly Dictionary<string, List<(string File, CsvRecord Record)>> _names = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<(string File, CsvRecord Record)>> _addresses = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<(string File, CsvRecord Record)>> _comments = new(StringComparer.Ordinal);

        public void Read(ListFile file, int columns, ListReport report)
        {
            using var stream = file.Open();
            using var records = new CsvRecords(stream, file.Name, ',', report);
            var into = columns switch
            {
                NameColumns => _names,
                AddressColumns => _addresses,
                _ => _comments,
            };
            while (records.Next() is { } record)
            {
                if (record.Fields.Count != columns || !Number(record.Fields[0]))
                {
                    report.PartsLost++;
                    report.Add(file.Name, record.Line, "", $"{record.Fields.Count} columns, the first '{record.Fields[0]}'", $"{columns} columns, the first an entry's number", "", quarantined: true);
                    report.Complete &= record.Ended;
                    continue;
                }

                if (!into.TryGetValue(record.Fields[0], out var rows))
                {
                    into.Add(record.Fields[0], rows = []);
                }

                rows.Add((file.Name, record));
            }

            report.PartsLost += records.Broken;
        }

        public IEnumerable<IReadOnlyList<string>> Names(EntityBuilder entry) => Taken(_names, entry);

        public IEnumerable<IReadOnlyList<string>> Addresses(EntityBuilder entry) => Taken(_addresses, entry);

        public IEnumerable<IReadOnlyList<string>> Comments(EntityBuilder entry) => Taken(_comments, entry);

        public void TellOrphans(ListReport report)
        {
            foreach (var (file, record) in _names.Values.Concat(_addresses.Values).Concat(_comments.Values).SelectMany(rows => rows))
            {
                report.PartsLost++;
                report.Add(file, record.Line, "ent_num", record.Fields[0], "the number of an entry that was read", "", quarantined: true);
            }
        }

        // Each row once: a second entry of the same number has no claim to it.
        private static IEnumerable<IReadOnlyList<string>> Taken(Dictionary<string, List<(string File, CsvRecord Record)>> from, EntityBuilder entry)
        {
            if (!from.Remove(entry.Id, out var rows))
            {
                return [];
            }

            entry.Repaired |= rows.Exists(row => row.Record.Recoded);
            return rows.Select(row => row.Record.Fields);
        }
    }
}
