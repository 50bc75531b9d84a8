using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.History;
using Comity.Programmes.Containers.Subject;
using CsCheck;

namespace Comity.Programmes.Tests.Containers.History;

/// <summary>
/// The facts of each record, computed as it arrives from a small memory, are those that a reading of all records
/// before it gives, and never depend on one after it.
/// </summary>
public sealed class HistoryOracleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly Gen<SubjectRecord> Consignments = Gen.Select(
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[0, 3]),
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 3]),
        Gen.Select(Gen.Int[0, 100], Gen.Int[0, 30], Gen.Double[1, 5000], Gen.Int[0, 3]),
        (parties, cargo, rest) =>
        {
            var record = new SubjectRecord(ConsignmentSchema.Schema);
            void Text(string path, int code, string value)
            {
                if (code > 0)
                {
                    record.Set(path, value);
                }
            }

            Text("shipper.name", parties.Item1, $"Shipper {parties.Item1} S.A.");
            Text("consignee.name", parties.Item2, $"CONSIGNEE {parties.Item2}");
            Text("notify.name", parties.Item4, $"NOTIFY {parties.Item4}");
            Text("consignee.phone", parties.Item3, $"+32 2 555 000{parties.Item3}");
            Text("container.number", cargo.Item1, $"BOX{cargo.Item1}");
            Text("manifest.voyage", cargo.Item2, $"V{cargo.Item2}");
            Text("bill.number", cargo.Item4, $"BL{rest.Item1}");
            Text("route.loading", cargo.Item3 + 1, $"BOOR{cargo.Item3}");
            Text("route.loading_country", cargo.Item3 + 1, "BO");
            record.Set("route.discharge", "BEANR");
            if (rest.Item4 > 0)
            {
                record.Set("goods.hs", new[] { $"44{rest.Item4:D2}29" });
                record.Set("goods.mass_per_package_kg", rest.Item3);
            }

            record.Set("manifest.arrival", Start.AddDays(30 + rest.Item2));
            record.Set("manifest.departure", Start.AddDays(20 + rest.Item2));
            return record;
        });

    [Fact]
    public void Each_arrival_knows_exactly_what_came_before() => Consignments.Array[1, 60].Sample(
        records =>
        {
            var history = new HistoryFacts(new DictionaryMemory());
            for (var i = 0; i < records.Length; i++)
            {
                records[i].Set("manifest.received", Start.AddHours(13 * i));
                history.Add(records[i], before: null, version: 1);
                Check(records[i], records[..i]);
            }
        },
        iter: 300);

    [Fact]
    public void A_z_score_is_within_a_bin_of_the_exact_one() => Gen.Double[0.5, 8].Array[40, 120].Sample(
        logarithms =>
        {
            var history = new HistoryFacts(new DictionaryMemory());
            var earlier = new List<double>();
            foreach (var logarithm in logarithms)
            {
                var record = new SubjectRecord(ConsignmentSchema.Schema);
                record.Set("manifest.received", Start);
                record.Set("goods.hs", new[] { "440729" });
                record.Set("goods.mass_per_package_kg", Math.Exp(logarithm));
                history.Add(record, before: null, version: 1);
                if (earlier.Count < HistoryFacts.LeastPeers)
                {
                    record["goods.mass_per_package_z"].ShouldBeNull();
                    record["goods.mass_per_package_peers"].ShouldBeNull();
                }
                else
                {
                    record["goods.mass_per_package_peers"].ShouldBe((long)earlier.Count);
                    ShouldBeNear((double)record["goods.mass_per_package_z"]!, logarithm, earlier);
                }

                earlier.Add(logarithm);
            }
        },
        iter: 50);

    /// <summary>A bin is a sixteenth: the median is off by half of one, a deviation from it by a whole one.</summary>
    private static void ShouldBeNear(double z, double logarithm, List<double> earlier)
    {
        const double Half = 1.0 / 32, Bin = 1.0 / 16, Rounding = 1e-9;
        var median = LowerMedian(earlier);
        var deviation = LowerMedian([.. earlier.Select(e => Math.Abs(e - median))]);
        var (least, most) = (Math.Max(deviation - Bin, Half), Math.Max(deviation + Bin, Half));
        double[] bounds = [.. new[] { -Half, Half }.SelectMany(off => new[] { least, most }.Select(d => (logarithm - median + off) / (1.4826 * d)))];
        z.ShouldBeInRange(bounds.Min() - Rounding, bounds.Max() + Rounding);
    }

    private static double LowerMedian(List<double> values) => values.Order().ElementAt((values.Count - 1) / 2);

    private static void Check(SubjectRecord now, SubjectRecord[] earlier)
    {
        Counted(now, earlier, r => r["container.number"] as string, "container.seen_count", "container.first_seen_days", null);
        Counted(now, earlier, Keys.Route, "route.seen_count", "route.first_seen_days", null);
        foreach (var role in new[] { "shipper", "consignee", "notify" })
        {
            Counted(now, earlier, r => r[$"{role}.name"] as string, $"{role}.seen_count", $"{role}.first_seen_days", $"{role}.last_seen_days");
            Counted(now, earlier, r => Keys.Both(r[$"{role}.name"] as string, Keys.Heading(r)), $"{role}.hs_seen_count", null, null);
        }

        Counted(now, earlier, Pair, "pair.seen_count", "pair.first_seen_days", null);
        Counted(now, earlier, r => Keys.Both(r["shipper.name"] as string, Keys.Route(r)), "shipper.route_seen_count", null, null);
        Counted(now, earlier, r => Keys.Both(Keys.Route(r), Keys.Heading(r)), "route.hs_seen_count", null, null);
        OtherBills(now, earlier, r => Keys.Both(Pair(r), Keys.Voyage(r)), "pair.bills_on_voyage");
        OtherBills(now, earlier, r => Keys.Both(r["container.number"] as string, Keys.Voyage(r)), "container.bills_on_voyage");
        Phones(now, earlier);
        Notify(now, earlier);
        now["history.days"].ShouldBe(earlier.Length == 0 ? 0L : Days(now, earlier[0]));
        now["bill.version"].ShouldBe(1L);
    }

    private static void Counted(SubjectRecord now, SubjectRecord[] earlier, Func<SubjectRecord, string?> key, string count, string? first, string? last)
    {
        if (key(now) is not { } mine)
        {
            now[count].ShouldBeNull();
            return;
        }

        var same = earlier.Where(r => key(r) == mine).ToArray();
        now[count].ShouldBe((long)same.Length, count);
        if (first is not null)
        {
            now[first].ShouldBe(same.Length == 0 ? 0L : Days(now, same[0]), first);
        }

        if (last is not null)
        {
            now[last].ShouldBe(same.Length == 0 ? null : Days(now, same[^1]), last);
        }
    }

    private static void OtherBills(SubjectRecord now, SubjectRecord[] earlier, Func<SubjectRecord, string?> key, string path)
    {
        if (key(now) is not { } mine)
        {
            now[path].ShouldBeNull();
            return;
        }

        var bills = earlier.Where(r => key(r) == mine).Select(Bill).ToHashSet(StringComparer.Ordinal);
        bills.Remove(Bill(now));
        now[path].ShouldBe((long)bills.Count, path);
    }

    private static void Phones(SubjectRecord now, SubjectRecord[] earlier)
    {
        if (now["consignee.name"] is not string name || now["consignee.phone"] is not string phone)
        {
            now["consignee.phone_shared_by"].ShouldBeNull();
            now["consignee.phone_new"].ShouldBeNull();
            return;
        }

        var users = earlier.Where(r => Equals(r["consignee.phone"], phone)).Select(r => r["consignee.name"]).OfType<string>();
        now["consignee.phone_shared_by"].ShouldBe((long)users.Append(name).Distinct(StringComparer.Ordinal).Count());
        var mine = earlier.Where(r => Equals(r["consignee.name"], name)).ToArray();
        var others = mine.Select(r => r["consignee.phone"]).OfType<string>().ToArray();
        now["consignee.phone_new"].ShouldBe(mine.Length == 0 ? null : others.Length > 0 && !others.Contains(phone, StringComparer.Ordinal));
    }

    private static void Notify(SubjectRecord now, SubjectRecord[] earlier)
    {
        var mine = earlier.Where(r => now["consignee.name"] is { } name && Equals(r["consignee.name"], name)).ToArray();
        now["notify.unusual"].ShouldBe(
            now["consignee.name"] is null || now["notify.name"] is null || mine.Length < HistoryFacts.LeastConsignmentsForUsual
                ? null
                : !mine.Any(r => Equals(r["notify.name"], now["notify.name"])));
    }

    private static string? Pair(SubjectRecord r) => Keys.Both(r["shipper.name"] as string, r["consignee.name"] as string);

    private static string Bill(SubjectRecord r) => r["bill.number"] as string ?? "";

    private static long Days(SubjectRecord now, SubjectRecord then) =>
        (long)((DateTimeOffset)now["manifest.received"]! - (DateTimeOffset)then["manifest.received"]!).TotalDays;
}
