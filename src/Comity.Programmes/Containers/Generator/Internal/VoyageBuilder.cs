using System.Globalization;

namespace Comity.Programmes.Containers.Generator.Internal;

/// <summary>A story's consignment as it stands in the original declaration.</summary>
internal sealed record ToldStory(StoryPart Story, Bill Bill);

/// <summary>Fills voyages with bills, one voyage after the other; only the yard of boxes is carried from one to the next.</summary>
internal sealed class VoyageBuilder(GeneratorOptions options)
{
    private const int LatinPerMille = 550;

    private static readonly string[] Marks = ["N/M", "AS PER INVOICE", "LOT {0}", "PO {0}", "{0}/26", "BATCH {0}"];
    private static readonly string[] VagueTexts = ["GENERAL CARGO", "PERSONAL EFFECTS", "SPARE PARTS", "REPUESTOS VARIOS", "MERCANCIA GENERAL", "CONSOLIDATED CARGO FAK"];
    private static readonly int[] BoxesPerBill = [0, 700, 150, 80, 40, 20, 10];

    private readonly BoxYard yard = new(options.Seed);
    private readonly Traders traders = new(options.Seed);

    public Traders Traders => traders;

    public BoxYard Yard => yard;

    /// <summary>The bills of a voyage, exactly as many consignments as planned, and which of them tell a story.</summary>
    public (List<Bill> Bills, List<ToldStory> Stories) Build(Voyage voyage)
    {
        var dice = new Dice(Dice.Hash(options.Seed, (ulong)voyage.Index + 1));
        var bills = new List<Bill>();
        var told = new List<ToldStory>();
        var left = voyage.Consignments - voyage.Stories.Count;
        while (left > 0)
        {
            left -= AddNext(bills, voyage, left, dice);
        }

        // Stories hide among the others: at a random place, and numbered like all bills by their place.
        var stories = new List<StoryPart?>(bills.Select(_ => (StoryPart?)null));
        foreach (var story in voyage.Stories)
        {
            var at = dice.Below(bills.Count + 1);
            bills.Insert(at, StoryTeller.Tell(this, voyage, story, options.Seed));
            stories.Insert(at, story);
        }

        for (var i = 0; i < bills.Count; i++)
        {
            bills[i] = bills[i] with { Number = BillNumber(voyage, bills[i].Loading, i) };
            if (stories[i] is { } story)
            {
                told.Add(new ToldStory(story, bills[i]));
            }
            else if (bills[i].Master is null)
            {
                Bring(bills[i], voyage);
            }
        }

        return (bills, told);
    }

    /// <summary>An ordinary bill with one full container, of goods of the lane or of those given.</summary>
    public Bill FullContainer(Voyage voyage, Dice dice, Goods? goods = null, int boxes = 1, int? consigneeRank = null)
    {
        goods ??= PickGoods(voyage.Lane, dice);
        var bill = Frame(voyage, goods, dice, consigneeRank);
        var loads = new List<Load>(boxes);
        var grams = UsualPackageGrams(bill.Shipper, goods);
        for (var i = 0; i < boxes; i++)
        {
            var box = yard.Take(goods.SizeType, bill.Loading, voyage.DepartureAt, dice);
            AddSeal(box, voyage, dice);
            loads.Add(MakeLoad(box, goods, dice.Between(goods.LoadKgMin, goods.LoadKgMax), grams, dice));
        }

        return Price(bill with { Loads = loads }, goods, dice);
    }

    private void Bring(Bill bill, Voyage voyage)
    {
        foreach (var load in bill.Loads)
        {
            if (load.Box is { } box)
            {
                yard.Bring(box, bill.Discharge, voyage.ArrivalAt);
            }
        }
    }

    public void AddSeal(Box box, Voyage voyage, Dice dice) =>
        box.Seals.Add(string.Create(CultureInfo.InvariantCulture, $"{voyage.Carrier.Code[..2]}{dice.Between(1_000_000, 9_999_999)}"));

    public static Goods PickGoods(Lane lane, Dice dice)
    {
        var keys = lane.Goods.Split(' ');
        return Goods.All[keys[dice.Below(keys.Length)]];
    }

    /// <summary>Traders of one sector in one country; ranks from here on are known to stories alone.</summary>
    public int Population => Math.Max(12, options.Consignments / 90);

