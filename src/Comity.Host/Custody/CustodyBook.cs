using Comity.Host.Assessments;
using Comity.Host.Victims;
using Comity.Kernel.Account;
using Comity.Kernel.Assess.Instruments;
using Comity.Programmes;
using Comity.Programmes.Custody;

namespace Comity.Host.Custody;

/// <summary>The people in custody of a node and its house, in sealed files.</summary>
public sealed class CustodyBook
{
    private const string TheHouse = "house";
    private const int LongestNumber = 40;
    private readonly SealedEntries<CustodyEntry> _people;
    private readonly SealedEntries<HouseEntry> _house;

    private CustodyBook(InstrumentLibrary library, PersonCipher cipher)
    {
        Library = library;
        Assessments = new AssessmentFiles(cipher, "custody");
        _people = new SealedEntries<CustodyEntry>(cipher, "custody");
        _house = new SealedEntries<HouseEntry>(cipher, "custody-house");
    }

    /// <summary>The instruments of the node.</summary>
    public InstrumentLibrary Library { get; }

    /// <summary>The assessments of people in custody.</summary>
    public AssessmentFiles Assessments { get; }

    /// <summary>The instruments that can be answered about a person in custody: those that come to a level, except the indicators by which victims are found.</summary>
    public IEnumerable<Instrument> Instruments =>
        Library.Instruments.Where(instrument => instrument.Definition.Scales.Count > 0 && instrument.Definition.Series != IndicatorFacts.Series);

    /// <summary>Those of them that are in force on a day.</summary>
    public IEnumerable<Instrument> InstrumentsOn(DateOnly day) => Instruments.Where(instrument => instrument.Definition.IsInForceOn(day));

    /// <summary>The book of a node.</summary>
    /// <exception cref="PersonKeysException">The keys of the node's sealed files are missing.</exception>
    public static CustodyBook Of(Node node) => new(InstrumentLibrary.Of(node), PersonKeys.For(node.Store).Cipher);

    /// <summary>Everybody, in the order of reception.</summary>
    /// <exception cref="CannotOpenException">A file does not open.</exception>
    public IReadOnlyList<CustodyFile> People(IPersonFileView files) => [.. _people.Numbers(files).Select(number => Find(files, number)!)];

    /// <summary>A person's file, or null.</summary>
    /// <exception cref="CannotOpenException">It does not open.</exception>
    public CustodyFile? Find(IPersonFileView files, string number)
    {
        var entries = _people.Read(files, number);
        var setting = new CustodySetting(id => Assess(files, id));
        return entries.Count == 0 ? null : entries.Aggregate(CustodyFile.Numbered(number), (known, entry) => known.With(entry, setting));
    }

    /// <summary>The house.</summary>
    public House House(IPersonFileView files) => _house.Read(files, TheHouse).Aggregate(Programmes.Custody.House.Empty, (known, entry) => known.With(entry));

    /// <summary>An assessment's result; null when it, or its instrument, is not here.</summary>
    public Assessment? Assess(IPersonFileView files, string id) =>
        Assessments.Find(files, id) is { } record && Library.Find(record.Begun.Instrument) is { } instrument ? record.Assess(instrument).Assessment : null;

    /// <summary>What stands against placing people, for everybody as they live now.</summary>
    public static HouseCheck Check(House house, IReadOnlyCollection<CustodyFile> people) => new(
        house,
        [
            .. people.Where(file => file.Person.Place is not null).Select(file => KeyValuePair.Create(file.Number, file.Person.Place!)),
            .. people.Where(file => file.Transfer is { State: TransferState.Approved or TransferState.Departed }).Select(file => KeyValuePair.Create(file.Number, file.Transfer!.To.Place)),
        ],
        [.. people.SelectMany(file => file.Apart)]);

    /// <summary>What stands against the place where a person lives now: kept-apart people who came near, a class that changed.</summary>
    public static IReadOnlyList<string> Standing(CustodyFile file, HouseCheck check) =>
        file.Person is { Place: { } place, Level: { } level } && check.House.Cells.FirstOrDefault(cell => cell.Place == place) is { } cell
            ? Placement.Obstacles(file.Number, level, cell, check.Occupants, check.Apart)
            : [];

    /// <summary>Receives a person.</summary>
    /// <exception cref="DeedRefusedException">It is not allowed, or the number is taken.</exception>
    public void Receive(IPersonFileWriter files, string number, PersonReceived entry)
    {
        if (number.Length is 0 or > LongestNumber || !number.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new DeedRefusedException($"A number has 1 to {LongestNumber} letters, digits and hyphens; it is no name.");
        }

        if (Find(files, number) is not null)
        {
            throw new DeedRefusedException($"{number} was received before.");
        }

        Keep(files, CustodyFile.Numbered(number), entry);
    }

