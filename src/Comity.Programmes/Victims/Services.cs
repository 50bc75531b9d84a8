namespace Comity.Programmes.Victims;

/// <summary>The four parts of a national response, after the National Referral Mechanisms handbook of OSCE/ODIHR (2nd edition, 2022).</summary>
public enum Pillar
{
    /// <summary>Identification and protection.</summary>
    Identification,

    /// <summary>Individual support and access to services.</summary>
    Support,

    /// <summary>Social inclusion.</summary>
    SocialInclusion,

    /// <summary>Criminal justice and redress.</summary>
    Justice,
}

/// <summary>How a service ended.</summary>
public enum ServiceOutcome
{
    /// <summary>It was given.</summary>
    Delivered,

    /// <summary>In part.</summary>
    PartlyDelivered,

    /// <summary>The person did not want it any more.</summary>
    Declined,

    /// <summary>It could not be given.</summary>
    NotAvailable,
}

/// <summary>A service for a person.</summary>
/// <param name="Id">Its number in the case.</param>
/// <param name="Pillar">The part of the response.</param>
/// <param name="Name">What it is.</param>
/// <param name="Provider">Who gives it.</param>
/// <param name="Due">By when, or null.</param>
/// <param name="Outcome">How it ended, or null while it runs.</param>
/// <param name="Result">What was done.</param>
/// <param name="Need">What the person needs it for.</param>
public sealed record Service(
    string Id, Pillar Pillar, string Name, string Provider, DateOnly? Due, ServiceOutcome? Outcome = null, string Result = "", string Need = "");

/// <summary>A service that is usual in a part of the response.</summary>
/// <param name="Pillar">The part.</param>
/// <param name="Name">What consents, plans and referrals call it.</param>
/// <param name="Meaning">What it is.</param>
public sealed record UsualService(Pillar Pillar, string Name, string Meaning)
{
    /// <summary>Those that come with Comity (data/SOURCES.md); others are written in words.</summary>
    public static IReadOnlyList<UsualService> All { get; } =
        [.. ReferenceTable.Rows("victim-services.csv").Select(row => new UsualService(Enum.Parse<Pillar>(row[0]), row[1], row[2]))];
}

/// <summary>A part of the response as it stands for one person.</summary>
/// <param name="Pillar">The part.</param>
/// <param name="Running">Services that run.</param>
/// <param name="Overdue">Those of them past their day.</param>
/// <param name="Ended">Services that ended, however.</param>
public sealed record PillarView(Pillar Pillar, IReadOnlyList<Service> Running, IReadOnlyList<Service> Overdue, IReadOnlyList<Service> Ended);

/// <summary>How far a part of the response has come for one person.</summary>
public enum PillarState
{
    /// <summary>No service was planned in it.</summary>
    NothingPlanned,

    /// <summary>A service runs.</summary>
    Running,

    /// <summary>Every service ended, however.</summary>
    Ended,
}