    private int AddNext(List<Bill> bills, Voyage voyage, int left, Dice dice)
    {
        switch (dice.Weighted([900, 40, 25, 35]))
        {
            case 1 when left >= 3:
                return AddGroupage(bills, voyage, Math.Min(left, dice.Between(3, 8)), dice);
            case 2:
                bills.Add(Loose(voyage, dice));
                return 1;
            case 3 when left >= 2:
                var empties = Math.Min(left, dice.Between(2, 12));
                bills.Add(Empties(voyage, empties, dice));
                return empties;
            default:
                var boxes = Math.Min(left, dice.Weighted(BoxesPerBill));
                bills.Add(Everyday(FullContainer(voyage, dice, boxes: boxes), dice));
                return boxes;
        }
    }

    /// <summary>What happens every day without meaning anything: bills to order, a forwarder as consignee, a vague text.</summary>
    private Bill Everyday(Bill bill, Dice dice) => dice.Below(1000) switch
    {
        < 35 => bill with
        {
            Notify = bill.Consignee,
            Consignee = bill.Consignee with { Name = "TO ORDER", Address = "", City = "", Phone = "", Code = "" },
        },
        < 42 => bill with { Consignee = traders.Broker(bill.Consignee.Country, dice.Below(12)) },
        < 45 => bill with { Description = dice.Pick(VagueTexts) },
        < 48 => bill with { Notify = traders.Broker(bill.Notify.Country, dice.Below(24)) },
        < 90 => bill with { Shipper = Traders.Respell(bill.Shipper, dice) },
        < 130 => bill with { Consignee = Traders.Respell(bill.Consignee, dice) },
        _ => bill,
    };

    private int AddGroupage(List<Bill> bills, Voyage voyage, int houses, Dice dice)
    {
        var first = Frame(voyage, PickGoods(voyage.Lane, dice), dice, null);
        var box = yard.Take("45G1", first.Loading, voyage.DepartureAt, dice);
        AddSeal(box, voyage, dice);
        var master = BillNumber(voyage, first.Loading, bills.Count) + "M";
        for (var i = 0; i < houses; i++)
        {
            var goods = PickGoods(voyage.Lane, dice);
            var house = Frame(voyage, goods, dice, null) with
            {
                Master = master,
                Loading = first.Loading,
                Discharge = first.Discharge,
                Transhipment = first.Transhipment,
            };
            var kg = Math.Max(goods.PackageGramsMax / 1000, dice.Between(120, 2_800));
            var load = MakeLoad(box, goods, kg, UsualPackageGrams(house.Shipper, goods), dice);
            bills.Add(Price(house with { Loads = [load] }, goods, dice));
        }

        return houses;
    }

    private Bill Loose(Voyage voyage, Dice dice)
    {
        var goods = PickGoods(voyage.Lane, dice);
        var bill = Frame(voyage, goods, dice, null);
        var kg = Math.Max(goods.PackageGramsMax / 1000, dice.Between(2_000, 60_000));
        return Price(bill with { Loads = [MakeLoad(null, goods, kg, UsualPackageGrams(bill.Shipper, goods), dice)] }, goods, dice);
    }

    private Bill Empties(Voyage voyage, int count, Dice dice)
    {
        var goods = PickGoods(voyage.Lane, dice);
        var frame = Frame(voyage, goods, dice, null);
        var loads = new List<Load>(count);
        for (var i = 0; i < count; i++)
        {
            var box = yard.Take(goods.SizeType, frame.Loading, voyage.DepartureAt, dice) with { Empty = true };
            loads.Add(new Load(box, 1, box.TareKg, 0));
        }

        return AsEmpties(frame, voyage) with { Loads = loads };
    }

    /// <summary>The same bill as one of empty boxes, from the carrier's agent to the carrier's agent.</summary>
    public static Bill AsEmpties(Bill bill, Voyage voyage) => bill with
    {
        Shipper = Agent(bill.Shipper, voyage),
        Consignee = Agent(bill.Consignee, voyage),
        Notify = Agent(bill.Consignee, voyage),
        Hs = "",
        UnNumber = "",
        Description = "EMPTY CONTAINERS",
        PackageType = "CN",
        ValueUsd = 0,
        FreightUsd = 0,
    };

    private static Party Agent(Party local, Voyage voyage) =>
        local with { Name = $"{voyage.Carrier.Name} AGENCY", Phone = "", Code = "" };

