using Comity.Formats.Awmds;
using Comity.Formats.Ams;
using Comity.Formats.Cuscar;
using Comity.Formats.Detection;
using Comity.Formats.Profiles;
using Comity.Formats.Stowage;
using Comity.Formats.Tabular;
using Comity.Host.Workshop;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Control;
using Comity.Programmes.Containers.Intake;
using Comity.Programmes.Containers.Parties;
using Comity.Programmes.Containers.Subject;
using Comity.Screening.Lists;
using Comity.Screening.Watch;
using Comity.Store;
using Comity.Store.Chunks;
using Comity.Store.Identity;

namespace Comity.Host;

/// <summary>The profiles of a folder cannot be used; the message lists each error with file, line and column.</summary>
public sealed class BadProfilesException(string message) : Exception(message);

/// <summary>
/// One authority's installation: its folder opened, its profiles compiled, the parts put together. The only place that
/// knows both the interfaces and what stands behind them.
/// </summary>
public sealed class Node : IDisposable
{
    private const int SubjectsPerUnit = 1000;
    private readonly Lock _historyGate = new();
    private readonly ProfileSetInUse _profiles;
    private MovementHistory? _history;

    private Node(string folder, ProfileSet files, bool withWorkshop, TimeProvider clock)
    {
        Folder = folder;
        Clock = clock;
        _profiles = new ProfileSetInUse(files);
        Store = SqliteNodeStore.Open(folder, ConsignmentSchema.Schema);
        Authority = AuthorityStore.Open(folder, clock);
        Raw = new RawFiles(folder);
        Mappings = new MappingShelf(Store);
        Formats = new CargoFormats(
            [new CuscarReader(), new BaplieReader(), new CoprarReader(), new AwmdsReader(), new AmsReader(), TabularReader.Xlsx(Mappings.Of), TabularReader.Csv(Mappings.Of)]);
        WatchLists = new WatchShelf(Store);
        Workshop = new ProfileWorkshop(Store, ConsignmentSchema.Schema, [.. files.Profiles], clock);
        if (withWorkshop)
        {
            UseProfiles();
        }

        Intake = new ManifestIntake(Store, Raw, Formats, _profiles, WatchLists);
        Desk = new ControlDesk(Store, clock);
        Lists = new ListImport(Store, Raw, new ListLimits(), clock);
        Rescreening = new PartyRescreening(Store, WatchLists, clock);
    }

    /// <summary>The folder that holds all of the node.</summary>
    public string Folder { get; }

    /// <summary>The clock of the node.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The profiles that arrivals meet now; a set is never changed, only replaced.</summary>
    public ProfileSet Profiles => _profiles.Current;

    /// <summary>Where profiles are written, judged, put to use and taken out again.</summary>
    public ProfileWorkshop Workshop { get; }

    /// <summary>The operational store.</summary>
    public INodeStore Store { get; }

    /// <summary>Accounts, sessions and the audit.</summary>
    public AuthorityStore Authority { get; }

    /// <summary>Raw files.</summary>
    public IRawFiles Raw { get; }

    /// <summary>The formats that can be read.</summary>
    public CargoFormats Formats { get; }

    /// <summary>Column mappings by sender.</summary>
    public MappingShelf Mappings { get; }

    /// <summary>Takes manifests in.</summary>
    public ManifestIntake Intake { get; }

    /// <summary>Lists, decisions, results.</summary>
    public ControlDesk Desk { get; }

    /// <summary>The standing watch lists, ready to be searched.</summary>
    public WatchShelf WatchLists { get; }

    /// <summary>Takes watch lists in.</summary>
    public ListImport Lists { get; }

    /// <summary>Screens the known parties again after a list has changed.</summary>
    public PartyRescreening Rescreening { get; }

