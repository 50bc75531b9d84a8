using System.Globalization;
using Comity.Formats.Cuscar;
using Comity.Formats.Detection;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Intake;
using Comity.Programmes.Containers.Subject;
using Comity.Screening.Watch;

namespace Comity.Store.Tests;

/// <summary>What a <see cref="Child"/> does.</summary>
internal static class ChildTasks
{
    public const string Hold = "hold";
    public const string TryWrite = "try-write";
    public const string Import = "import";
    public const string Record = "record";
    public const string Ready = "ready";
    public const int Containers = 4;

    public static void Run(string task, string folder)
    {
        try
        {
            switch (task)
            {
                case Hold:
                    using (var store = SqliteNodeStore.Open(folder, Samples.Schema))
                    using (store.Begin())
                    {
                        Console.WriteLine(Ready);
                        Thread.Sleep(Timeout.Infinite);
                    }

                    break;
                case TryWrite:
                    using (var store = SqliteNodeStore.Open(folder, Samples.Schema))
                    {
                        store.Do(unit => unit.Deliver());
                        Console.WriteLine(Ready);
                    }

                    break;
                case Import:
                    ImportManifest(folder);
                    break;
                case Record:
                    RecordForever(folder);
                    break;
                default:
                    throw new ArgumentException($"A child cannot do '{task}'.", nameof(task));
            }
        }
        catch (Exception error) when (error is StoreBusyException or IOException or Microsoft.Data.Sqlite.SqliteException)
        {
            Console.Error.WriteLine($"{error.GetType().Name}: {error.Message}");
        }
    }

    /// <summary>Imports <c>manifest.edi</c> of the folder and lets the history catch up.</summary>
    public static Delivery ImportManifest(string folder)
    {
        using var store = SqliteNodeStore.Open(folder, ConsignmentSchema.Schema);
        var profiles = ProfileSet.Compile(ConsignmentSchema.Schema, []).Set;
        var intake = new ManifestIntake(store, new RawFiles(folder), new CargoFormats([new CuscarReader()]), new ProfileSetInUse(profiles), new WatchShelf(store));
        Console.WriteLine(Ready);
        using var file = File.OpenRead(Path.Combine(folder, "manifest.edi"));
        var delivery = intake.Import("manifest.edi", file, "SENDER", Samples.Noon, progress: null, CancellationToken.None);
        CatchUp(folder, store);
        return delivery;
    }

    public static void CatchUp(string folder, INodeStore store)
    {
        using var history = MovementHistory.Open(folder, ConsignmentSchema.Schema);
        using var view = store.Read();
        history.Append(view.VersionsAfter(history.LastSequence));
    }

    /// <summary>Writes messages and register entries until it is killed; a message's subjects come with one entry.</summary>
    private static void RecordForever(string folder)
    {
        using var store = SqliteNodeStore.Open(folder, ConsignmentSchema.Schema);
        Console.WriteLine(Ready);
        for (var i = 0; ; i++)
        {
            using var unit = store.Begin();
            var hash = Guid.NewGuid().ToString("N");
            var delivery = unit.Deliver(hash);
            unit.BeginMessage(delivery, hash, "original", Samples.Noon);
            for (var c = 0; c < Containers; c++)
            {
                var record = new SubjectRecord(ConsignmentSchema.Schema);
                record.Set("container.number", i.ToString(CultureInfo.InvariantCulture));
                var version = unit.AppendVersion($"{c}", before: null, record, deleted: false, listed: true, [], finding: null);
                if (c == 0)
                {
                    unit.AddRegisterEntry("control", version.SubjectId, Samples.Noon, "o", null, "{}", found: true);
                }
            }

            unit.EndMessage(hash);
            unit.UpdateDelivery(delivery, "test", DeliveryState.Done, DeliveryTotals.None with { Messages = 1, Clean = Containers });
            unit.Commit();
        }
    }
}
