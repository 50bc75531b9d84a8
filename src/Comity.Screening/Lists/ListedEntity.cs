using System.Text.Json.Serialization;

namespace Comity.Screening.Lists;

/// <summary>How a name stands on a list.</summary>
public enum NameKind
{
    /// <summary>The name the list leads with, in each script it gives it.</summary>
    Primary,

    /// <summary>Also known as.</summary>
    Alias,

    /// <summary>An alias the list itself calls weak or of low quality: short, common, a nom de guerre.</summary>
    WeakAlias,

    /// <summary>A name no longer used.</summary>
    Former,
}

/// <summary>A name as the list prints it, white space collapsed.</summary>
/// <param name="Text">The name; OFAC prints persons "SURNAME, given names", the others in speaking order.</param>
/// <param name="Kind">How it stands on the list.</param>
/// <param name="Script">ISO 15924 code of the script most of its letters belong to, <c>Zyyy</c> when it has none.</param>
public sealed record ListedName(string Text, NameKind Kind, string Script);

/// <summary>A country, nationality or flag as a list names it.</summary>
/// <param name="Name">The list's own word for it.</param>
/// <param name="Alpha2">ISO 3166-1 code, or <see langword="null"/> when the word is not a country's name.</param>
public sealed record ListedCountry(string Name, string? Alpha2);

/// <summary>The kind of a document or number, so that a passport is compared with passports only.</summary>
public enum DocumentKind
{
    /// <summary>A passport.</summary>
    Passport,

    /// <summary>A national or personal identity number.</summary>
    NationalId,

    /// <summary>A taxpayer's number.</summary>
    TaxNumber,

    /// <summary>A company's registration.</summary>
    Registration,

    /// <summary>Any other.</summary>
    Other,
}

/// <summary>A document or number of identity.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Label">The list's own word for the kind.</param>
/// <param name="Number">The number as printed.</param>
/// <param name="Country">Who issued it, or <see langword="null"/>.</param>
public sealed record ListedDocument(DocumentKind Kind, string Label, string Number, ListedCountry? Country);

/// <summary>An address; any part may be missing.</summary>
public sealed record ListedAddress(string? Street, string? City, string? Region, string? PostalCode, ListedCountry? Country);

/// <summary>What a list says of a ship.</summary>
/// <param name="Imo">IMO ship identification number, seven digits.</param>
/// <param name="Mmsi">Maritime Mobile Service Identity, nine digits.</param>
/// <param name="CallSign">Radio call sign.</param>
/// <param name="Type">Kind of ship in the list's words.</param>
/// <param name="Flag">Flag State.</param>
/// <param name="Owner">Owner in the list's words.</param>
public sealed record ListedVessel(string? Imo, string? Mmsi, string? CallSign, string? Type, ListedCountry? Flag, string? Owner);

/// <summary>
/// One entry of a watch list, the same whichever list it comes from. Values are the list's own; nothing is guessed. What
/// the model has no place for stands in <see cref="Remarks"/> or in the raw file, which is kept.
/// </summary>
public sealed record ListedEntity
{
    /// <summary>The list's own permanent reference for the entry; unique within the list.</summary>
    public required string Id { get; init; }

    /// <summary>What is listed.</summary>
    public required ListedKind Kind { get; init; }

    /// <summary>All names, primary ones first; at least one.</summary>
    public required IReadOnlyList<ListedName> Names { get; init; }

    /// <summary>Dates of birth with their precision; several when the list is not sure.</summary>
    public IReadOnlyList<ListedDate> BirthDates { get; init; } = [];

    /// <summary>Places of birth.</summary>
    public IReadOnlyList<string> BirthPlaces { get; init; } = [];

    /// <summary><c>male</c>, <c>female</c>, or <see langword="null"/>.</summary>
    public string? Gender { get; init; }

    /// <summary>Nationalities and citizenships.</summary>
    public IReadOnlyList<ListedCountry> Nationalities { get; init; } = [];

    /// <summary>Documents and numbers.</summary>
    public IReadOnlyList<ListedDocument> Documents { get; init; } = [];

    /// <summary>Addresses.</summary>
    public IReadOnlyList<ListedAddress> Addresses { get; init; } = [];

    /// <summary>For a ship: what identifies it.</summary>
    public ListedVessel? Vessel { get; init; }

    /// <summary>Sanctions programmes or regimes in the list's codes.</summary>
    public IReadOnlyList<string> Programmes { get; init; } = [];

    /// <summary>Legal acts the listing rests on.</summary>
    public IReadOnlyList<string> LegalBases { get; init; } = [];

    /// <summary>Day of listing, or <see langword="null"/> when the list does not say.</summary>
    public DateOnly? ListedOn { get; init; }

    /// <summary>Last day the entry holds, or <see langword="null"/> when it is open.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>The list's remarks.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Line of the file the entry begins on, from 1; where it stands is no part of what it says.</summary>
    [JsonIgnore]
    public int Line { get; init; }

    /// <summary>The name the list leads with.</summary>
    [JsonIgnore]
    public string PrimaryName => Names[0].Text;
}
