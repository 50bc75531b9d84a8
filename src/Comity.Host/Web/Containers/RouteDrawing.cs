using Comity.Programmes.Containers.Reference;
using Comity.Programmes.Containers.Subject;

namespace Comity.Host.Web.Containers;

/// <summary>
/// A route on the world of <c>wwwroot/world.svg</c> (equirectangular, ten units to the degree), cut to the part of the
/// world it needs.
/// </summary>
internal sealed class RouteDrawing
{
    private const double UnitsPerDegree = 10;
    private const double WorldWidth = 3600;
    private const double WorldHeight = 1800;
    private const int PointsPerLeg = 32;
    private const double Margin = 1.25;
    private const double LeastWidth = 500;
    private const double Aspect = 2.1;
    private const double LabelsPerWidth = 46;

    private readonly List<(double X, double Y)> _way = [];
    private readonly List<Label> _labels = [];

    private RouteDrawing(IReadOnlyList<Place> places)
    {
        var last = Project(places[0].Latitude!.Value, places[0].Longitude!.Value, null);
        var at = new List<(double X, double Y)> { last };
        _way.Add(last);
        foreach (var (from, to) in places.Zip(places.Skip(1)))
        {
            foreach (var (latitude, longitude) in GreatCircle(from, to))
            {
                // Westward over the date line goes on to the left of the world instead of jumping across it.
                last = Project(latitude, longitude, last.X);
                _way.Add(last);
            }

            at.Add(last);
        }

        Cut();
        for (var i = 0; i < places.Count; i++)
        {
            _labels.Add(Placed(at[i], places[i].Name));
        }
    }

    /// <summary>A stop's mark and the place of its name.</summary>
    public sealed record Label(double X, double Y, double TextX, double TextY, string Anchor, string Text);

    public double Left { get; private set; }

    public double Top { get; private set; }

    public double Width { get; private set; }

    public double Height { get; private set; }

    /// <summary>Height of the letters.</summary>
    public double Letter => Width / LabelsPerWidth;

    /// <summary>How far the world must be shifted to lie under the route; more than one when the route leaves its edge.</summary>
    public IEnumerable<double> Worlds => new[] { -WorldWidth, 0, WorldWidth }.Where(x => x < Left + Width && x + WorldWidth > Left);

    public IReadOnlyList<(double X, double Y)> Way => _way;

    public IReadOnlyList<Label> Labels => _labels;

    /// <summary>Draws a route; null when fewer than two of its places have coordinates.</summary>
    public static RouteDrawing? Of(RouteLine route)
    {
        var places = route.Stops.Select(stop => stop.Place).Where(place => place is { Latitude: not null, Longitude: not null }).ToArray();
        return places.Length < 2 ? null : new RouteDrawing(places);
    }

    private static (double X, double Y) Project(double latitude, double longitude, double? near)
    {
        var x = (longitude + 180) * UnitsPerDegree;
        while (near is { } other && x - other > WorldWidth / 2)
        {
            x -= WorldWidth;
        }

        while (near is { } other && other - x > WorldWidth / 2)
        {
            x += WorldWidth;
        }

        return (x, (90 - latitude) * UnitsPerDegree);
    }

    private static IEnumerable<(double Latitude, double Longitude)> GreatCircle(Place from, Place to)
    {
        var (a, b) = (Vector(from), Vector(to));
        var angle = Math.Acos(Math.Clamp((a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z), -1, 1));
        for (var i = 1; i <= PointsPerLeg; i++)
        {
            var t = (double)i / PointsPerLeg;
            // Neighbouring or opposite points have no one great circle: the straight line on the map does.
            var (u, v) = Math.Sin(angle) < 1e-6 ? (1 - t, t) : (Math.Sin((1 - t) * angle) / Math.Sin(angle), Math.Sin(t * angle) / Math.Sin(angle));
            var (x, y, z) = ((u * a.X) + (v * b.X), (u * a.Y) + (v * b.Y), (u * a.Z) + (v * b.Z));
            yield return (double.RadiansToDegrees(Math.Atan2(z, Math.Sqrt((x * x) + (y * y)))), double.RadiansToDegrees(Math.Atan2(y, x)));
        }
    }

    private static (double X, double Y, double Z) Vector(Place place)
    {
        var (latitude, longitude) = (double.DegreesToRadians(place.Latitude!.Value), double.DegreesToRadians(place.Longitude!.Value));
        return (Math.Cos(latitude) * Math.Cos(longitude), Math.Cos(latitude) * Math.Sin(longitude), Math.Sin(latitude));
    }

    private void Cut()
    {
        var (minX, maxX, minY, maxY) = (_way.Min(p => p.X), _way.Max(p => p.X), _way.Min(p => p.Y), _way.Max(p => p.Y));
        Width = Math.Min(WorldWidth, Math.Max(LeastWidth, Math.Max((maxX - minX) * Margin, (maxY - minY) * Margin * Aspect)));
        Height = Width / Aspect;
        Left = ((minX + maxX) / 2) - (Width / 2);
        Top = Math.Clamp(((minY + maxY) / 2) - (Height / 2), 0, WorldHeight - Height);
    }

    private Label Placed((double X, double Y) at, string text)
    {
        var (gap, length) = (Letter * 0.8, text.Length * Letter * 0.62);
        Label[] places =
        [
            new(at.X, at.Y, at.X + gap, at.Y + (Letter * 0.35), "start", text),
            new(at.X, at.Y, at.X - gap, at.Y + (Letter * 0.35), "end", text),
            new(at.X, at.Y, at.X, at.Y - gap, "middle", text),
            new(at.X, at.Y, at.X, at.Y + gap + (Letter * 0.7), "middle", text),
            new(at.X, at.Y, at.X + gap, at.Y + (Letter * 1.6), "start", text),
            new(at.X, at.Y, at.X - gap, at.Y - Letter, "end", text),
        ];
        return Array.Find(places, label => Inside(Box(label)) && _labels.TrueForAll(other => !Overlap(Box(label), Box(other)))) ?? places[0];

        (double Left, double Top, double Right, double Bottom) Box(Label label)
        {
            var width = label.Text == text ? length : label.Text.Length * Letter * 0.62;
            var left = label.Anchor switch { "start" => label.TextX, "end" => label.TextX - width, _ => label.TextX - (width / 2) };
            return (left, label.TextY - Letter, left + width, label.TextY + (Letter * 0.3));
        }

        bool Inside((double Left, double Top, double Right, double Bottom) box) =>
            box.Left >= Left && box.Right <= Left + Width && box.Top >= Top && box.Bottom <= Top + Height;

        static bool Overlap((double Left, double Top, double Right, double Bottom) a, (double Left, double Top, double Right, double Bottom) b) =>
            a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;
    }
}
