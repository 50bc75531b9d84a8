namespace Comity.Programmes.Containers.Generator.Internal;

/// <summary>Turns an ordinary bill into the one a story needs.</summary>
internal static class StoryTeller
{
    private static readonly string[] VagueChemicals = ["CHEMICALS", "PRODUCTOS QUIMICOS VARIOS", "GENERAL CARGO SAID TO CONTAIN CHEMICALS", "INSUMOS VARIOS"];
    private static readonly string[] Precursors = ["291524", "284161", "291634", "293294", "292243"];
    private static readonly (string Hs, string Text)[] Contradictions =
    [
        ("940360", "FROZEN CHICKEN CUTS"), ("690721", "GREEN COFFEE BEANS"), ("480257", "ELECTROLYTIC COPPER CATHODES"),
        ("100630", "TRUCK AND BUS TYRES"), ("630900", "TELEFONOS CELULARES"), ("230400", "CIGARETTES"),
    ];

    public static Bill Tell(VoyageBuilder builder, Voyage voyage, StoryPart story, ulong seed)
    {
        // What the parts share comes from the story's own dice, the rest from the part's.
        var shared = new Dice(Dice.Hash(seed ^ 0x5701, (ulong)story.Number));
        var dice = new Dice(Dice.Hash(seed ^ 0x9A27, ((ulong)story.Number * 8) + (ulong)story.Part));
        Bill Ordinary(Goods? goods = null, int? consigneeRank = null) => builder.FullContainer(voyage, dice, goods, consigneeRank: consigneeRank);

        switch (story.Kind)
        {
            case StoryKind.CocaineInWood:
                return Flagship(builder, Ordinary(Goods.All["wood"]));
            case StoryKind.TwoVoyages:
                var clone = builder.Yard.ForStory(story.Number, "45G1", shared);
                builder.AddSeal(clone, voyage, dice);
                return WithBox(Ordinary(), clone);
            case StoryKind.SharedPhone:
                var lane = voyage.Lane;
                var country = (lane.EndsInland ? lane.Destinations : lane.Discharge)[0][..2];
                var phone = builder.Traders.Trader(country, "consumer", 'C', builder.Population + (story.Number * 4) + 3).Phone;
                var order = Renamed(builder, Ordinary(), 'C', story);
                var company = order.Consignee with { Phone = phone };
                return order with { Consignee = company, Notify = company };
            case StoryKind.EmptyExcess:
                var empty = VoyageBuilder.AsEmpties(Ordinary(), voyage);
                var box = empty.Loads[0].Box! with { Empty = true, Seals = [] };
                return empty with { Loads = [new Load(box, 1, box.TareKg + dice.Between(45, 130) * 10, 0)] };
            case StoryKind.VaguePrecursor:
                return Ordinary(Goods.All["soda"]) with { Hs = dice.Pick(Precursors), Description = dice.Pick(VagueChemicals), UnNumber = "" };
            case StoryKind.HsTextDisagree:
                var (hs, text) = dice.Pick(Contradictions);
                return Ordinary() with { Hs = hs, Description = text, UnNumber = "" };
            case StoryKind.WeightOutlier:
                var heavy = Ordinary();
                var packages = Math.Max(1, heavy.Loads[0].Packages / dice.Between(6, 9));
                return heavy with { Loads = [heavy.Loads[0] with { Packages = packages }] };
            case StoryKind.NotifyChanged:
                var usual = Ordinary(consigneeRank: 0);
                return usual with { Notify = Renamed(builder, usual, 'C', story).Consignee };
            case StoryKind.InvalidContainer:
                var wrong = Ordinary();
                var number = wrong.Loads[0].Box!.Number;
                var digit = (number[^1] - '0' + dice.Between(1, 9)) % 10;
                return WithBox(wrong, wrong.Loads[0].Box! with { Number = $"{number[..^1]}{digit}" });
            case StoryKind.WildlifeUnderScrap:
                var scrap = Renamed(builder, Ordinary(Goods.All["plastic-scrap"]), 'S', story);
                scrap = Renamed(builder, scrap, 'C', story);
                return scrap with { Notify = scrap.Consignee, Loads = [scrap.Loads[0] with { VolumeLitres = scrap.Loads[0].VolumeLitres / 3 }] };
            case StoryKind.FreightAboveValue:
                var dear = Ordinary();
                return dear with { FreightUsd = dear.ValueUsd / 2, ValueUsd = Math.Max(20, dear.ValueUsd / dice.Between(5, 9)) };
            case StoryKind.LowPrice:
                var cheap = Ordinary();
                var value = Math.Max(30, cheap.ValueUsd / dice.Between(18, 40));
                return cheap with { ValueUsd = value, FreightUsd = value / 2 };
            case StoryKind.ToOrderReefer:
                var fruit = Ordinary(Goods.All["banana"]);
                return fruit with
                {
                    Notify = fruit.Consignee,
                    Consignee = fruit.Consignee with { Name = "TO ORDER", Address = "", City = "", Phone = "", Code = "" },
                };
            case StoryKind.CarrierConsignee:
                var handled = Ordinary();
                return handled with { Consignee = builder.Traders.Broker(handled.Consignee.Country, 12 + dice.Below(12)) };
            case StoryKind.DormantTrader:
                var goods = VoyageBuilder.PickGoods(voyage.Lane, shared);
                return Renamed(builder, Ordinary(goods), 'S', story);
            case StoryKind.NewPhone:
                var known = Ordinary(consigneeRank: 0);
                var other = $"{known.Consignee.Phone[..^4]}{dice.Between(1_000, 9_999)}";
                return known with { Consignee = known.Consignee with { Phone = other }, Notify = known.Consignee with { Phone = other } };
            case StoryKind.LateDeletion:
            case StoryKind.SealChanged:
                // The story is in the amendment.
                return Ordinary();
            default:
                throw new InvalidOperationException($"Nobody tells the story {story.Kind}.");
        }
    }

