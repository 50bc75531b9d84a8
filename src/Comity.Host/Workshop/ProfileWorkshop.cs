using System.Globalization;
using Comity.Host.Authority;
using Comity.Kernel.Account;
using Comity.Kernel.Account.Authority;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;

namespace Comity.Host.Workshop;

/// <summary>
/// Where profiles are written, judged by a second person, put to use and taken out again. What arrivals meet is what the
/// files bring and what was approved here; of one profile the highest version counts, and of equal ones the workshop's.
/// </summary>
/// <param name="store">Where the workshop's versions are kept.</param>
/// <param name="schema">The facts that profiles may use.</param>
/// <param name="files">The profiles of the files.</param>
/// <param name="clock">The clock.</param>
public sealed class ProfileWorkshop(INodeStore store, SubjectSchema schema, IReadOnlyList<Profile> files, TimeProvider clock)
{
    /// <summary>Most characters of a field of one line.</summary>
    public const int LongestLine = 500;

    /// <summary>Most characters of a condition or of test cases.</summary>
    public const int LongestText = 20_000;

    private const string Kind = "profile-workshop";

    private static readonly Dictionary<WorkshopAct, (ProfileState[] From, ProfileState? To, string Right)> Acts = new()
    {
        [WorkshopAct.Submit] = ([ProfileState.Draft], ProfileState.InReview, "write"),
        [WorkshopAct.Drop] = ([ProfileState.Draft], ProfileState.Dropped, "write"),
        [WorkshopAct.Approve] = ([ProfileState.InReview], ProfileState.Active, "approve"),
        [WorkshopAct.SendBack] = ([ProfileState.InReview, ProfileState.RetirementAsked], null, "approve"),
        [WorkshopAct.AskRetirement] = ([ProfileState.Active], ProfileState.RetirementAsked, "write"),
        [WorkshopAct.Retire] = ([ProfileState.RetirementAsked], ProfileState.Retired, "approve"),
        [WorkshopAct.Renew] = ([ProfileState.Active], ProfileState.Active, "approve"),
    };

    /// <summary>The profiles that arrivals are to meet.</summary>
    public IReadOnlyList<Profile> InUse => [.. Live().Select(live => live.Profile).OfType<Profile>()];

    /// <summary>Approved versions that cannot be used any more, since the facts they ask for have changed.</summary>
    public IReadOnlyList<WorkshopEntry> Broken => [.. Live().Where(live => live.Profile is null).Select(live => live.Entry)];

    /// <summary>All versions, those of the files among them, by name and version.</summary>
    public IReadOnlyList<WorkshopEntry> All()
    {
        var kept = Kept().ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        foreach (var entry in files.Select(OfFile))
        {
            kept.TryAdd(entry.Key, entry);
        }

        return [.. kept.Values.OrderBy(entry => entry.Id, StringComparer.Ordinal).ThenBy(entry => entry.Version)];
    }

    /// <summary>The versions that were written or changed here.</summary>
    public IReadOnlyList<WorkshopEntry> Kept()
    {
        using var view = store.Read();
        return [.. view.Settings(Kind).Values.Select(WorkshopEntry.FromJson)];
    }

    /// <summary>One version.</summary>
    public WorkshopEntry? Find(string id, int version)
    {
        using var view = store.Read();
        return view.Setting(Kind, WorkshopEntry.KeyOf(id, version)) is { } json
            ? WorkshopEntry.FromJson(json)
            : files.FirstOrDefault(file => file.Id == id && file.Version == version) is { } file ? OfFile(file) : null;
    }

    /// <summary>Whether arrivals meet this version.</summary>
    public bool IsInUse(WorkshopEntry entry) => Live().Any(live => live.Entry.Key == entry.Key && live.Profile is not null);

    /// <summary>Checks what was written.</summary>
    public ProfileTextCheck Check(WorkshopEntry entry) => entry.Text.Check(entry.Id, entry.Version, schema);

