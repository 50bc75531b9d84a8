using System.Text;

namespace Comity.Screening.Lists.Internal;

/// <summary>
/// Gathers what a list says of one entry and gives it its canonical form: white space collapsed, nothing twice, sets in a
/// fixed order, so that a publisher who prints the same facts in another order changes nothing.
/// </summary>
internal sealed class EntityBuilder(string id, ListedKind kind, string file, int line, ListReport report)
{
    private readonly List<ListedName> _names = [];
    private readonly List<ListedDate> _birthDates = [];
    private readonly List<string> _birthPlaces = [];
    private readonly List<ListedCountry> _nationalities = [];
    private readonly List<ListedDocument> _documents = [];
    private readonly List<ListedAddress> _addresses = [];
    private readonly List<string> _programmes = [];
    private readonly List<string> _legalBases = [];
    private readonly List<string> _remarks = [];
    private string? _gender;
    private DateOnly? _listedOn;
    private DateOnly? _validUntil;
    private string? _imo;
    private string? _mmsi;
    private string? _callSign;
    private string? _vesselType;
    private ListedCountry? _flag;
    private string? _owner;

    public string Id { get; } = Text(id) ?? "";

    public string File { get; } = file;

    public int Line { get; } = line;

    /// <summary>Whether something of the entry had to be left out or read otherwise than written.</summary>
    public bool Repaired { get; set; }

    public bool HasName => _names.Count > 0;

    public ListedKind Kind { get; set; } = kind;

    public void Name(string? text, NameKind nameKind)
    {
        if (Text(text) is { } name && name.Any(char.IsLetterOrDigit))
        {
            _names.Add(new ListedName(name, nameKind, Scripts.Of(name)));
        }
    }

    /// <summary>A date of birth as text; one that cannot be read is kept as a remark and told.</summary>
    public void BirthDate(string? text, bool circa = false)
    {
        if (Text(text) is not { } value)
        {
            return;
        }

        if (ListedDate.Parse(value) is { } date)
        {
            _birthDates.Add(circa ? date with { Circa = true } : date);
        }
        else
        {
            Repair("date of birth", value, "a day, month, year or range, such as 5 Jul 1962", "it as a remark");
            Remark("DOB " + value);
        }
    }

    public void BirthDate(ListedDate date) => _birthDates.Add(date);

    public void BirthPlace(string? text) => Add(_birthPlaces, text);

    public void Gender(string? text) => _gender = Text(text)?.ToUpperInvariant() switch
    {
        "MALE" or "M" => "male",
        "FEMALE" or "F" => "female",
        _ => _gender,
    };

    public void Nationality(string? name, string? alpha2 = null)
    {
        if (Country(name, alpha2) is { } country)
        {
            _nationalities.Add(country);
        }
    }

    public void Document(DocumentKind documentKind, string? label, string? number, string? countryName, string? alpha2 = null)
    {
        if (Text(number) is { } value)
        {
            _documents.Add(new ListedDocument(documentKind, Text(label) ?? "", value, Country(countryName, alpha2)));
        }
    }

    public void Address(string? street, string? city, string? region, string? postalCode, string? countryName, string? alpha2 = null)
    {
        var address = new ListedAddress(Text(street), Text(city), Text(region), Text(postalCode), Country(countryName, alpha2));
        if (address is not (null, null, null, null, null))
        {
            _addresses.Add(address);
        }
    }

    /// <summary>An IMO ship number; what has no seven digits is kept as a document and told.</summary>
    public void Imo(string? text)
    {
        if (Text(text) is not { } value)
        {
            return;
        }

        var digits = new string([.. value.Where(char.IsAsciiDigit)]);
        if (digits.Length == 7 && _imo is null)
        {
            _imo = digits;
            return;
        }

        if (digits.Length != 7)
        {
            Repair("IMO number", value, "seven digits", "it as a document");
        }

        Document(DocumentKind.Other, "IMO", value, null);
    }

    public void Mmsi(string? text) => One(ref _mmsi, "MMSI", Text(text));

    public void CallSign(string? text) => One(ref _callSign, "call sign", Text(text));

    public void VesselType(string? text) => One(ref _vesselType, "type", Text(text));

    public void Owner(string? text) => One(ref _owner, "owner", Text(text));