    private Bill Frame(Voyage voyage, Goods goods, Dice dice, int? consigneeRank)
    {
        var lane = voyage.Lane;
        var origin = dice.Pick(lane.Origins);
        var loading = lane.Loading.Contains(origin, StringComparer.Ordinal) ? origin : dice.Pick(lane.Loading);
        var discharge = dice.Pick(lane.Discharge);
        var destination = lane.EndsInland ? dice.Pick(lane.Destinations) : discharge;
        var shipperRank = dice.Rank(Population);
        var shipper = traders.Trader(origin[..2], goods.Sector, 'S', shipperRank);
        // A shipper has a few usual customers and now and then another.
        consigneeRank ??= dice.PerMille(820)
            ? (int)(Dice.Hash((ulong)shipperRank, (ulong)dice.Rank(4)) % (ulong)Math.Min(Population, (shipperRank * 2) + 6))
            : dice.Rank(Population);
        var consignee = traders.Trader(destination[..2], goods.Sector, 'C', consigneeRank.Value);
        var transhipment = dice.PerMille(450) ? dice.Pick(lane.Transhipments) : null;
        return new Bill
        {
            Number = "",
            Nature = lane.Nature,
            Shipper = shipper,
            Consignee = consignee,
            Notify = UsualNotify(consignee, consigneeRank.Value),
            Origin = origin,
            Loading = loading,
            Transhipment = transhipment == discharge ? null : transhipment,
            Discharge = discharge,
            Destination = destination,
            Hs = goods.Hs,
            Description = Describe(goods, dice),
            PackageType = goods.PackageType,
            UnNumber = goods.UnNumber,
            Marks = string.Format(CultureInfo.InvariantCulture, dice.Pick(Marks), dice.Between(100, 9_999)),
            Loads = [],
            ValueUsd = 0,
            FreightUsd = 0,
        };
    }

    public static string BillNumber(Voyage voyage, string loading, int sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{voyage.Carrier.Code}{loading[2..]}{voyage.Index:D5}{sequence:D4}");

    private Party UsualNotify(Party consignee, int rank) =>
        rank % 10 < 7 ? consignee : traders.Broker(consignee.Country, rank % 12);

    private static string Describe(Goods goods, Dice dice)
    {
        var spanish = dice.PerMille(LatinPerMille);
        var text = dice.Pick(spanish ? goods.Spanish : goods.English);
        return dice.Below(6) switch
        {
            0 => spanish ? $"DICE CONTENER {text} FLETE PAGADO" : $"SAID TO CONTAIN {text} FREIGHT PREPAID",
            1 => spanish ? $"{text} PARTIDA {goods.Hs} EN TRANSITO" : $"{text} HS CODE {goods.Hs[..4]}.{goods.Hs[4..]} SHIPPER LOAD AND COUNT",
            2 => $"{text} ORDER {dice.Between(10_000, 99_999)}",
            _ => text,
        };
    }

    /// <summary>A trader packs the same goods in the same way each time.</summary>
    private static int UsualPackageGrams(Party shipper, Goods goods)
    {
        var spread = Math.Max(1, goods.PackageGramsMax - goods.PackageGramsMin);
        return goods.PackageGramsMin + (int)(Dice.Hash((ulong)shipper.Code.Sum(c => c), (ulong)shipper.Phone[^1]) % (ulong)spread);
    }

    private static Load MakeLoad(Box? box, Goods goods, int kg, int packageGrams, Dice dice)
    {
        var packages = Math.Max(1, (int)(kg * 1000L / packageGrams));
        var gross = (int)(packages * (long)packageGrams / 1000 * dice.Between(990, 1010) / 1000);
        return new Load(box, packages, Math.Max(1, gross), (int)((long)gross * goods.LitresPerTonne / 1000 * dice.Between(950, 1050) / 1000));
    }

    private static Bill Price(Bill bill, Goods goods, Dice dice)
    {
        var kg = bill.GrossMassKg;
        var cents = dice.Between(goods.CentsPerKgMin, goods.CentsPerKgMax);
        var value = Math.Max(50, kg * cents / 100);
        // Freight by container, at most a third of what the goods are worth.
        var boxes = bill.Loads.Count(l => l.Box is not null);
        var freight = bill.Master is null && boxes > 0 ? boxes * (long)dice.Between(1_400, 4_800) : 60 + (kg * dice.Between(8, 22) / 100);
        return bill with { ValueUsd = value, FreightUsd = Math.Min(freight, value / 3) };
    }
}
