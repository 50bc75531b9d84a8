using System.Globalization;
using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Containers.Generator.Internal;

/// <summary>The voyages of a month in the order in which their manifests are sent, with the stories each has to tell.</summary>
internal static class MonthPlan
{
    private const int LargestMeanSize = 300;
    private const int SmallestMeanSize = 25;
    private const int VoyagesAtLeast = 40;
    private const int Tries = 40;

    private static readonly string[] VesselFirst = ["ANDES", "ATLANTIC", "BALTIC", "CORAL", "DAWN", "EQUATOR", "GALAXY", "HARVEST", "ISLAND", "JADE", "MERIDIAN", "OCEAN"];
    private static readonly string[] VesselSecond = ["STAR", "WAVE", "TRADER", "BREEZE", "SPIRIT", "BRIDGE", "CREST", "VOYAGER"];
    private static readonly string[] Flags = ["LR", "PA", "MH", "SG", "MT", "HK", "CY", "PT"];

    public static IReadOnlyList<Voyage> Make(GeneratorOptions options, Dice dice)
    {
        var lanes = options.Focus == LaneFocus.Bolivia ? Lane.Bolivia : Lane.World;
        var sizes = Sizes(options.Consignments, dice);
        var minutes = new int[sizes.Count];
        for (var i = 0; i < minutes.Length; i++)
        {
            minutes[i] = dice.Below(options.Days * 24 * 60);
        }

        Array.Sort(minutes);
        var laneWeights = lanes.Select(l => l.Weight).ToArray();
        var carrierWeights = CarrierProfile.All.Select(c => c.Complete ? 14 : 9).ToArray();
        // Late enough in the month for the history to know what is usual.
        var flagship = options.AnomalyShare > 0 ? sizes.Count * 7 / 10 : -1;
        var from = options.From.ToDateTime(TimeOnly.MinValue);
        var voyages = new List<Voyage>(sizes.Count);
        for (var i = 0; i < sizes.Count; i++)
        {
            var lane = lanes[dice.Weighted(laneWeights)];
            var carrier = CarrierProfile.All[dice.Weighted(carrierWeights)];
            if (i == flagship)
            {
                lane = lanes[0];
                carrier = CarrierProfile.All[0];
            }

            voyages.Add(MakeVoyage(i, lane, carrier, sizes[i], from.AddMinutes(minutes[i]), dice));
        }

        if (flagship >= 0)
        {
            voyages[flagship].Stories.Add(new StoryPart(StoryKind.CocaineInWood, 0, 0));
            AssignStories(voyages, options, dice);
        }

        return voyages;
    }

    private static List<int> Sizes(int consignments, Dice dice)
    {
        var mean = Math.Clamp(consignments / VoyagesAtLeast, SmallestMeanSize, LargestMeanSize);
        var sizes = new List<int>();
        for (var left = consignments; left > 0; left -= sizes[^1])
        {
            sizes.Add(Math.Min(left, dice.Between(mean / 2, mean * 3 / 2)));
        }

        return sizes;
    }

    private static Voyage MakeVoyage(int index, Lane lane, CarrierProfile carrier, int size, DateTime sentAt, Dice dice)
    {
        var transit = TimeSpan.FromHours(dice.Between(lane.DaysMin * 24, lane.DaysMax * 24));
        var departureAt = lane.IsExport ? sentAt.AddHours(dice.Between(24, 60)) : sentAt.AddHours(dice.Between(96, 190)) - transit;
        var ship = dice.Below(VesselFirst.Length * VesselSecond.Length);
        var six = 900_000 + (ship * 613);
        var imo = six.ToString(CultureInfo.InvariantCulture);
        var vessel = new Vessel(
            $"{VesselFirst[ship % VesselFirst.Length]} {VesselSecond[ship / VesselFirst.Length]}",
            $"{imo}{ImoNumber.CheckDigit(imo)}",
            Flags[ship % Flags.Length],
            string.Create(CultureInfo.InvariantCulture, $"V{(char)('A' + (ship % 26))}{ship % 10}{six % 1000:D3}"));
        var number = string.Create(CultureInfo.InvariantCulture, $"{carrier.Code[..2]}{index % 1000:D3}{(lane.IsExport ? 'N' : 'S')}");
        return new Voyage(index, lane, carrier, vessel, number, departureAt, departureAt + transit, sentAt, size);
    }

