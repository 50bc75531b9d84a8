using System.Globalization;
using System.Text;
using Comity.Kernel.Subjects;

namespace Comity.Programmes.Containers.History;

/// <summary>
/// The last voyages of a container, to tell when one number is in two places. Two voyages clash when their times
/// overlap by more than a day and neither ends where the other begins; a transhipment does not clash.
/// </summary>
internal static class ContainerTrail
{
    private const int VoyagesKept = 6;
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(1);

    // Without a declared departure the box is taken to be under way for the day before its arrival.
    private static readonly TimeSpan ShortestVoyage = TimeSpan.FromDays(1);

    /// <summary>The container and its voyage; null when the record lacks what a comparison needs.</summary>
    public static string? KeyOf(SubjectRecord record) =>
        record["manifest.arrival"] is DateTimeOffset
            ? Keys.Both(record["container.number"] as string, Keys.Both(Keys.Voyage(record), Keys.Route(record)))
            : null;

    /// <summary>Whether the container is on another voyage at the same time; remembers this one. The record must have a <see cref="KeyOf"/>.</summary>
    public static bool SeeElsewhere(ITrackRecords memory, SubjectRecord record)
    {
        var number = (string)record["container.number"]!;
        var arrival = (DateTimeOffset)record["manifest.arrival"]!;
        var departure = record["manifest.departure"] is DateTimeOffset declared && declared < arrival ? declared : arrival - ShortestVoyage;
        var now = new Leg(Keys.Voyage(record)!, departure, arrival, (string)record["route.loading"]!, (string)record["route.discharge"]!);
        Leg[] legs = memory.Get("trail", number) is { } held
            ? [.. Encoding.UTF8.GetString(held).Split('\n').Select(Leg.Read)]
            : [];
        if (!legs.Contains(now))
        {
            memory.Put("trail", number, Encoding.UTF8.GetBytes(string.Join('\n', legs.Append(now).TakeLast(VoyagesKept).Select(leg => leg.Write()))));
        }

        return legs.Any(leg => leg.Clashes(now));
    }

    private sealed record Leg(string Voyage, DateTimeOffset From, DateTimeOffset Until, string Loading, string Discharge)
    {
        public bool Clashes(Leg other) =>
            other.Voyage != Voyage
            && other.Loading != Discharge
            && other.Discharge != Loading
            && (Until < other.Until ? Until : other.Until) - (From > other.From ? From : other.From) > LongestOverlap;

        public string Write() => string.Create(
            CultureInfo.InvariantCulture, $"{From.UtcTicks}\t{Until.UtcTicks}\t{Clean(Loading)}\t{Clean(Discharge)}\t{Clean(Voyage)}");

        public static Leg Read(string line)
        {
            var parts = line.Split('\t');
            return new Leg(
                parts[4],
                new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero),
                new DateTimeOffset(long.Parse(parts[1], CultureInfo.InvariantCulture), TimeSpan.Zero),
                parts[2],
                parts[3]);
        }

        private static string Clean(string text) => text.Replace('\t', ' ').Replace('\n', ' ');
    }
}