    public void Flag(string? name, string? alpha2 = null)
    {
        var flag = Country(name, alpha2);
        if (_flag is not null && flag is not null && flag != _flag)
        {
            Remark("flag: " + flag.Name);
        }

        _flag ??= flag;
    }

    public void Programme(string? text) => Add(_programmes, text);

    public void LegalBasis(string? text) => Add(_legalBases, text);

    public void Remark(string? text) => Add(_remarks, text);

    public void ListedOn(string? text) => _listedOn = Earliest(_listedOn, Day("day of listing", text));

    public void ValidUntil(string? text) => _validUntil = Day("last day", text) ?? _validUntil;

    /// <summary>Tells that a value of this entry could not be taken as it is.</summary>
    public void Repair(string field, string found, string expected, string saved, int? at = null)
    {
        Repaired = true;
        report.Add(File, at ?? Line, field, $"'{found}'", expected, saved, quarantined: saved.Length == 0);
    }

    public ListedEntity Build() => new()
    {
        Id = Id,
        Kind = Kind,
        Names = [.. _names.OrderBy(name => name.Kind).ThenBy(name => name.Kind == NameKind.Primary ? "" : name.Text, StringComparer.Ordinal).DistinctBy(name => name.Text, StringComparer.Ordinal)],
        BirthDates = [.. _birthDates.Distinct().OrderBy(date => date.From).ThenBy(date => date.To).ThenBy(date => date.Circa)],
        BirthPlaces = Sorted(_birthPlaces),
        Gender = _gender,
        Nationalities = [.. _nationalities.Distinct().OrderBy(country => country.Name, StringComparer.Ordinal)],
        Documents = [.. _documents.Distinct().OrderBy(document => document.Label, StringComparer.Ordinal).ThenBy(document => document.Number, StringComparer.Ordinal).ThenBy(document => document.Country?.Name, StringComparer.Ordinal)],
        Addresses = [.. _addresses.Distinct().OrderBy(address => address.ToString(), StringComparer.Ordinal)],
        Vessel = (_imo ?? _mmsi ?? _callSign ?? _vesselType ?? _owner) is not null || _flag is not null
            ? new ListedVessel(_imo, _mmsi, _callSign, _vesselType, _flag, _owner)
            : null,
        Programmes = Sorted(_programmes),
        LegalBases = Sorted(_legalBases),
        ListedOn = _listedOn,
        ValidUntil = _validUntil,
        Remarks = Sorted(_remarks),
        Line = Line,
    };

    /// <summary>White space collapsed, control characters out; <see langword="null"/> when nothing is left.</summary>
    public static string? Text(string? raw)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return null;
        }

        var text = new StringBuilder(raw.Length);
        foreach (var c in raw)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (text.Length > 0 && text[^1] != ' ')
                {
                    text.Append(' ');
                }
            }
            else
            {
                text.Append(c);
            }
        }

        if (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        return text.Length > 0 ? text.ToString() : null;
    }

    // A ship has one of these; a list that is not sure gives several, and the others are kept as remarks.
    private void One(ref string? slot, string label, string? value)
    {
        if (slot is not null && value is not null && value != slot)
        {
            Remark($"{label}: {value}");
        }

        slot ??= value;
    }

    private static void Add(List<string> to, string? text)
    {
        if (Text(text) is { } value)
        {
            to.Add(value);
        }
    }

    private static string[] Sorted(List<string> values) => [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static ListedCountry? Country(string? name, string? alpha2)
    {
        // "00" is the EU's code for a country it does not know.
        var code = Text(alpha2)?.ToUpperInvariant() is { Length: 2 } two && two.All(char.IsAsciiLetterUpper) ? two : null;
        return Text(name) is { } given ? code is null ? CountryCodes.Of(given) : new ListedCountry(given, code)
            : code is null ? null : new ListedCountry(code, code);
    }

    private static DateOnly? Earliest(DateOnly? a, DateOnly? b) => a is null || b < a ? b ?? a : a;

    private DateOnly? Day(string field, string? text)
    {
        if (Text(text) is not { } value)
        {
            return null;
        }

        if (ListedDate.Parse(value) is { Precision: DatePrecision.Day } date)
        {
            return date.From;
        }

        Repair(field, value, "a day, such as 2012-12-31", "it as a remark");
        Remark($"{field}: {value}");
        return null;
    }
}
