using Comity.Formats.Cargo;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.History;
using Comity.Programmes.Containers.Parties;
using Comity.Programmes.Containers.Subject;
using Comity.Screening.Watch;

namespace Comity.Programmes.Containers.Intake;

/// <summary>
/// Takes what a reader finds and keeps it. A unit of work takes several small messages, since each commit costs a
/// write of every page they touched; a message that turns out to have been received before is undone as a whole.
/// </summary>
internal sealed class IntakeSink(INodeStore store, ProfileSet profiles, WatchShelf watchLists, Delivery delivery, IProgress<ImportProgress>? progress)
    : ICargoSink, IDisposable
{
    // An officer's decision waits while a unit is open: about a second's work.
    private const int ConsignmentsPerUnit = 2_000;

    private readonly List<DeliveryIssue> _issues = [];
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _occurrences = new(StringComparer.Ordinal);
    private IUnitOfWork? _unit;
    private bool _inMessage;
    private bool _documentIsKnown;
    private long _sinceCommit;
    private HistoryFacts? _history;
    private PartyBook? _parties;
    private WatchIndex? _lists;
    private PartyWatch? _watch;
    private DeclaredManifest? _manifest;
    private string _documentKey = "";
    private ManifestFunction _function;

    // A delivery whose reading was interrupted goes on from its totals: the messages in them come first again.
    private readonly int _readBefore = delivery.Totals.Messages + delivery.Totals.Redelivered;
    private int _ended;
    private DeliveryTotals _kept = delivery.Totals;
    private DeliveryTotals _between = DeliveryTotals.None;
    private DeliveryTotals _message = DeliveryTotals.None;
    private long _bytesRead;
    private long _hits;

    /// <summary>The format that was recognised.</summary>
    public string Format { get; set; } = "";

    /// <summary>The position of the last thing the reader handed over.</summary>
    public SourcePosition LastPosition { get; private set; }

    public void BytesRead(long bytes)
    {
        _bytesRead = bytes;
        Report();
    }

    public void Manifest(DeclaredManifest manifest)
    {
        _manifest = manifest;
        _documentKey = DocumentKey(manifest);
        _function = manifest.Function.Value;
        _message = DeliveryTotals.None with { Messages = 1 };
        _listed.Clear();
        _declared.Clear();
        _occurrences.Clear();
        if (_unit is null)
        {
            _unit = store.Begin();
            _history = new HistoryFacts(_unit.TrackRecords);
            _parties = new PartyBook(_unit);
            // Lists change between two units, never within one.
            if (watchLists.Current() is var lists && lists != _lists)
            {
                (_lists, _watch) = (lists, lists is null ? null : new PartyWatch(lists.Searcher()));
            }
        }

        _documentIsKnown = _unit.BeginMessage(
            delivery.Id, _documentKey, ConsignmentFacts.NameOf(manifest.Function.Value), delivery.ReceivedAt);
        _inMessage = true;
        KeepBetween(_unit);
        var standing = _documentIsKnown ? _unit.Standing(_documentKey).Count : 0;
        if (_function is ManifestFunction.Original && standing > 0)
        {
            Repair(manifest.Function.At, $"an original of a manifest that is already here ({standing} consignments)", "a replacement (1225 = 5)", "read as a replacement");
            _function = ManifestFunction.Replace;
        }
        else if (_function is not (ManifestFunction.Original or ManifestFunction.Add) && standing == 0)
        {
            Repair(manifest.Function.At, $"{ConsignmentFacts.NameOf(_function)} of a manifest that was never received", "its original first", "what it declares");
        }
    }

    public void Consignment(DeclaredConsignment consignment)
    {
        LastPosition = consignment.At;
        var bill = consignment.BillNumber?.Value;
        var container = consignment.Container?.Number.Value;
        _listed.Add(ConsignmentKey.Listing(bill, container));
        _message = consignment.Repaired
            ? _message with { Repaired = _message.Repaired + 1 }
            : _message with { Clean = _message.Clean + 1 };
        if (_function is ManifestFunction.Delete or ManifestFunction.Cancel)
        {
            return;
        }

        var pair = ConsignmentKey.Of(bill, container, 0);
        var occurrence = _occurrences[pair] = _occurrences.GetValueOrDefault(pair) + 1;
        var key = ConsignmentKey.Of(bill, container, occurrence);
        _declared.Add(key);
        var before = _documentIsKnown ? _unit!.Latest(_documentKey, key) : null;
        var record = ConsignmentFacts.From(_manifest!, consignment, delivery.ReceivedAt);
        Keep(key, before, record, deleted: false, listed: true);
        if ((_message.Read & 0xFF) == 0)
        {
            Report();
        }
    }

    public void Issue(ReadIssue issue)
    {
        if (!_inMessage && _ended < _readBefore)
        {
            return;
        }

        var quarantined = issue.Kind == IssueKind.Quarantined;
        var kept = new DeliveryIssue(delivery.Id, quarantined, issue.At, issue.Found, issue.Expected, issue.Saved, issue.Consignments);
        var totals = _inMessage ? _message : _between;
        totals = quarantined
            ? totals with { QuarantineIssues = totals.QuarantineIssues + 1, Quarantined = totals.Quarantined + issue.Consignments }
            : totals with { RepairIssues = totals.RepairIssues + 1 };
        if (_inMessage)
        {
            _unit!.AddIssue(kept);
            _message = totals;
        }
        else
        {
            _issues.Add(kept);
            _between = totals;
        }
    }

    /// <summary>Undoes the message being read and notes why.</summary>
    public void Abandon(ReadIssue issue)
    {
        AbandonMessage();
        _ended = Math.Max(_ended, _readBefore);
        Issue(issue);
    }

    public void EndOfManifest(ReadOnlySpan<byte> contentHash, bool complete)
    {
        var manifest = _manifest!;
        _ended++;
        foreach (var key in Withdrawals.Of(_unit!, _documentKey, _function, _listed, _declared, complete))
        {
            var withdrawn = _unit!.Latest(_documentKey, key)!;
            var record = Carried(withdrawn.Record);
            ConsignmentFacts.Manifest(record, manifest, delivery.ReceivedAt);
            // A withdrawal shortly before arrival is itself an indicator: the box stays on the lists.
            Keep(key, withdrawn, record, deleted: true, listed: record["manifest.late_amendment"] is true);
        }

        // A message that was cut is not the message: when it comes again whole, it counts.
        var hash = Convert.ToHexStringLower(contentHash) + (complete ? "" : "-cut");
        if (_unit!.EndMessage(hash))
        {
            _kept += _message;
        }
        else
        {
            KeepBetween(_unit);
            _unit.LinkMessage(delivery.Id, hash);
            _kept = _ended <= _readBefore ? _kept : _kept with { Redelivered = _kept.Redelivered + 1 };
        }

        _inMessage = false;
        _sinceCommit += _message.Read;
        _message = DeliveryTotals.None;
        _kept += _between;
        _issues.Clear();
        _between = DeliveryTotals.None;
        if (_sinceCommit >= ConsignmentsPerUnit)
        {
            Commit(DeliveryState.Reading);
        }

        Report();
    }

    /// <summary>Records how the reading ended; a message that was not ended is undone.</summary>
    public void End(DeliveryState state)
    {
        AbandonMessage();
        _unit ??= store.Begin();
        if (state != DeliveryState.Cancelled)
        {
            // When a cancelled delivery is read again, what lies behind its last message is met again.
            KeepBetween(_unit);
            _kept += _between;
        }

        var refused = state == DeliveryState.Done && _kept is { Messages: 0, Redelivered: 0, QuarantineIssues: > 0 };
        Commit(refused ? DeliveryState.Refused : state);
        Report();
    }

    public void Dispose() => _unit?.Dispose();

    private static string DocumentKey(DeclaredManifest manifest)
    {
        // Without a number of its own the voyage names the manifest.
        var number = manifest.DocumentNumber?.Value
            ?? $"{manifest.Carrier?.Value}/{manifest.VesselImo?.Value ?? manifest.ConveyanceName?.Value}/{manifest.Voyage?.Value}";
        return $"{manifest.Sender}\u001f{number}";
    }

    /// <summary>The facts without their positions, which point into the file of the version before.</summary>
    private static SubjectRecord Carried(SubjectRecord before)
    {
        var record = new SubjectRecord(before.Schema);
        for (var i = 0; i < before.Schema.Fields.Count; i++)
        {
            record.Set(i, before[i]);
        }

        return record;
    }

    private void Keep(string key, SubjectVersion? before, SubjectRecord record, bool deleted, bool listed)
    {
        _parties!.Meet(record, delivery.ReceivedAt);
        _watch?.Screen(_unit!, record, delivery.ReceivedAt);
        _history!.Add(record, before?.Record, (before?.Version ?? 0) + 1);
        var finding = profiles.Assess(record, DateOnly.FromDateTime(delivery.ReceivedAt.UtcDateTime));
        _unit!.AppendVersion(key, before, record, deleted, listed, Terms(record), finding);
        _hits += finding.Hits.Count > 0 ? 1 : 0;
    }

    private static List<string> Terms(SubjectRecord record)
    {
        var terms = new List<string>();
        foreach (var path in new[] { "container.number", "bill.number", "bill.master", "manifest.vessel_name" })
        {
            if (record[path] is string value)
            {
                terms.Add(value.ToUpperInvariant());
            }
        }

        foreach (var role in ConsignmentSchema.Roles)
        {
            if (record[$"{role}.name"] is string name && Keys.Fold(name) is { Length: > 0 } folded)
            {
                terms.Add(folded);
            }
        }

        return terms;
    }

    private void Repair(SourcePosition at, string found, string expected, string saved) =>
        Issue(ReadIssue.Issue(IssueKind.Repair, at, found, expected, saved));

    /// <summary>Keeps the defects between two messages with the message that follows.</summary>
    private void KeepBetween(IUnitOfWork unit)
    {
        foreach (var issue in _issues)
        {
            unit.AddIssue(issue);
        }
    }

    private void Commit(DeliveryState state)
    {
        _unit!.UpdateDelivery(delivery.Id, Format, state, _kept);
        _unit.Commit();
        _unit.Dispose();
        _unit = null;
        _sinceCommit = 0;
    }

    private void AbandonMessage()
    {
        if (_inMessage)
        {
            _unit!.AbandonMessage();
            _inMessage = false;
            _message = DeliveryTotals.None;
        }
    }

    private void Report() => progress?.Report(new ImportProgress(_bytesRead, delivery.Bytes, _kept.Read + _message.Read, _hits));
}