    /// <summary>Takes a step for a person and keeps it. What concerns two people stands in both records.</summary>
    /// <exception cref="DeedRefusedException">It is not allowed.</exception>
    /// <exception cref="PersonFileChangedException">Somebody else wrote meanwhile.</exception>
    public void Take(IPersonFileWriter files, string number, CustodyEntry entry)
    {
        var file = Find(files, number) ?? throw new DeedRefusedException($"Nobody has the number {number}.");
        RequireComplete(files, entry);
        Keep(files, file, entry);
        CustodyEntry? mirrored = entry switch
        {
            KeptApart apart => new KeptApart(apart.Deed, number, apart.RoleOfOther, apart.Role, apart.Separation),
            ApartEnded ended => new ApartEnded(ended.Deed, number),
            _ => null,
        };
        var other = (entry as KeptApart)?.Other ?? (entry as ApartEnded)?.Other;
        if (mirrored is not null)
        {
            Keep(files, Find(files, other!) ?? throw new DeedRefusedException($"Nobody has the number {other}."), mirrored);
        }
    }

    /// <summary>Takes over an entry from another register. What a panel or approver decides is decided on the pages, by whoever may.</summary>
    /// <exception cref="DeedRefusedException">It is such a decision, or not allowed.</exception>
    /// <exception cref="System.Text.Json.JsonException">It is no entry.</exception>
    public void TakeOver(IPersonFileWriter files, string number, string json)
    {
        var entry = SealedEntries<CustodyEntry>.Parse(json);
        if (entry is PersonReceived received)
        {
            Receive(files, number, received);
        }
        else if (entry is MatterSettled or ParticularsWritten or IntakeCompleted or IncidentRecorded or RiskRecorded or KeptApart or ApartEnded
            or PlanBegun or GoalSet or StepAdded or StepMoved or GoalMoved or PlanAnswered or NoteWritten)
        {
            Take(files, number, entry);
        }
        else
        {
            throw new DeedRefusedException($"'{CustodyWords.Of(entry)}' belongs to a classification, transfer or release, which are decided on the pages, by whoever may.");
        }
    }

    /// <summary>Begins an assessment of a person, with what the record knows already.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="DeedRefusedException">It is not allowed.</exception>
    public string BeginAssessment(IPersonFileWriter files, string number, Instrument instrument, Deed deed)
    {
        var file = Find(files, number) ?? throw new DeedRefusedException($"Nobody has the number {number}.");
        var day = DateOnly.FromDateTime(deed.At.UtcDateTime);
        var facts = CustodyFacts.Of(file, day).Where(fact => instrument.Definition.Facts.OrdinalOf(fact.Key) >= 0)
            .ToDictionary(fact => fact.Key, fact => new KnownFact(fact.Value.Value, fact.Value.Source), StringComparer.Ordinal);
        var record = AssessmentRecord.Named(AssessmentFiles.NewId());
        Assessments.Add(files, record, new AssessmentBegun(deed, instrument.Definition.Id, day, number, "custody", facts));
        Take(files, number, new AssessmentAttached(deed, record.Id));
        return record.Id;
    }

    /// <summary>Decides something for the house and keeps it.</summary>
    /// <exception cref="DeedRefusedException">It is not allowed.</exception>
    public void Decide(IPersonFileWriter files, HouseEntry entry)
    {
        var next = House(files).With(entry);
        _house.Append(files, TheHouse, next.Entries.Count, entry);
    }

    private void Keep(IPersonFileWriter files, CustodyFile file, CustodyEntry entry)
    {
        var setting = new CustodySetting(id => Assess(files, id)) { Check = Check(House(files), NeedsAll(entry) ? People(files) : []) };
        var next = file.With(entry, setting);
        _people.Append(files, file.Number, next.Entries.Count, entry);
    }

    private static bool NeedsAll(CustodyEntry entry) => entry is TransferApproved or TransferArrived;

    private void RequireComplete(IPersonFileView files, CustodyEntry entry)
    {
        if (((entry as ClassificationBegun)?.Assessment ?? (entry as JudgementAccepted)?.Assessment) is not { } id)
        {
            return;
        }

        var record = Assessments.Find(files, id);
        if (record?.Completed is null)
        {
            throw new DeedRefusedException("Complete the answers first: a class rests on answers that do not change any more.");
        }

        if (entry is JudgementAccepted && !record.Answers.Values.Any(answer => answer.ValueKind == System.Text.Json.JsonValueKind.Object && answer.GetProperty("by").GetString() == entry.Deed.Who))
        {
            throw new DeedRefusedException($"{entry.Deed.Who} did not make the judgement; whoever made it puts it into the record.");
        }
    }
}
