using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Containers.Subject;

/// <summary>The places of a consignment in travel order that are UN/LOCODEs, for the detour and for the map.</summary>
/// <param name="Stops">Each place once, in order, with the leg it was declared as.</param>
public sealed record RouteLine(IReadOnlyList<(string Leg, Place Place)> Stops)
{
    private const double EarthRadiusKm = 6371;

    // Between neighbouring ports a detour says nothing: a feeder call doubles a short way.
    private const double LeastDirectKm = 500;

    /// <summary>The route of a record: origin, loading, transhipments, discharge, delivery, destination.</summary>
    public static RouteLine Of(SubjectRecord record)
    {
        var stops = new List<(string, Place)>();
        void Add(string leg, string? code)
        {
            if (Places.Find(code) is { } place && stops.TrueForAll(stop => stop.Item2.Code != place.Code))
            {
                stops.Add((leg, place));
            }
        }

        Add("origin", record["route.origin"] as string);
        Add("loading", record["route.loading"] as string);
        foreach (var transhipment in record["route.transhipments"] as IReadOnlyList<string> ?? [])
        {
            Add("transhipment", transhipment);
        }

        Add("discharge", record["route.discharge"] as string);
        Add("delivery", record["route.delivery"] as string);
        Add("destination", record["route.destination"] as string);
        return new RouteLine(stops);
    }

    /// <summary>Great-circle length over all stops divided by the direct way; null when a coordinate is missing or the way is short.</summary>
    public double? DetourRatio
    {
        get
        {
            if (Stops.Count < 2 || Stops.Any(stop => stop.Place.Latitude is null || stop.Place.Longitude is null))
            {
                return null;
            }

            var direct = DistanceKm(Stops[0].Place, Stops[^1].Place);
            var travelled = Stops.Zip(Stops.Skip(1), (a, b) => DistanceKm(a.Place, b.Place)).Sum();
            return direct >= LeastDirectKm ? travelled / direct : null;
        }
    }

    private static double DistanceKm(Place a, Place b)
    {
        var (latitudeA, latitudeB) = (double.DegreesToRadians(a.Latitude!.Value), double.DegreesToRadians(b.Latitude!.Value));
        var half = Math.Pow(Math.Sin((latitudeB - latitudeA) / 2), 2)
            + (Math.Cos(latitudeA) * Math.Cos(latitudeB) * Math.Pow(Math.Sin(double.DegreesToRadians(b.Longitude!.Value - a.Longitude!.Value) / 2), 2));
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }
}
