using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Programmes.Containers.History;

namespace Comity.Programmes.Containers.Control;

/// <summary>The request cannot be carried out as it stands; the message tells the officer why.</summary>
public sealed class ControlRefusedException(string message) : Exception(message);

/// <summary>Who acts, for which unit.</summary>
public sealed record Officer(string Name, string Unit);

/// <summary>
/// An officer's work after screening: the day's list within the unit's capacity, the decision on each consignment, and
/// the result of its control in the register.
/// </summary>
public sealed class ControlDesk(INodeStore store, TimeProvider clock)
{
    /// <summary>Makes a unit's list of a day from all consignments that are open and keeps it. Places that were decided stay and count.</summary>
    /// <param name="day">The day.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="capacity">How many controls the unit can do that day.</param>
    /// <param name="explorationShare">Share of the list drawn at random, 0 to 1.</param>
    /// <param name="deliveries">Only consignments of these deliveries; all when empty.</param>
    /// <returns>The whole list by rank.</returns>
    public IReadOnlyList<Selected> Plan(
        DateOnly day, string unit, int capacity, double explorationShare, IReadOnlyCollection<long> deliveries)
    {
        IReadOnlyList<Candidate> candidates;
        Selected[] decided;
        using (var view = store.Read())
        {
            candidates = view.Candidates(deliveries);
            decided = [.. view.Selections(day, unit).Where(place => view.Subject(place.SubjectId)!.Decision is not null)];
        }

        var rank = decided.Select(place => place.Rank).DefaultIfEmpty().Max();
        Selected[] list =
        [
            .. Selection.Pick(candidates, Math.Max(0, capacity - decided.Length), explorationShare, SeedOf(day, unit))
                .Select(place => place with { Rank = place.Rank + rank }),
        ];
        using var work = store.Begin();
        work.SaveSelections(day, unit, list);
        work.Commit();
        return [.. decided, .. list];
    }

    /// <summary>Decides what is done with a consignment.</summary>
    /// <exception cref="ControlRefusedException">There is no such consignment or action.</exception>
    public Decision Decide(long subjectId, string action, string reason, Officer officer)
    {
        if (!ControlActions.All.Contains(action, StringComparer.Ordinal))
        {
            throw new ControlRefusedException($"'{action}' is not an action; choose one of {string.Join(", ", ControlActions.All)}.");
        }

        _ = Subject(subjectId);
        using var work = store.Begin();
        var decision = work.AddDecision(new Decision(0, subjectId, action, reason.Trim(), officer.Name, officer.Unit, clock.GetUtcNow()));
        work.Commit();
        return decision;
    }

    /// <summary>
    /// Records the result of a control in the register, credits the profiles that had singled the consignment out, and
    /// remembers a seizure for later consignments with the same container or parties. A control nobody decided on
    /// before is decided by being recorded.
    /// </summary>
    /// <param name="subjectId">The consignment.</param>
    /// <param name="report">The result; container, bill, unit and profiles are filled in.</param>
    /// <param name="corrects">The entry it takes the place of, or null.</param>
    /// <param name="officer">Who records it.</param>
    /// <exception cref="ControlRefusedException">The report contradicts itself or there is no such consignment.</exception>
    public RegisterEntry Record(long subjectId, ControlReport report, long? corrects, Officer officer)
    {
        Check(report);
        var subject = Subject(subjectId);
        var record = subject.Version.Record;
        var full = report with
        {
            Unit = officer.Unit,
            Container = record["container.number"] as string,
            Bill = record["bill.number"] as string,
            Profiles = [.. (subject.Finding?.Hits ?? []).Select(hit => new CreditedProfile(hit.Id, hit.Version))],
        };
        var now = clock.GetUtcNow();
        var remembered = corrects is { } number && CheckCorrection(number, subjectId);

        using var work = store.Begin();
        if (corrects is null && (subject.Decision is null || subject.Decision.Action == ControlActions.Release))
        {
            work.AddDecision(new Decision(0, subjectId, report.Control, "", officer.Name, officer.Unit, now));
        }

        var entry = work.AddRegisterEntry(ControlReport.Kind, subjectId, now, officer.Name, corrects, full.ToJson(), full.Found);
        if (full.Found && !remembered)
        {
            new HistoryFacts(work.TrackRecords).RememberSeizure(record, now);
        }

        work.Commit();
        return entry;
    }

    private static void Check(ControlReport report)
    {
        if (!ControlActions.Controls.Contains(report.Control, StringComparer.Ordinal))
        {
            throw new ControlRefusedException($"'{report.Control}' is not a control; choose one of {string.Join(", ", ControlActions.Controls)}.");
        }

        foreach (var item in report.Seized)
        {
            if (string.IsNullOrWhiteSpace(item.Commodity) || string.IsNullOrWhiteSpace(item.Unit))
            {
                throw new ControlRefusedException("A seizure names its commodity and the unit of its quantity.");
            }

            if (!double.IsFinite(item.Quantity) || item.Quantity <= 0)
            {
                throw new ControlRefusedException(string.Create(
                    CultureInfo.InvariantCulture, $"The quantity of a seizure is above 0; found {item.Quantity}."));
            }
        }
    }

    /// <returns>Whether the entry, or one it corrects, reported a seizure, which is remembered since.</returns>
    private bool CheckCorrection(long number, long subjectId)
    {
        using var view = store.Read();
        var entries = view.Register(ControlReport.Kind).ToArray();
        var corrected = entries.FirstOrDefault(entry => entry.Number == number)
            ?? throw new ControlRefusedException($"The register has no control with the number {number}.");
        if (corrected.SubjectId != subjectId)
        {
            throw new ControlRefusedException($"Entry {number} is about another consignment.");
        }

        if (entries.FirstOrDefault(entry => entry.Corrects == number) is { } later)
        {
            throw new ControlRefusedException($"Entry {number} was corrected by entry {later.Number}; correct that one.");
        }

        var byNumber = entries.ToDictionary(entry => entry.Number);
        for (var entry = corrected; ; entry = byNumber[entry.Corrects.Value])
        {
            if (ControlReport.FromJson(entry.Payload).Found)
            {
                return true;
            }

            if (entry.Corrects is null)
            {
                return false;
            }
        }
    }

    private SubjectState Subject(long subjectId)
    {
        using var view = store.Read();
        return view.Subject(subjectId) ?? throw new ControlRefusedException($"There is no consignment {subjectId}.");
    }

    // The draw must be the same however often the list of a day is made.
    private static int SeedOf(DateOnly day, string unit) => (int)XxHash32.HashToUInt32(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{day:O}|{unit}")));
}
