using System.Text.Json;
using Comity.Screening.Lists.Internal;

namespace Comity.Screening.Lists.FollowTheMoney;

/// <summary>A FollowTheMoney record: id, schema, and properties that are lists of texts or of records.</summary>
internal readonly struct FtmRecord(JsonElement element)
{
    private readonly JsonElement _properties =
        element.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object ? properties : default;

    public string Id => Member(element, "id") ?? "";

    public string Schema => Member(element, "schema") ?? "";

    public string? Caption => Member(element, "caption");

    /// <summary>The texts of a property; whatever else it holds is none.</summary>
    public IEnumerable<string> Texts(string property) => Values(property).Select(Text).OfType<string>();

    /// <summary>The records that stand within properties.</summary>
    public IEnumerable<FtmRecord> Nested(params IEnumerable<string> properties)
    {
        var record = this;
        return properties.SelectMany(property => record.Values(property)).Where(value => value.ValueKind == JsonValueKind.Object).Select(value => new FtmRecord(value));
    }

    private JsonElement.ArrayEnumerator Values(string property) =>
        _properties.ValueKind == JsonValueKind.Object && _properties.TryGetProperty(property, out var values) && values.ValueKind == JsonValueKind.Array
            ? values.EnumerateArray()
            : default;

    private static string? Member(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What a sanction or address record adds to the entities it belongs to.</summary>
internal sealed record FtmPart(
    IReadOnlyList<string> Programmes,
    IReadOnlyList<string> Authorities,
    string? ListedOn,
    string? ValidUntil,
    string? Street,
    string? City,
    string? Region,
    string? PostalCode,
    string? Country)
{
    public static FtmPart Of(FtmRecord record)
    {
        string? First(string property) => record.Texts(property).FirstOrDefault();
        return record.Schema == "Address"
            ? new FtmPart([], [], null, null, First("street") ?? First("full"), First("city"), First("state") ?? First("region"), First("postalCode"), First("country"))
            : new FtmPart([.. record.Texts("program"), .. record.Texts("programId")], [.. record.Texts("authority")], First("listingDate") ?? First("startDate"), First("endDate"), null, null, null, null, null);
    }

    public void Into(EntityBuilder entry)
    {
        foreach (var programme in Programmes)
        {
            entry.Programme(programme);
        }

        foreach (var authority in Authorities)
        {
            entry.LegalBasis(authority);
        }

        entry.ListedOn(ListedOn);
        entry.ValidUntil(ValidUntil);
        entry.Address(Street, City, Region, PostalCode, null, Country);
    }
}
