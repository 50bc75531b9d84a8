using System.Text.Json;
using System.Text.Json.Serialization;

namespace Comity.Programmes.Containers.Control;

/// <summary>What can be done with a consignment, in the order of how much it asks of the port.</summary>
public static class ControlActions
{
    /// <summary>Let it go.</summary>
    public const string Release = "release";

    /// <summary>Look at its documents.</summary>
    public const string Documents = "documents";

    /// <summary>Scan the container.</summary>
    public const string Scan = "scan";

    /// <summary>Open and search it.</summary>
    public const string Physical = "physical";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Release, Documents, Scan, Physical];

    /// <summary>Those that are controls and have a result.</summary>
    public static IReadOnlyList<string> Controls { get; } = [Documents, Scan, Physical];
}

/// <summary>What can be seized, the unit it is usually counted in, and where it can be hidden: the choices of the forms.</summary>
public static class SeizureTerms
{
    /// <summary>Commodities with their usual unit. Others may be entered.</summary>
    public static IReadOnlyList<(string Commodity, string Unit)> Commodities { get; } =
    [
        ("cocaine", "kg"), ("heroin", "kg"), ("opium", "kg"), ("cannabis", "kg"), ("amphetamine-type stimulants", "kg"),
        ("new psychoactive substances", "kg"), ("precursors", "kg"), ("firearms", "pieces"), ("ammunition", "pieces"), ("explosives", "kg"),
        ("wildlife", "kg"), ("timber", "kg"), ("cigarettes", "pieces"), ("counterfeit goods", "pieces"), ("medicines", "pieces"),
        ("waste", "kg"), ("cash", "USD"), ("stolen vehicles", "pieces"), ("dual-use goods", "kg"),
    ];

    /// <summary>Units of quantity.</summary>
    public static IReadOnlyList<string> Units { get; } = ["kg", "litres", "pieces", "USD"];

    /// <summary>Places and ways of concealment.</summary>
    public static IReadOnlyList<string> Concealments { get; } =
    [
        "within the cargo", "rip-on/rip-off behind the doors", "false floor or wall", "container structure", "refrigeration unit",
        "dissolved or impregnated", "undeclared or misdeclared", "other",
    ];
}

/// <summary>A quantity of one commodity that was seized.</summary>
/// <param name="Commodity">What it is, such as <c>cocaine</c>.</param>
/// <param name="Quantity">How much; above 0.</param>
/// <param name="Unit">The unit of the quantity, such as <c>kg</c>.</param>
public sealed record SeizedItem(string Commodity, double Quantity, string Unit);

/// <summary>A profile that had singled the consignment out when it was decided to control it.</summary>
public sealed record CreditedProfile(string Id, int Version);

/// <summary>The result of a control, as it stands in the register.</summary>
public sealed record ControlReport
{
    /// <summary>The kind of register entry.</summary>
    public const string Kind = "control";

    /// <summary>What was done: one of <see cref="ControlActions.Controls"/>.</summary>
    public required string Control { get; init; }

    /// <summary>The unit that did it.</summary>
    public required string Unit { get; init; }

    /// <summary>Container number, or null for loose cargo.</summary>
    public string? Container { get; init; }

    /// <summary>Bill of lading number.</summary>
    public string? Bill { get; init; }

    /// <summary>What was seized; empty when nothing was found.</summary>
    public IReadOnlyList<SeizedItem> Seized { get; init; } = [];

    /// <summary>Where or how it was hidden.</summary>
    public string Concealment { get; init; } = "";

    /// <summary>Anything else.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>Photographs by the SHA-256 of their raw files.</summary>
    public IReadOnlyList<string> Photos { get; init; } = [];

    /// <summary>The profiles that are credited or debited with the result.</summary>
    public IReadOnlyList<CreditedProfile> Profiles { get; init; } = [];

    /// <summary>Whether something was found.</summary>
    [JsonIgnore]
    public bool Found => Seized.Count > 0;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The report as the payload of a register entry.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The report of a register entry's payload.</summary>
    /// <exception cref="JsonException">The payload is not a control report.</exception>
    public static ControlReport FromJson(string payload) =>
        JsonSerializer.Deserialize<ControlReport>(payload, Json) ?? throw new JsonException("A control report cannot be null.");
}
