using Comity.Kernel.Account;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Subject;

namespace Comity.Store.Tests;

/// <summary>A process is killed in the middle of its work, again and again; what it leaves is whole.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Messages = 60;
    private readonly NodeFolder _folder = new();
    private readonly Random _random = new(20260302);

    [Fact]
    public void Importing_after_kills_at_any_moment_loses_and_doubles_nothing()
    {
        File.WriteAllBytes(_folder["manifest.edi"], Manifests.Cuscar(Messages));
        for (var crash = 0; crash < 12; crash++)
        {
            using (var child = Child.Start(ChildTasks.Import, _folder.Path))
            {
                child.Await(ChildTasks.Ready);
                Thread.Sleep(_random.Next(0, 700));
                child.Kill();
            }

            using var store = SqliteNodeStore.Open(_folder.Path, ConsignmentSchema.Schema);
            Whole(store);
            ChildTasks.CatchUp(_folder.Path, store);
            HistoryIsUpToDate(store);
        }

        var delivery = ChildTasks.ImportManifest(_folder.Path);

        delivery.State.ShouldBe(DeliveryState.Done);
        (delivery.Totals.Messages + delivery.Totals.Redelivered).ShouldBe(Messages);
        using (var store = SqliteNodeStore.Open(_folder.Path, ConsignmentSchema.Schema))
        {
            var versions = Whole(store);
            versions.Length.ShouldBe(Messages * Manifests.BillsPerMessage);
            versions.ShouldAllBe(v => v.Version == 1);
            store.See(view => view.VersionsIn(delivery.Id).Count()).ShouldBe(versions.Length);
            HistoryIsUpToDate(store);
            Memory(store).ShouldBe(versions.Length);
        }
    }

    [Fact]
    public void Units_written_in_a_loop_are_whole_after_each_kill()
    {
        for (var crash = 0; crash < 12; crash++)
        {
            using (var child = Child.Start(ChildTasks.Record, _folder.Path))
            {
                child.Await(ChildTasks.Ready);
                Thread.Sleep(_random.Next(50, 400));
                child.Kill();
            }

            using var store = SqliteNodeStore.Open(_folder.Path, ConsignmentSchema.Schema);
            using var view = store.Read();
            RegisterChain.Verify(view.Register()).ShouldBeNull();
            var messages = view.VersionsAfter(0).GroupBy(v => v.DocumentKey, StringComparer.Ordinal).ToArray();
            messages.ShouldAllBe(message => message.Count() == ChildTasks.Containers);
            view.Register().Count().ShouldBe(messages.Length);
            view.Deliveries(0, int.MaxValue).Count.ShouldBe(messages.Length);
            view.Interrupted().ShouldBeEmpty();
        }

        Sql.Count(_folder, "SELECT count(*) FROM register_entries").ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("history.duckdb")]
    [InlineData("history.duckdb", "history.duckdb.wal")]
    public void A_deleted_history_is_built_again(params string[] deleted)
    {
        File.WriteAllBytes(_folder["manifest.edi"], Manifests.Cuscar(3));
        ChildTasks.ImportManifest(_folder.Path);
        using var store = SqliteNodeStore.Open(_folder.Path, ConsignmentSchema.Schema);
        var (before, extent) = Similar(store);
        before.Count.ShouldBe(14);
        // As a crash leaves it: what was appended stands in the log beside the file.
        if (!File.Exists(_folder["history.duckdb.wal"]))
        {
            File.WriteAllBytes(_folder["history.duckdb.wal"], [1, 2, 3]);
        }

        foreach (var name in deleted)
        {
            File.Delete(_folder[name]);
        }

        ChildTasks.CatchUp(_folder.Path, store);

        var (after, extentAfter) = Similar(store);
        after.ShouldBe(before);
        extentAfter.ShouldBe(extent);
        extent.ShouldBe(new HistoryExtent(15, Samples.Day, Samples.Day));
        HistoryIsUpToDate(store);
    }

    [Fact]
    public void A_full_disk_ends_the_import_with_an_error_and_leaves_whole_messages()
    {
        File.WriteAllBytes(_folder["manifest.edi"], Manifests.Cuscar(Messages));
        SqliteNodeStore.Open(_folder.Path, ConsignmentSchema.Schema).Dispose();
        using (var child = Child.Start(ChildTasks.Import, _folder.Path, mostFileBlocks: 250))
        {
            var (last, errors) = child.End();
            last.ShouldBe(ChildTasks.Ready);
            // A limit on the file's size is an I/O error to SQLite, a disk without space a full disk.
            errors.ShouldStartWith("SqliteException");
        }

        using (var store = SqliteNodeStore.Open(_folder.Path, ConsignmentSchema.Schema))
        {
            Whole(store).Length.ShouldBeInRange(0, (Messages - 1) * Manifests.BillsPerMessage);
        }

        ChildTasks.ImportManifest(_folder.Path).State.ShouldBe(DeliveryState.Done);
        using (var store = SqliteNodeStore.Open(_folder.Path, ConsignmentSchema.Schema))
        {
            Whole(store).Length.ShouldBe(Messages * Manifests.BillsPerMessage);
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Each message is there wholly or not at all, and the memory agrees with the versions.</summary>
    private SubjectVersion[] Whole(SqliteNodeStore store)
    {
        using var view = store.Read();
        SubjectVersion[] versions = [.. view.VersionsAfter(0)];
        versions.GroupBy(v => v.DocumentKey, StringComparer.Ordinal).ShouldAllBe(m => m.Count() == Manifests.BillsPerMessage);
        versions.Select(v => v.Sequence).ShouldBe(Enumerable.Range(1, versions.Length).Select(i => (long)i));
        RegisterChain.Verify(view.Register()).ShouldBeNull();
        Sql.Count(_folder, "SELECT count(*) FROM messages WHERE content_hash IS NULL").ShouldBe(0);
        return versions;
    }

    private void HistoryIsUpToDate(SqliteNodeStore store)
    {
        using var history = MovementHistory.Open(_folder.Path, ConsignmentSchema.Schema);
        var versions = store.See(view => view.VersionsAfter(0).Count());
        history.LastSequence.ShouldBe(versions);
        history.Extent().Rows.ShouldBe(versions);
    }

    private (IReadOnlyList<SimilarSubject> Similar, HistoryExtent Extent) Similar(SqliteNodeStore store)
    {
        using var history = MovementHistory.Open(_folder.Path, ConsignmentSchema.Schema);
        var version = store.See(view => view.Subject(1))!.Version;
        return (
            history.Similar(version.Record, 1, [new Likeness("goods.description", 1), new Likeness("consignee.name", 0.5)], 1, 100),
            history.Extent());
    }

    /// <summary>Sightings of all shippers together, as the node remembers them.</summary>
    private static long Memory(SqliteNodeStore store)
    {
        using var unit = store.Begin();
        return Enumerable.Range(0, 17).Sum(i =>
            unit.TrackRecords.Get("shipper", $"SHIPPER {i}") is { } tally ? BitConverter.ToInt64(tally) : 0);
    }
}
