using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Tests.Containers.Reference;

public class CodesTests
{
    [Theory]
    [InlineData("4407.29.00", "44072900")]
    [InlineData(" 0901 21", "090121")]
    [InlineData("44", "44")]
    [InlineData("4", null)]
    [InlineData("HS 4407", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Hs_code_is_normalised(string? declared, string? expected) => HsCode.Normalise(declared).ShouldBe(expected);

    [Theory]
    [InlineData("440729", true)]
    [InlineData("4407290000", true)]
    [InlineData("44", true)]
    [InlineData("7799", false)]
    [InlineData("00", false)]
    public void Hs_heading_is_known(string digits, bool expected) => HsCode.IsKnown(digits).ShouldBe(expected);

    [Fact]
    public void Hs_code_is_described_by_its_longest_known_part()
    {
        HsCode.Describe("0901219999").ShouldBe(HsCode.All["090121"]);
        HsCode.Describe("0901999999").ShouldBe(HsCode.All["0901"]);
        HsCode.Describe("0999").ShouldBe(HsCode.All["09"]);
        HsCode.Describe("77").ShouldBeNull();
    }

    [Theory]
    [InlineData("291524", true)]
    [InlineData("2915240000", true)]
    [InlineData("2915", false)]
    [InlineData("291521", false)]
    public void Precursors(string hs, bool listed) => (HsList.Precursors.Find(hs) is not null).ShouldBe(listed);

    [Fact]
    public void Every_prefix_of_every_list_is_a_code_of_the_nomenclature()
    {
        HsList[] lists = [HsList.Precursors, HsList.Wildlife, HsList.Perishables, HsList.Scrap];
        lists.ShouldAllBe(l => l.Entries.Count > 5);
        lists.SelectMany(l => l.Entries.Keys).Where(p => !HsCode.All.ContainsKey(p)).ShouldBeEmpty();
    }

    [Fact]
    public void Risk_countries_are_countries_and_name_their_source()
    {
        RiskCountries[] sets =
        [
            RiskCountries.CocaineSource, RiskCountries.CocaineDeparture, RiskCountries.CocaineTransit, RiskCountries.CocaineDestination,
            RiskCountries.OpiateSource, RiskCountries.WildlifeSource, RiskCountries.WildlifeDestination,
        ];
        sets.ShouldAllBe(s => s.Codes.Count > 2);
        sets.SelectMany(s => s.Codes).Where(c => Countries.Find(c) is null).ShouldBeEmpty();
        RiskCountries.CocaineSource.Contains("BO").ShouldBeTrue();
        RiskCountries.CocaineSource.SourceOf("BO")!.ShouldContain("UNODC");
    }

    [Theory]
    [InlineData("BE", "BE")]
    [InlineData("BOL", "BO")]
    [InlineData("Bolivia", "BO")]
    [InlineData("BOLIVIA (PLURINATIONAL STATE OF)", "BO")]
    [InlineData("Bélgica", "BE")]
    [InlineData("belgica", "BE")]
    [InlineData("Бельгия", "BE")]
    [InlineData("中国", "CN")]
    [InlineData("Atlantis", null)]
    [InlineData("", null)]
    public void Country(string text, string? alpha2) => Countries.Find(text)?.Alpha2.ShouldBe(alpha2);

    [Fact]
    public void Countries_have_names_in_six_languages()
    {
        Countries.All.Count.ShouldBe(249);
        Countries.Find("BO")!.Name("fr").ShouldStartWith("Bolivie");
        Countries.Find("BE")!.Name("ar").ShouldBe("بلجيكا");
        Countries.Find("BE")!.Name("xx").ShouldBe("Belgium");
        Countries.Find("BE")!.Currency.ShouldBe("EUR");
        Countries.All.Where(c => string.IsNullOrEmpty(c.Russian) || string.IsNullOrEmpty(c.Chinese) || string.IsNullOrEmpty(c.Arabic) || string.IsNullOrEmpty(c.French) || string.IsNullOrEmpty(c.Spanish)).ShouldBeEmpty();
    }

    [Fact]
    public void Place_by_code()
    {
        var antwerp = Places.Find("BE ANR")!;
        antwerp.ShouldBe(Places.Find("beanr"));
        (antwerp.Name, antwerp.Country).ShouldBe(("Antwerpen", "BE"));
        antwerp.Functions.HasFlag(PlaceFunctions.Port).ShouldBeTrue();
        antwerp.Latitude!.Value.ShouldBe(51.2167, 1e-9);
        Places.Find("BOORU")!.Functions.ShouldBe(PlaceFunctions.Rail | PlaceFunctions.Road | PlaceFunctions.Airport);
        Places.Find("XXXXX").ShouldBeNull();
    }

    [Fact]
    public void Place_by_name_finds_the_port_first()
    {
        Places.FindByName("antwerpen", "BE")[0].Code.ShouldBe("BEANR");
        Places.FindByName("Asunción", "PY").Any(p => p.Code == "PYASU").ShouldBeTrue();
        Places.FindByName("Jakarta", "ID")[0].Code.ShouldBe("IDJKT");
        Places.FindByName("Antwerpen", "BO").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("BEANR", "BE")]
    [InlineData("BO", "BO")]
    [InlineData("BOL", "BO")]
    [InlineData("Bolivia", "BO")]
    [InlineData("Arica,Chile", "CL")]
    [InlineData("Puerto Nuevo, Nowhere", null)]
    [InlineData("BERLI", null)] // five letters of a town, not a place in Belgium
    [InlineData("BEQQQ", null)]
    [InlineData(" ", null)]
    [InlineData(null, null)]
    public void Country_of_a_declared_place(string? declared, string? country) => Places.CountryOf(declared).ShouldBe(country);

    [Fact]
    public void Carrier_by_code()
    {
        Carriers.Find("HLC")!.Name.ShouldBe("Hapag-Lloyd");
        Carriers.Find("???").ShouldBeNull();
        Carriers.All.Count.ShouldBe(358);
    }
}
