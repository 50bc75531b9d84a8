using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Comity.Host.Workshop;

/// <summary>How far a version of a profile has come. Whether it is due for review follows from its date.</summary>
public enum ProfileState
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Waits for a second person.</summary>
    InReview,

    /// <summary>Approved; in use unless a later version is.</summary>
    Active,

    /// <summary>Still in use; somebody asked to take it out, and a second person has to agree.</summary>
    RetirementAsked,

    /// <summary>Taken out of use.</summary>
    Retired,

    /// <summary>Given up before it was ever in use.</summary>
    Dropped,
}

/// <summary>What can be done to a version of a profile.</summary>
public enum WorkshopAct
{
    /// <summary>Ask a second person to look at it.</summary>
    Submit,

    /// <summary>Give up a draft.</summary>
    Drop,

    /// <summary>Put it to use, as a second person.</summary>
    Approve,

    /// <summary>Give it back to be written anew, or refuse to take it out of use.</summary>
    SendBack,

    /// <summary>Ask a second person to take it out of use.</summary>
    AskRetirement,

    /// <summary>Take it out of use, as a second person.</summary>
    Retire,

    /// <summary>Having looked at its yield, keep it until another day, as a second person.</summary>
    Renew,
}

/// <summary>What somebody did to a version of a profile.</summary>
/// <param name="Act">What.</param>
/// <param name="Account">The account that did.</param>
/// <param name="By">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="At">When.</param>
/// <param name="Remark">Why.</param>
public sealed record WorkshopStep(WorkshopAct Act, string Account, string By, string Unit, DateTimeOffset At, string Remark);

/// <summary>A version of a profile in the workshop.</summary>
public sealed record WorkshopEntry
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The profile.</summary>
    public required string Id { get; init; }

    /// <summary>Its version.</summary>
    public required int Version { get; init; }

    /// <summary>How far it has come.</summary>
    public ProfileState State { get; init; }

    /// <summary>Raised with every change: whoever judges says what they have read.</summary>
    public int Revision { get; init; }

    /// <summary>What was written.</summary>
    public required ProfileText Text { get; init; }

    /// <summary>The accounts that wrote it, none of which may approve it.</summary>
    public IReadOnlyList<string> Writers { get; init; } = [];

    /// <summary>What was done, oldest first.</summary>
    public IReadOnlyList<WorkshopStep> Steps { get; init; } = [];

    /// <summary>Consignments the unit can control a day, for comparison with what the profile asks for; null when nobody said.</summary>
    public int? CapacityPerDay { get; init; }

    /// <summary>Whether it came from a profile file and was never touched here.</summary>
    public bool IsFromFile { get; init; }

    /// <summary>Whether arrivals meet it, unless a later version takes its place.</summary>
    [JsonIgnore]
    public bool IsApproved => State is ProfileState.Active or ProfileState.RetirementAsked;

    /// <summary>Its name among all versions of all profiles.</summary>
    [JsonIgnore]
    public string Key => KeyOf(Id, Version);

    /// <summary>The accounts that may not judge what stands now: of a draft its writers, of a wish to retire whoever wished it.</summary>
    [JsonIgnore]
    public IReadOnlyCollection<string> Makers => State == ProfileState.RetirementAsked ? [Steps[^1].Account] : Writers;

    /// <summary>The name of a version.</summary>
    public static string KeyOf(string id, int version) => string.Create(CultureInfo.InvariantCulture, $"{id}/{version}");

    /// <summary>As it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what was kept.</summary>
    public static WorkshopEntry FromJson(string json) => JsonSerializer.Deserialize<WorkshopEntry>(json, Json)!;
}
