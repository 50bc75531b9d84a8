using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Tests.Containers.Reference;

public class WordsTests
{
    [Theory]
    [InlineData("GENERAL CARGO", "general cargo")]
    [InlineData("1X40HC SAID TO CONTAIN: FREIGHT ALL KINDS", "said to contain")]
    [InlineData("Mercancía general", "mercancia general")]
    [InlineData("REPUESTOS VARIOS SEGUN FACTURA NO. 4711", "repuestos varios")]
    [InlineData("PERSONAL EFFECTS, USED", "personal effects")]
    [InlineData("Pièces détachées", "pieces detachees")]
    [InlineData("Личные вещи", "личные вещи")]
    [InlineData("普通货物", "普通货物")]
    [InlineData("20 PALLETS", "20 PALLETS")]
    [InlineData("SPARE PART", "spare parts")]
    public void Vague(string description, string expected)
    {
        GoodsWords.IsVague(description, out var phrase).ShouldBeTrue();
        phrase.ShouldBe(expected);
    }

    [Theory]
    [InlineData("GENERAL CARGO: ROASTED COFFEE")]
    [InlineData("SAID TO CONTAIN 320 BAGS GREEN COFFEE BEANS")]
    [InlineData("SPARE PARTS FOR HYDRAULIC EXCAVATORS")]
    [InlineData("MERCANCIA GENERAL MADERA ASERRADA DE TAJIBO")]
    [InlineData("SAWN TIMBER")]
    [InlineData("Sammelgut Kaffeebohnen Haselnusskerne Trockenpflaumen")] // no list knows the words: no verdict
    [InlineData("PARTS OF AGRICULTURAL MACHINERY, TRACTOR")]
    [InlineData("")]
    [InlineData(null)]
    public void Not_vague(string? description) => GoodsWords.IsVague(description, out _).ShouldBeFalse();

    [Theory]
    [InlineData("440729", "ROASTED COFFEE IN BAGS", 9)]
    [InlineData("090111", "MADERA ASERRADA", 44)]
    [InlineData("8703", "FROZEN CHICKEN", 2)]
    public void Hs_and_text_disagree(string hs, string description, int chapter)
    {
        GoodsWords.DisagreesWith(hs, description, out var disagreement).ShouldBeTrue();
        disagreement!.WordChapters.ShouldContain(chapter);
        disagreement.DeclaredChapter.ShouldBe(HsCode.Chapter(hs));
    }

    [Theory]
    [InlineData("440729", "SAWN TIMBER, TAJIBO, KILN DRIED")]
    [InlineData("090111", "CAFE VERDE EN GRANO")]
    [InlineData("230120", "FISH MEAL")]
    [InlineData("110812", "MAIZE STARCH")]
    [InlineData("291524", "ACETIC ANHYDRIDE IN STEEL DRUMS")]
    [InlineData("291524", "STEEL DRUMS")]
    [InlineData("080122", "BRAZIL NUTS SHELLED")]
    [InlineData("7799", "COFFEE")] // unknown heading: another finding
    [InlineData(null, "COFFEE")]
    [InlineData("0901", null)]
    public void Hs_and_text_do_not_disagree(string? hs, string? description) =>
        GoodsWords.DisagreesWith(hs, description, out _).ShouldBeFalse();

    [Fact]
    public void The_nomenclature_itself_is_not_vague()
    {
        // Of 5,613 subheadings only those that speak of parts "of the machinery of heading no. 8422" may count as vague.
        var vague = HsCode.All.Where(e => e.Key.Length == 6 && GoodsWords.IsVague(e.Value, out _)).Select(e => e.Value).ToList();
        vague.Count.ShouldBeLessThan(10);
        vague.ShouldAllBe(d => d.Contains("parts", StringComparison.Ordinal) || d.Contains("articles", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ANDES FREIGHT FORWARDING SRL", true)]
    [InlineData("AGENCIA NAVIERA DEL PACIFICO", true)]
    [InlineData("HAPAG-LLOYD AG", true)]
    [InlineData("MADERAS DEL ORIENTE SRL", false)]
    [InlineData(null, false)]
    public void Carrier_or_forwarder(string? name, bool expected) => PartyWords.IsCarrierOrForwarder(name, out _).ShouldBe(expected);

    [Theory]
    [InlineData("TO ORDER:-", true)]
    [InlineData("TO THE ORDER OF BANCO DEL SUR", true)]
    [InlineData("A LA ORDEN", true)]
    [InlineData("ORDER", true)]
    [InlineData("MADE TO ORDER FURNITURE LTD", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void To_order(string? name, bool expected) => PartyWords.IsToOrder(name).ShouldBe(expected);

    [Theory]
    [InlineData("P.O. Box 1234, Oruro", true)]
    [InlineData("CASILLA 88, LA PAZ", true)]
    [InlineData("AV. 6 DE AGOSTO 1200", false)]
    public void Po_box(string address, bool expected) => PartyWords.IsPoBox(address, out _).ShouldBe(expected);

    [Theory]
    [InlineData("CALLE 4, DEPTO. 3B", true)]
    [InlineData("Flat 7, 12 Mill Lane", true)]
    [InlineData("PARQUE INDUSTRIAL MZ 4", false)]
    public void Residential(string address, bool expected) => PartyWords.IsResidential(address, out _).ShouldBe(expected);
}
