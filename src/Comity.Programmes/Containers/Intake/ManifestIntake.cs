using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Comity.Formats.Cargo;
using Comity.Formats.Detection;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Screening.Watch;

namespace Comity.Programmes.Containers.Intake;

/// <summary>How far an import has come.</summary>
/// <param name="BytesRead">Bytes of the file consumed.</param>
/// <param name="BytesTotal">Length of the file.</param>
/// <param name="Consignments">Consignments read.</param>
/// <param name="Hits">How many of them at least one profile hit.</param>
public readonly record struct ImportProgress(long BytesRead, long BytesTotal, long Consignments, long Hits);

/// <summary>
/// Takes manifests in: keeps the raw file, reads it message by message, and for each consignment keeps a version with
/// its history facts and its finding. A message counts as a whole: after a crash or a cancel each message is there
/// wholly or not at all, and the same file can be handed in again.
/// </summary>
public sealed class ManifestIntake(INodeStore store, IRawFiles raw, CargoFormats formats, ProfileSetInUse profiles, WatchShelf watchLists)
{
    /// <summary>Keeps a file and reads it.</summary>
    /// <param name="name">The file's name, for people.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="sender">Who handed it in; used where the file does not name its sender.</param>
    /// <param name="receivedAt">When it arrived.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Ends the reading; messages read until then are kept.</param>
    /// <returns>The delivery with what it came to.</returns>
    /// <exception cref="StoreBusyException">Another process writes to the node.</exception>
    /// <exception cref="DbException">The store cannot be written, such as on a full disk; the messages before are kept.</exception>
    public Delivery Import(
        string name, Stream content, string sender, DateTimeOffset receivedAt, IProgress<ImportProgress>? progress, CancellationToken cancellation) =>
        ReadDelivery(Keep(name, content, sender, receivedAt, cancellation).Id, progress, cancellation);

    /// <summary>Keeps a file without reading it yet.</summary>
    /// <exception cref="StoreBusyException">Another process writes to the node.</exception>
    public Delivery Keep(string name, Stream content, string sender, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        var (sha256, bytes) = raw.Keep(content, cancellation);
        using var unit = store.Begin();
        var id = unit.AddDelivery(name, sha256, bytes, sender, receivedAt);
        unit.Commit();
        return new Delivery(id, name, sha256, bytes, "", sender, receivedAt, DeliveryState.Reading, DeliveryTotals.None);
    }

    /// <summary>Reads a delivery whose raw file is kept: a new one, or one whose reading was interrupted or refused.</summary>
    /// <exception cref="ArgumentException">There is no such delivery.</exception>
    public Delivery ReadDelivery(long id, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        var delivery = Find(id) ?? throw new ArgumentException($"There is no delivery {id}.", nameof(id));
        if (Earlier(delivery) is { } earlier)
        {
            using var unit = store.Begin();
            unit.LinkMessages(id, earlier.Id);
            unit.UpdateDelivery(id, earlier.Format, DeliveryState.Done, DeliveryTotals.None with { Redelivered = earlier.Totals.Messages + earlier.Totals.Redelivered });
            unit.Commit();
            return Find(id)!;
        }

        using var content = raw.Open(delivery.Sha256);
        using var sink = new IntakeSink(store, profiles.Current, watchLists, delivery, progress);
        Read(content, delivery, sink, cancellation);
        return Find(id)!;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A bug in a reader must not lose what the file held before: it is reported as quarantined and the delivery ends as refused.")]
    private void Read(Stream content, Delivery delivery, IntakeSink sink, CancellationToken cancellation)
    {
        var options = new CargoReadOptions { Sender = delivery.Sender, Cancellation = cancellation, Progress = sink.BytesRead };
        try
        {
            switch (formats.Detect(content))
            {
                case DetectedFormat.Known(var reader):
                    sink.Format = reader.Format;
                    reader.Read(content, options, sink);
                    sink.End(DeliveryState.Done);
                    break;
                case DetectedFormat.UnknownFormat(var seen, var advice):
                    sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, new SourcePosition(1, 0), seen, $"one of {string.Join(", ", formats.Readers.Select(r => r.Format))}. {advice}", "the raw file"));
                    sink.End(DeliveryState.Refused);
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            sink.End(DeliveryState.Cancelled);
        }
        catch (Exception error) when (error is StoreBusyException or DbException)
        {
            // Not the file's fault: the delivery stays interrupted and is read again when the store works again.
            throw;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            sink.Abandon(ReadIssue.Issue(
                IssueKind.Quarantined, sink.LastPosition, $"{error.GetType().Name}: {error.Message}", "a file that can be read", "the messages before it and the raw file"));
            sink.End(DeliveryState.Refused);
        }
    }

    private Delivery? Find(long id)
    {
        using var view = store.Read();
        return view.Delivery(id);
    }

    private Delivery? Earlier(Delivery delivery)
    {
        using var view = store.Read();
        // What was quarantined before may be readable by now, for instance with a new column mapping.
        return view.DoneDelivery(delivery.Sha256) is { Totals.QuarantineIssues: 0 } earlier ? earlier : null;
    }
}