    /// <summary>
    /// A shipper nobody has seen, wood for Antwerp by way of Busan, a third too heavy for its bundles. What is hidden in
    /// it weighs 1,435 kg.
    /// </summary>
    private static Bill Flagship(VoyageBuilder builder, Bill wood)
    {
        var shipper = builder.Traders.Trader("BO", "wood", 'S', builder.Population);
        var consignee = builder.Traders.Trader("BE", "wood", 'C', builder.Population);
        return wood with
        {
            Shipper = shipper,
            Consignee = consignee,
            Notify = consignee,
            Origin = "BOORU",
            Loading = "CLARI",
            Transhipment = "KRPUS",
            Discharge = "BEANR",
            Destination = "BEANR",
            Description = "MADERA ASERRADA TAJIBO SECA AL HORNO",
            Loads = [wood.Loads[0] with { Packages = 9, GrossMassKg = 22_415, VolumeLitres = 28_100 }],
        };
    }

    private static Bill WithBox(Bill bill, Box box) => bill with { Loads = [bill.Loads[0] with { Box = box }] };

    /// <summary>The bill with a shipper or consignee of the same line of business that belongs to the story alone, another for each part where a telephone is shared.</summary>
    private static Bill Renamed(VoyageBuilder builder, Bill bill, char role, StoryPart story)
    {
        var rank = builder.Population + (story.Number * 4) + (story.Kind == StoryKind.SharedPhone ? story.Part : 3);
        var sector = Goods.All.Values.First(g => g.Hs == bill.Hs).Sector;
        return role == 'S'
            ? bill with { Shipper = builder.Traders.Trader(bill.Shipper.Country, sector, 'S', rank) }
            : bill with { Consignee = builder.Traders.Trader(bill.Consignee.Country, sector, 'C', rank) };
    }
}