    /// <summary>Begins a draft: the first of a new profile, or the next version of one there is.</summary>
    /// <returns>The draft, or what is in its way.</returns>
    public (WorkshopEntry? Draft, string? Problem) Begin(string id, Actor actor)
    {
        if (id.Length is 0 or > 100 || !id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || id[0] == '-' || id[^1] == '-')
        {
            return (null, "A profile's name has lower-case letters, digits and inner hyphens, at most 100.");
        }

        using var unit = store.Begin();
        var last = All().LastOrDefault(entry => entry.Id == id);
        if (last is { State: ProfileState.Draft or ProfileState.InReview })
        {
            return (null, $"Version {last.Version} of {id} is being written already.");
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var text = (last?.Text ?? new ProfileText { Source = "inferred" }) with
        {
            ValidFrom = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ReviewOn = today.AddYears(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        var draft = new WorkshopEntry { Id = id, Version = (last?.Version ?? 0) + 1, Text = text, Writers = [actor.Account], CapacityPerDay = last?.CapacityPerDay, Revision = 1 };
        Keep(unit, draft);
        return (draft, null);
    }

    /// <summary>Keeps what was written, right or wrong.</summary>
    /// <returns>What is in its way, or null.</returns>
    public string? Save(string id, int version, int revision, ProfileText text, int? capacityPerDay, Actor actor)
    {
        if (text.When.Length > LongestText || text.Cases.Length > LongestText
            || new[] { text.Title, text.Threat, text.Weight, text.Author, text.LegalBasis, text.ValidFrom, text.ValidUntil, text.ReviewOn, text.Source }.Any(line => line.Length > LongestLine))
        {
            return "A field is longer than it may be.";
        }

        using var unit = store.Begin();
        if (Standing(id, version, revision, out var entry) is { } problem)
        {
            return problem;
        }

        if (entry!.State != ProfileState.Draft)
        {
            return "Only a draft can be changed; begin a new version.";
        }

        Keep(unit, entry with
        {
            Text = text,
            CapacityPerDay = capacityPerDay,
            Revision = revision + 1,
            Writers = [.. entry.Writers.Append(actor.Account).Distinct(StringComparer.Ordinal)],
        });
        return null;
    }

    /// <summary>Takes a version a step further.</summary>
    /// <param name="act">Which step.</param>
    /// <param name="id">The profile.</param>
    /// <param name="version">Its version.</param>
    /// <param name="revision">What was read before deciding so.</param>
    /// <param name="actor">Who.</param>
    /// <param name="remark">Why; for <see cref="WorkshopAct.Renew"/> the new day of review, for the rest any words.</param>
    /// <returns>What is in its way, or null.</returns>
    public string? Do(WorkshopAct act, string id, int version, int revision, Actor actor, string remark)
    {
        using var unit = store.Begin();
        if (Standing(id, version, revision, out var found) is { } changed)
        {
            return changed;
        }

        var entry = found!;
        var (from, to, right) = Acts[act];
        if (!from.Contains(entry.State))
        {
            return $"Version {version} of {id} is {entry.State}: this cannot be done to it now.";
        }

        if (!ShippedRoles.Book.May(actor, new Right("profiles", right), entry.Makers))
        {
            return "This needs a second person: somebody else than whoever wrote or asked it.";
        }

        if (remark.Trim().Length is 0 or > LongestLine)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Say why, in at most {LongestLine} characters.");
        }

        if (act is WorkshopAct.Submit or WorkshopAct.Approve && !Check(entry).IsSound)
        {
            return "It has errors, or its test cases do not pass.";
        }

        var next = entry with
        {
            State = to ?? (entry.State == ProfileState.InReview ? ProfileState.Draft : ProfileState.Active),
            Revision = revision + 1,
            Steps = [.. entry.Steps, new WorkshopStep(act, actor.Account, actor.Name, actor.Unit, clock.GetUtcNow(), remark.Trim())],
        };
        if (act == WorkshopAct.Renew)
        {
            next = next with { Text = next.Text with { ReviewOn = remark.Trim() } };
            if (Check(next).Problems.FirstOrDefault(problem => problem.Field == nameof(ProfileText.ReviewOn)) is { } wrong)
            {
                return wrong.Message;
            }
        }

        Keep(unit, next);
        return null;
    }

    // What the files bring stands first, and is left when the workshop has the same version or a later one.
    private List<(WorkshopEntry Entry, Profile? Profile)> Live()
    {
        var byFile = files.ToDictionary(file => WorkshopEntry.KeyOf(file.Id, file.Version), StringComparer.Ordinal);
        return
        [
            .. All().Where(entry => entry.IsApproved || entry.State == ProfileState.Retired)
                .GroupBy(entry => entry.Id, StringComparer.Ordinal)
                .Select(versions => versions.MaxBy(entry => entry.Version)!)
                .Where(entry => entry.IsApproved)
                .Select(entry => (entry, entry.IsFromFile ? byFile[entry.Key] : Check(entry).Profile)),
        ];
    }

    // The caller holds the unit of work: nobody else changes it meanwhile.
    private string? Standing(string id, int version, int revision, out WorkshopEntry? entry)
    {
        entry = Find(id, version);
        return entry is null ? $"There is no version {version} of {id}."
            : entry.Revision != revision ? "Somebody has changed it since you opened the page. Look at it again."
            : null;
    }

    private static void Keep(IUnitOfWork unit, WorkshopEntry entry)
    {
        unit.SaveSetting(Kind, entry.Key, (entry with { IsFromFile = false }).ToJson());
        unit.Commit();
    }

    // Whoever wrote a file is not known as an account; that it was put into the folder is the operator's word for it.
    private static WorkshopEntry OfFile(Profile profile) => new()
    {
        Id = profile.Id,
        Version = profile.Version,
        State = ProfileState.Active,
        Text = ProfileText.Of(profile),
        Writers = ["file"],
        IsFromFile = true,
    };
}