    private static void AssignStories(List<Voyage> voyages, GeneratorOptions options, Dice dice)
    {
        var wanted = (int)(options.Consignments * options.AnomalyShare);
        var told = 1;
        var failures = 0;
        for (var number = 1; told < wanted && failures < Tries; number++)
        {
            var kind = (StoryKind)dice.Weighted(StoryFacts.Weights);
            var cast = Enumerable.Range(0, Tries).Select(_ => Cast(kind, voyages, options.Format, dice)).FirstOrDefault(c => c is not null);
            if (cast is null || told + cast.Length > wanted)
            {
                failures++;
                continue;
            }

            failures = 0;
            for (var part = 0; part < cast.Length; part++)
            {
                cast[part].Stories.Add(new StoryPart(kind, number, part));
            }

            told += cast.Length;
        }
    }

    /// <summary>The voyages for the parts of a story, or <see langword="null"/> when this try found none that fit.</summary>
    private static Voyage[]? Cast(StoryKind kind, List<Voyage> voyages, ManifestFormat format, Dice dice)
    {
        var first = voyages[dice.Below(voyages.Count)];
        if (!HasRoom(first) || !Suits(kind, first, voyages.Count, format))
        {
            return null;
        }

        Voyage[] cast = kind switch
        {
            StoryKind.TwoVoyages => [first, .. voyages.Skip(first.Index + 1).Where(v => HasRoom(v) && Overlaps(first, v)).Take(1)],
            StoryKind.DormantTrader => [first, .. voyages.Skip(voyages.Count * 8 / 10).Where(v => HasRoom(v) && v != first && v.Lane == first.Lane).Take(1)],
            StoryKind.SharedPhone => [first, .. voyages.Skip(first.Index + 1).Where(v => HasRoom(v) && v.Lane == first.Lane).Take(2)],
            _ => [first],
        };
        return cast.Length == StoryFacts.Of(kind).Parts ? cast : null;
    }

    private static bool HasRoom(Voyage voyage) => voyage.Carrier.Complete && voyage.Stories.Count < (voyage.Consignments + 1) / 2;

    private static bool Suits(StoryKind kind, Voyage voyage, int voyages, ManifestFormat format) => kind switch
    {
        StoryKind.WildlifeUnderScrap => voyage.Lane == Lane.WildlifeRoute,
        StoryKind.ToOrderReefer => RiskCountries.CocaineDeparture.Contains(voyage.Lane.ShipperCountry) && voyage.Lane.Goods.Contains("banana", StringComparison.Ordinal),
        // Only these formats can say that a bill is withdrawn.
        StoryKind.LateDeletion => format is ManifestFormat.Cuscar or ManifestFormat.Ams,
        StoryKind.DormantTrader => voyage.Index < voyages / 5,
        StoryKind.NotifyChanged or StoryKind.NewPhone => voyage.Index > voyages / 2,
        StoryKind.TwoVoyages => voyage.Index < voyages - 1,
        _ => true,
    };

    /// <summary>Both are at sea at the same time for more than two days and meet in no port.</summary>
    private static bool Overlaps(Voyage a, Voyage b)
    {
        var begin = a.DepartureAt > b.DepartureAt ? a.DepartureAt : b.DepartureAt;
        var end = a.ArrivalAt < b.ArrivalAt ? a.ArrivalAt : b.ArrivalAt;
        return end - begin > TimeSpan.FromDays(2)
            && !a.Lane.Discharge.Intersect(b.Lane.Loading, StringComparer.Ordinal).Any()
            && !b.Lane.Discharge.Intersect(a.Lane.Loading, StringComparer.Ordinal).Any();
    }
}
