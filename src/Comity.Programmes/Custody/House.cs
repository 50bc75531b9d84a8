using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Comity.Kernel.Account;

namespace Comity.Programmes.Custody;

/// <summary>One line in the record of what a prison service decided for all its people; lines are only ever added.</summary>
/// <param name="Deed">Who did it, in which role, when and why.</param>
[JsonDerivedType(typeof(CellOpened), "cell")]
[JsonDerivedType(typeof(CellClosed), "cell-closed")]
[JsonDerivedType(typeof(ValidationRecorded), "validation")]
[JsonDerivedType(typeof(RulesSet), "rules")]
[JsonDerivedType(typeof(AssessorAccredited), "accreditation")]
public abstract record HouseEntry(Deed Deed);

/// <summary>A cell can be lived in, or is for other numbers and classes from now on.</summary>
/// <param name="Deed">Who decided it.</param>
/// <param name="Cell">The cell.</param>
public sealed record CellOpened(Deed Deed, Cell Cell) : HouseEntry(Deed);

/// <summary>A cell takes nobody in any more.</summary>
/// <param name="Deed">Who decided it.</param>
/// <param name="Place">The cell.</param>
public sealed record CellClosed(Deed Deed, Place Place) : HouseEntry(Deed);

/// <summary>An instrument was validated on the service's own people.</summary>
/// <param name="Deed">Who validated; the reason says how.</param>
/// <param name="InstrumentId">The version.</param>
/// <param name="People">On how many people.</param>
/// <param name="Result">What came out.</param>
/// <param name="IsFit">Whether it may be used.</param>
public sealed record ValidationRecorded(Deed Deed, string InstrumentId, int People, string Result, bool IsFit) : HouseEntry(Deed);

/// <summary>The service set when reviews fall due.</summary>
/// <param name="Deed">Who decided it.</param>
/// <param name="Rules">The rules.</param>
public sealed record RulesSet(Deed Deed, ReviewRules Rules) : HouseEntry(Deed);

/// <summary>A person may make structured professional judgements.</summary>
/// <param name="Deed">Who recorded it.</param>
/// <param name="Accreditation">For what and how long.</param>
public sealed record AssessorAccredited(Deed Deed, Accreditation Accreditation) : HouseEntry(Deed);

/// <summary>A prison service's house: cells, rules, validations, accreditations. A value that follows from its entries.</summary>
public sealed record House
{
    private const int MostBeds = 1000;
    private const int MostMonths = 120;

    private House()
    {
    }

    /// <summary>The house of which nothing was decided.</summary>
    public static House Empty { get; } = new();

    /// <summary>Every entry, oldest first.</summary>
    public ImmutableList<HouseEntry> Entries { get; private init; } = [];

    /// <summary>The cells that take people in, in the order they were first opened.</summary>
    public ImmutableList<Cell> Cells { get; private init; } = [];

    /// <summary>The validations, oldest first.</summary>
    public ImmutableList<LocalValidation> Validations { get; private init; } = [];

    /// <summary>The accreditations.</summary>
    public ImmutableList<Accreditation> Accreditations { get; private init; } = [];

    /// <summary>When reviews fall due; until the service decides: yearly, on turning 22 and 26, a week after a change of risk.</summary>
    public ReviewRules Rules { get; private init; } = new(12, 14, [22, 26], 7);

    /// <summary>What permits instruments to decide about people.</summary>
    public ValidationGate Gate => new(Validations);

    /// <summary>The house with one more entry.</summary>
    /// <exception cref="DeedRefusedException">The entry is not allowed.</exception>
    public House With(HouseEntry entry)
    {
        entry.Deed.Checked();
        var next = entry switch
        {
            CellOpened { Cell: { Beds: > 0 and <= MostBeds, Levels.Count: > 0 } cell } when IsNamed(cell.Place) =>
                this with { Cells = Cells.FindIndex(known => known.Place == cell.Place) is >= 0 and var at ? Cells.SetItem(at, cell) : Cells.Add(cell) },
            CellOpened => throw new DeedRefusedException($"A cell has a facility, wing, landing and name, 1 to {MostBeds} beds, and classes it is for."),
            CellClosed closed => Cells.FindIndex(known => known.Place == closed.Place) is >= 0 and var at ? this with { Cells = Cells.RemoveAt(at) } : throw new DeedRefusedException("There is no such cell."),
            ValidationRecorded { People: > 0, Result.Length: > 0 } validated => this with
            {
                Validations = Validations.Add(new LocalValidation(validated.InstrumentId, validated.Deed, validated.People, validated.Result, validated.IsFit)),
            },
            ValidationRecorded => throw new DeedRefusedException("A validation says on how many people and what came out."),
            RulesSet { Rules: { Months: > 0 and <= MostMonths, RemindDays: >= 0, DaysAfterRiskChange: >= 0, InitialDays: >= 0 } rules } => this with { Rules = rules },
            RulesSet => throw new DeedRefusedException($"Reviews fall due every 1 to {MostMonths} months; days are not negative."),
            AssessorAccredited { Accreditation: var accredited } when accredited.Person.Length > 0 && accredited.From <= accredited.Until => this with { Accreditations = Accreditations.Add(accredited) },
            _ => throw new DeedRefusedException("An accreditation names a person and days in their order."),
        };
        return next with { Entries = Entries.Add(entry) };
    }

    private static bool IsNamed(Place place) => new[] { place.Facility, place.Wing, place.Landing, place.Cell }.All(part => !string.IsNullOrWhiteSpace(part));
}
