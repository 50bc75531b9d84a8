using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Comity.Programmes.Containers.Generator.Internal;
using Comity.Programmes.Containers.Generator.Internal.Writers;

namespace Comity.Programmes.Containers.Generator;

/// <summary>
/// Makes a synthetic month of manifests with planted stories and the truth about them: for demonstrations, tests and
/// measurements. Every company and carrier is invented. Voyages are made and written one after the other, so that memory
/// does not grow with their number.
/// </summary>
public static class ManifestGenerator
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Writes the manifests, <c>deliveries.json</c> and <c>truth.json</c> into a folder, which is created.
    /// </summary>
    /// <param name="options">What to generate.</param>
    /// <param name="outDir">The folder.</param>
    /// <param name="progress">Called with the consignments written so far.</param>
    /// <param name="cancellation">Ends the work between two voyages; what was written stays.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static GeneratedMonth Write(GeneratorOptions options, string outDir, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Consignments, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.AnomalyShare, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.AnomalyShare, 0.5, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Days, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Days, 366, nameof(options));

        Directory.CreateDirectory(outDir);
        var dice = new Dice(options.Seed);
        var voyages = MonthPlan.Make(options, dice);
        var builder = new VoyageBuilder(options);
        var writer = ManifestWriter.For(options.Format);
        var deliveries = new List<GeneratedDelivery>();
        var truth = new List<TruthEntry>();
        var consignments = 0;
        var bytes = 0L;
        foreach (var voyage in voyages)
        {
            cancellation.ThrowIfCancellationRequested();
            var (bills, stories) = builder.Build(voyage);
            foreach (var (file, part) in Amendments.Of(voyage, bills, stories, builder, options).Select((f, i) => (f, i)))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{file.SentAt:yyyyMMdd'T'HHmm'Z'}-{voyage.Index:D5}-{part:D2}{writer.Extension}");
                using (var stream = new FileStream(Path.Combine(outDir, name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
                {
                    writer.Write(stream, file);
                    bytes += stream.Length;
                }

                deliveries.Add(Delivery(name, file, writer, dice));
                truth.AddRange(file.Stories.Select(s => Truth(s, name, voyage, options.Seed)));
            }

            consignments += bills.Sum(b => b.Loads.Count);
            progress?.Invoke(consignments);
        }

        deliveries.Sort((a, b) => a.ReceivedAt != b.ReceivedAt ? a.ReceivedAt.CompareTo(b.ReceivedAt) : string.CompareOrdinal(a.File, b.File));
        truth.Sort((a, b) => a.StoryNumber != b.StoryNumber ? a.StoryNumber.CompareTo(b.StoryNumber) : string.CompareOrdinal(a.File, b.File));
        WriteJson(Path.Combine(outDir, "deliveries.json"), deliveries);
        WriteJson(Path.Combine(outDir, "truth.json"), truth);
        return new GeneratedMonth(consignments, voyages.Count, bytes, deliveries, truth);
    }

    private static GeneratedDelivery Delivery(string name, OutgoingFile file, ManifestWriter writer, Dice dice)
    {
        var receivedAt = new DateTimeOffset(file.SentAt, TimeSpan.Zero).AddSeconds(dice.Between(40, 1_500));
        // A withdrawal names bills and no containers.
        var count = file.Messages.Sum(m => m.Function is MessageFunction.Delete or MessageFunction.Cancel ? m.Bills.Count : m.Bills.Sum(b => b.Loads.Count));
        return new GeneratedDelivery(name, receivedAt, file.Messages[0].Voyage.Carrier.Code, file.Function, count, writer.Defects(file));
    }

    private static TruthEntry Truth(ToldStory told, string file, Voyage voyage, ulong seed)
    {
        var facts = StoryFacts.Of(told.Story.Kind);
        // Every part of a story has the same outcome.
        var dice = new Dice(Dice.Hash(seed ^ 0xF12D, (ulong)told.Story.Number));
        var find = dice.PerMille(facts.FindPerMille);
        var quantityKg = find ? dice.Between(facts.QuantityMinKg, facts.QuantityMaxKg) : 0;
        return new TruthEntry(facts.Name, told.Story.Number, file, voyage.Number, told.Bill.Number, told.Bill.Loads[0].Box?.Number ?? "",
            facts.Expected, find, find ? facts.Commodity : "", quantityKg);
    }

    private static void WriteJson<T>(string path, T value)
    {
        using var stream = File.Create(path);
        JsonSerializer.Serialize(stream, value, Json);
        stream.Write("\n"u8);
    }
}
