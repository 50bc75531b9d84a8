using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Comity.Formats.Cargo;
using Comity.Formats.Cuscar;
using Microsoft.Data.Sqlite;

namespace Comity.Bench;

/// <summary>
/// The whole path: one interchange through <c>comity screen</c> (read, history facts, all shipped profiles, versions and
/// findings kept durably), beside a program that only reads the same file and inserts each consignment's main values
/// into SQLite. Both start from nothing, in processes' wall time; the peak memory of the command is taken from the system.
/// </summary>
internal static class ScreenBench
{
    private const int Seed = 20240102;

    public static int Run(string[] args)
    {
        var megabytes = 32;
        if (args is ["--mb", var wanted] && int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is > 0 and <= 4096)
        {
            megabytes = given;
        }
        else if (args.Length > 0)
        {
            Console.Error.WriteLine("usage: Comity.Bench screen [--mb 1..4096]");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("comity-bench-").FullName;
        try
        {
            var file = Path.Combine(folder, "interchange.edi");
            using (var stream = File.Create(file))
            {
                ManifestMaker.Write(stream, (long)megabytes << 20, Seed);
            }

            Measure(file, folder);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string file, string folder)
    {
        var megabytes = new FileInfo(file).Length / (double)(1 << 20);
        var (load, loaded) = Load(file, Path.Combine(folder, "plain.db"));
        var (screen, screened, peakMegabytes) = Screen(file, Path.Combine(folder, "node"));
        if (loaded != screened)
        {
            throw new InvalidOperationException($"The two disagree: {loaded} and {screened} consignments.");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"One interchange of {megabytes:0} MiB, {screened:N0} consignments; `dotnet run -c Release --project bench/Comity.Bench -- screen --mb {megabytes:0}`"));
        Console.WriteLine();
        Console.WriteLine("| | consignments/s | seconds | peak memory |");
        Console.WriteLine("|---|---|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| read and insert into SQLite, nothing else | {loaded / load.TotalSeconds:N0} | {load.TotalSeconds:0.0} | |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `comity screen --json` (whole process) | {screened / screen.TotalSeconds:N0} | {screen.TotalSeconds:0.0} | {peakMegabytes:N0} MiB |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| ratio | {load / screen:0.000} | {screen / load:0.0} | |"));
    }

    private static (TimeSpan Elapsed, long Consignments) Load(string file, string database)
    {
        var watch = Stopwatch.StartNew();
        using var connection = new SqliteConnection($"Data Source={database}");
        connection.Open();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE consignments (bill TEXT, container TEXT, description TEXT, mass_kg REAL, shipper TEXT, consignee TEXT)";
            command.ExecuteNonQuery();
        }

        using var sink = new InsertSink(connection);
        using var stream = File.OpenRead(file);
        new CuscarReader().Read(stream, new CargoReadOptions(), sink);
        return (watch.Elapsed, sink.Count);
    }

    private static (TimeSpan Elapsed, long Consignments, double PeakMegabytes) Screen(string file, string data)
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Comity.Cli", "release", "comity.dll"));
        var start = new ProcessStartInfo("dotnet", [program, "screen", "--json", "--data", data, file]) { RedirectStandardOutput = true, UseShellExecute = false };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var peakKilobytes = 0L;
        using var sampling = new Timer(_ => peakKilobytes = Math.Max(peakKilobytes, PeakKilobytes(process.Id)), null, 0, 100);
        var last = "";
        while (process.StandardOutput.ReadLine() is { } line)
        {
            last = line;
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"comity screen ended with {process.ExitCode}: {last}");
        }

        using var summary = JsonDocument.Parse(last);
        return (watch.Elapsed, summary.RootElement.GetProperty("consignments").GetInt64(), peakKilobytes / 1024.0);
    }

    private static long PeakKilobytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The process has ended between two samples.
            return 0;
        }
    }

    private sealed class InsertSink : ICargoSink, IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _insert;
        private SqliteTransaction? _transaction;

        public InsertSink(SqliteConnection connection)
        {
            _connection = connection;
            _insert = connection.CreateCommand();
            _insert.CommandText = "INSERT INTO consignments VALUES ($1, $2, $3, $4, $5, $6)";
            for (var i = 1; i <= 6; i++)
            {
                _insert.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }
        }

        public long Count { get; private set; }

        public void Manifest(DeclaredManifest manifest) => _insert.Transaction = _transaction = _connection.BeginTransaction();

        public void Consignment(DeclaredConsignment consignment)
        {
            Count++;
            object?[] values =
            [
                consignment.BillNumber?.Value, consignment.Container?.Number.Value, consignment.Goods.FirstOrDefault()?.Description?.Value,
                consignment.Goods.FirstOrDefault()?.GrossMassKg?.Value, consignment.Shipper?.Name?.Value, consignment.Consignee?.Name?.Value,
            ];
            for (var i = 0; i < values.Length; i++)
            {
                _insert.Parameters[i].Value = values[i] ?? DBNull.Value;
            }

            _insert.ExecuteNonQuery();
        }

        public void Issue(ReadIssue issue)
        {
        }

        public void EndOfManifest(ReadOnlySpan<byte> contentHash, bool complete)
        {
            _transaction!.Commit();
            _transaction.Dispose();
        }

        public void Dispose() => _insert.Dispose();
    }
}
