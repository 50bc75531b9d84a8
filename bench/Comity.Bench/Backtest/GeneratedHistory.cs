using System.Globalization;
using Comity.Kernel.Subjects;
using Comity.Store;
using DuckDB.NET.Data;

namespace Comity.Bench.Backtest;

/// <summary>
/// A history of made-up consignments written by DuckDB itself: skewed ports, traders and codes, one in a hundred facts
/// missing, one in fifty versions replaced or withdrawn, a year of arrivals in order.
/// </summary>
internal static class GeneratedHistory
{
    private const int RowsPerInsert = 1_000_000;
    private const long MicrosPerYear = 31_536_000_000_000;

    public static readonly SubjectSchema Schema = new("consignment",
    [
        new("route.origin", FactType.Text, FactOrigin.Declared, "Country of origin."),
        new("route.discharge", FactType.Text, FactOrigin.Declared, "Port of discharge."),
        new("shipper.name", FactType.Text, FactOrigin.Declared, "Shipper."),
        new("shipper.first_seen_days", FactType.Integer, FactOrigin.History, "Days since the shipper was first seen."),
        new("goods.description", FactType.Text, FactOrigin.Declared, "Description."),
        new("goods.hs", FactType.TextList, FactOrigin.Declared, "HS codes."),
        new("goods.gross_mass_kg", FactType.Number, FactOrigin.Declared, "Gross mass."),
        new("goods.packages", FactType.Integer, FactOrigin.Declared, "Packages."),
        new("container.reefer", FactType.Boolean, FactOrigin.Derived, "Whether refrigerated."),
        new("manifest.departure", FactType.Timestamp, FactOrigin.Declared, "Departure."),
        new("manifest.arrival", FactType.Timestamp, FactOrigin.Declared, "Arrival."),
    ]);

    public static void Write(string folder, long rows)
    {
        // Makes the tables; opened again, the history takes the rows in.
        MovementHistory.Open(folder, Schema).Dispose();
        using var connection = new DuckDBConnection($"Data Source={Path.Combine(folder, "history.duckdb")}");
        connection.Open();
        Execute(connection,
            """
            CREATE TEMP MACRO dice(i, salt) AS (hash(i * 31 + salt) % 1000000) / 1000000.0::DOUBLE;
            CREATE TEMP MACRO skewed(i, salt, n) AS (pow(dice(i, salt), 3) * n)::BIGINT;
            CREATE TEMP MACRO unless(i, salt, v) AS CASE WHEN dice(i, salt) >= 0.01 THEN v END;
            CREATE TEMP MACRO word(k) AS ['SAWN', 'timber', 'charcoal', 'frozen', 'shrimp', 'PARTS', 'used', 'cotton', 'scrap', 'coffee', 'garments', 'polymer', 'furniture', 'tiles', 'soya', 'bolts'][1 + k % 16];
            """);
        for (var from = 0L; from < rows; from += RowsPerInsert)
        {
            Execute(connection, string.Create(
                CultureInfo.InvariantCulture,
                $"""
                 INSERT INTO movements SELECT
                     i + 1, i + 1, 1, dice(i, 1) < 0.005, dice(i, 1) >= 0.02, make_timestamp(1735689600000000 + i * {MicrosPerYear / rows}),
                     unless(i, 2, chr(65 + skewed(i, 3, 26)::INT) || chr(65 + skewed(i, 4, 8)::INT)),
                     unless(i, 5, 'P' || skewed(i, 6, 400)),
                     unless(i, 7, 'SHIPPER ' || skewed(i, 8, 200000)),
                     unless(i, 9, skewed(i, 10, 3000)),
                     unless(i, 11, word(skewed(i, 12, 16)) || ' ' || word(skewed(i, 13, 60)) || ' ' || skewed(i, 14, 900)),
                     unless(i, 15, CASE WHEN dice(i, 16) < 0.6 THEN [lpad((1000 + skewed(i, 17, 8999))::VARCHAR, 6, '0')]
                         ELSE [lpad((440000 + skewed(i, 18, 999))::VARCHAR, 6, '0'), lpad((80000 + skewed(i, 19, 9000))::VARCHAR, 6, '0')] END),
                     unless(i, 20, round(pow(dice(i, 21), 2) * 30000, 1)),
                     unless(i, 22, 1 + skewed(i, 23, 2000)),
                     dice(i, 24) < 0.08,
                     unless(i, 25, 17356896000000000 + i * {MicrosPerYear / rows * 10} - skewed(i, 26, 50) * 864000000000),
                     17356896000000000 + i * {MicrosPerYear / rows * 10}
                 FROM range({from}, {Math.Min(rows, from + RowsPerInsert)}) r(i)
                 """));
        }
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of constants and numbers.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