    /// <summary>The folder used when none is named: <c>COMITY_DATA</c>, otherwise <c>comity</c> in the user's data folder.</summary>
    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable("COMITY_DATA") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "comity");

    /// <summary>The profiles that come with Comity.</summary>
    public static string ShippedProfiles => Path.Combine(AppContext.BaseDirectory, "profiles", "containers");

    /// <summary>Opens a node.</summary>
    /// <param name="folder">Its folder, made when missing.</param>
    /// <param name="profilesFolder">A folder of profile files; null for those that come with Comity.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="withWorkshop">Whether what was approved in the workshop counts too; not where the files alone are asked about.</param>
    /// <exception cref="BadProfilesException">A profile file has an error.</exception>
    /// <exception cref="StoreBusyException">Another process writes to the node.</exception>
    public static Node Open(string folder, string? profilesFolder, TimeProvider clock, bool withWorkshop = true) =>
        new(Path.GetFullPath(folder), LoadProfiles(profilesFolder ?? ShippedProfiles), withWorkshop, clock);

    /// <summary>Puts to use what the workshop now says is in use: the next import meets it, one that is being read goes on with the set it began with.</summary>
    public void UseProfiles()
    {
        // Each was checked when it was read; of one name there is one.
        if (_profiles.Replace(Workshop.InUse) is [{ } problem, ..])
        {
            throw new InvalidOperationException($"{problem.Profile.Id}: {problem.Error}");
        }
    }

    /// <summary>The movement history, brought up to date. Takes the write lock of the node.</summary>
    /// <exception cref="StoreBusyException">Another process writes to the node.</exception>
    public MovementHistory History()
    {
        lock (_historyGate)
        {
            if (_history is null)
            {
                // DuckDB lets one process in: the write lock decides which.
                using (Store.Begin())
                {
                }

                _history = MovementHistory.Open(Folder, ConsignmentSchema.Schema);
            }

            using var view = Store.Read();
            _history.Append(view.VersionsAfter(_history.LastSequence));
            return _history;
        }
    }

    /// <summary>Deletes what was derived of the store, so that nothing of what was deleted there is left in it; it is built again when it is needed.</summary>
    public void ForgetDerived()
    {
        lock (_historyGate)
        {
            _history?.Dispose();
            _history = null;
            MovementHistory.Delete(Folder);
            if (Directory.Exists(Path.Combine(Folder, "chunks")))
            {
                DeleteChunks();
            }
        }
    }

    /// <summary>All versions of all consignments in chunks, brought up to what a view sees.</summary>
    public HistoryChunks Chunks(INodeView view) => HistoryChunks.Open(Folder, ConsignmentSchema.Schema, view.VersionsAfter);

    /// <summary>Deletes the chunks; they are built again when they are needed.</summary>
    public void DeleteChunks() => HistoryChunks.Delete(Folder);

    /// <summary>
    /// Assesses the consignments that deliveries brought again, with the node's profiles and on the facts kept at their
    /// arrival: they had been received before, perhaps under other profiles.
    /// </summary>
    public void Rescreen(IReadOnlyCollection<long> deliveries, CancellationToken cancellation)
    {
        if (deliveries.Count == 0)
        {
            return;
        }

        using var view = Store.Read();
        foreach (var page in view.SubjectIds(new SubjectFilter { Deliveries = deliveries, OnlyReceivedBefore = true }).Chunk(SubjectsPerUnit))
        {
            cancellation.ThrowIfCancellationRequested();
            using var unit = Store.Begin();
            foreach (var version in page.Select(id => view.Subject(id)!.Version))
            {
                unit.SaveFinding(version, Profiles.Assess(version.Record, DateOnly.FromDateTime(version.ReceivedAt.UtcDateTime)), Clock.GetUtcNow());
            }

            unit.Commit();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _history?.Dispose();
        Authority.Dispose();
        Store.Dispose();
    }

    private static ProfileSet LoadProfiles(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BadProfilesException($"There is no folder {folder} to read profiles from.");
        }

        var reading = ProfileFile.ReadFolder(folder, ConsignmentSchema.Schema);
        if (reading.Diagnostics.Count > 0)
        {
            throw new BadProfilesException(string.Join(Environment.NewLine, reading.Diagnostics));
        }

        // The reader has checked each condition; what is left to go wrong is two profiles of one name.
        var (set, problems) = ProfileSet.Compile(ConsignmentSchema.Schema, reading.Profiles.Select(located => located.Profile));
        return problems.Count == 0
            ? set
            : throw new BadProfilesException(string.Join(Environment.NewLine, problems.Select(p => $"{p.Profile.Id}: {p.Error}")));
    }
}
