using System.Text.Json;
using Comity.Screening.Lists.Internal;

namespace Comity.Screening.Lists.FollowTheMoney;

/// <summary>
/// FollowTheMoney entities as JSON, one a line (followthemoney.tech), as OpenSanctions publishes them. Sanctions and addresses may stand
/// within an entity (targets.nested.json) or as records of their own (entities.ftm.json); the latter are gathered in a first pass and held in
/// memory. Persons, organisations, vessels and aircraft are entries; other records, such as ownerships, are passed over and counted.
/// </summary>
public sealed class FtmReader : IListReader
{
    private const int LongestLineBytes = 1 << 24;
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32 };

    /// <inheritdoc/>
    public string Format => "ftm-json";

    /// <inheritdoc/>
    public string? UsualListId => null;

    /// <inheritdoc/>
    public bool JoinsFiles => false;

    /// <inheritdoc/>
    public bool Recognises(ListHead head) =>
        head is not null && head.Text.AsSpan().TrimStart().StartsWith('{') && head.Text.Contains("\"schema\"", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ListedEntity> Read(IReadOnlyList<ListFile> files, ListReport report)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(report);
        foreach (var file in files)
        {
            var apart = Apart(file);
            var count = new EntryCount(report);
            using var lines = new TextLines(file.Open(), file.Name, LongestLineBytes, report);
            while (lines.Next() is { } line)
            {
                if (line.Text.AsSpan().Trim().IsEmpty)
                {
                    continue;
                }

                using var document = Parse(line, out var why);
                if (document is null)
                {
                    _ = count.Quarantine(file.Name, line.Number, "", why, "a JSON object with id, schema and properties");
                    report.Complete &= line.Ended;
                    continue;
                }

                var record = new FtmRecord(document.RootElement);
                if (Kind(record.Schema) is not { } kind)
                {
                    report.PassedOver++;
                    continue;
                }

                var entry = new EntityBuilder(record.Id, kind, file.Name, line.Number, report) { Repaired = line.Recoded };
                Fill(entry, record, apart);
                if (count.Take(entry) is { } entity)
                {
                    yield return entity;
                }
            }
        }
    }

    private static ListedKind? Kind(string schema) => schema switch
    {
        "Person" => ListedKind.Person,
        "Organization" or "Company" or "PublicBody" => ListedKind.Organisation,
        "Vessel" => ListedKind.Vessel,
        "Airplane" => ListedKind.Aircraft,
        // A legal entity is a person or a body, the list does not say which.
        "LegalEntity" or "Vehicle" or "CryptoWallet" or "Asset" or "Security" => ListedKind.Other,
        _ => null,
    };

    private static JsonDocument? Parse(TextLine line, out string why)
    {
        why = line.TooLong ? "a line of more than 16 MiB" : "";
        if (line.TooLong)
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(line.Text, Json);
            why = document.RootElement.ValueKind != JsonValueKind.Object ? document.RootElement.ValueKind.ToString()
                : line.Text.Contains("\\ud", StringComparison.OrdinalIgnoreCase) && !IsText(document.RootElement) ? "half of a surrogate pair"
                : "";
            if (why.Length == 0)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException bad)
        {
            why = bad.Message;
            return null;
        }
    }

    // JSON may escape half of a surrogate pair, in a name or a value, which cannot be asked for as text.
    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name.Length >= 0 && IsText(member.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static Dictionary<string, List<FtmPart>> Apart(ListFile file)
    {
        var apart = new Dictionary<string, List<FtmPart>>(StringComparer.Ordinal);
        using var lines = new TextLines(file.Open(), file.Name, LongestLineBytes, new ListReport());
        while (lines.Next() is { } line)
        {
            // Cheaper than parsing: most lines are neither. A record that only mentions the word is found out below.
            if (!line.Text.Contains("Sanction\"", StringComparison.Ordinal) && !line.Text.Contains("Address\"", StringComparison.Ordinal))
            {
                continue;
            }

            using var document = Parse(line, out _);
            if (document is null || new FtmRecord(document.RootElement) is not { Schema: "Sanction" or "Address" } record)
            {
                continue;
            }

            foreach (var key in record.Schema == "Sanction" ? record.Texts("entity") : [record.Id])
            {
                if (!apart.TryGetValue(key, out var parts))
                {
                    apart.Add(key, parts = []);
                }

                parts.Add(FtmPart.Of(record));
            }
        }

        return apart;
    }

    private static void Fill(EntityBuilder entry, FtmRecord record, Dictionary<string, List<FtmPart>> apart)
    {
        void Each(string property, Action<string> take)
        {
            foreach (var value in record.Texts(property))
            {
                take(value);
            }
        }

        entry.Name(record.Caption, NameKind.Primary);
        Each("name", name => entry.Name(name, entry.HasName ? NameKind.Alias : NameKind.Primary));
        Each("alias", name => entry.Name(name, NameKind.Alias));
        Each("weakAlias", name => entry.Name(name, NameKind.WeakAlias));
        Each("previousName", name => entry.Name(name, NameKind.Former));
        Each("birthDate", date => entry.BirthDate(date));
        Each("birthPlace", entry.BirthPlace);
        Each("gender", entry.Gender);
        Each("nationality", code => entry.Nationality(null, code));
        Each("citizenship", code => entry.Nationality(null, code));
        Each("passportNumber", number => entry.Document(DocumentKind.Passport, "passportNumber", number, null));
        Each("idNumber", number => entry.Document(DocumentKind.NationalId, "idNumber", number, null));
        Each("taxNumber", number => entry.Document(DocumentKind.TaxNumber, "taxNumber", number, null));
        Each("innCode", number => entry.Document(DocumentKind.TaxNumber, "innCode", number, null));
        Each("registrationNumber", number => entry.Document(DocumentKind.Registration, "registrationNumber", number, null));
        Each("leiCode", number => entry.Document(DocumentKind.Registration, "leiCode", number, null));
        Each("ogrnCode", number => entry.Document(DocumentKind.Registration, "ogrnCode", number, null));
        Each("swiftBic", number => entry.Document(DocumentKind.Other, "swiftBic", number, null));
        Each("publicKey", number => entry.Document(DocumentKind.Other, "publicKey", number, null));
        Each("serialNumber", number => entry.Document(DocumentKind.Other, "serialNumber", number, null));
        Each("imoNumber", entry.Imo);
        Each("mmsi", entry.Mmsi);
        Each("callSign", entry.CallSign);
        Each("flag", code => entry.Flag(null, code));
        Each("owner", entry.Owner);
        if (entry.Kind == ListedKind.Vessel)
        {
            Each("type", entry.VesselType);
        }

        Each("address", address => entry.Address(address, null, null, null, null));
        Each("program", entry.Programme);
        Each("programId", entry.Programme);
        Each("notes", entry.Remark);
        foreach (var part in record.Nested("sanctions", "addressEntity").Select(FtmPart.Of)
            .Concat(record.Texts("addressEntity").Prepend(record.Id).SelectMany(key => apart.GetValueOrDefault(key) ?? [])))
        {
            part.Into(entry);
        }
    }
}
