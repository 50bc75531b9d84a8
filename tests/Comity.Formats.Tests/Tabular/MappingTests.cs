using Comity.Formats.Tabular;

namespace Comity.Formats.Tests.Tabular;

public sealed class MappingTests
{
    [Fact]
    public void A_mapping_survives_being_saved()
    {
        var mapping = new ColumnMapping
        {
            Sender = "ميناء المثال",
            Delimiter = '\t',
            Encoding = "windows-1256",
            HeaderRow = 3,
            DecimalMark = ',',
            Columns =
            [
                new() { Header = "رقم الحاوية", Field = CargoField.ContainerNumber },
                new() { Header = "Name", Occurrence = 2, Field = CargoField.ConsigneeName },
                new() { Header = "Peso \"t\"", Field = CargoField.GoodsGrossMass, Unit = MassUnit.Tonne },
                new() { Header = "ETA", Field = CargoField.ArrivalAt, DateFormat = "dd/MM/yyyy", Kind = ValueKind.Date },
                new() { Header = "Remarks" },
            ],
        };

        var read = ColumnMapping.FromJson(mapping.ToJson());

        read.ToJson().ShouldBe(mapping.ToJson());
        read.Columns.ShouldBe(mapping.Columns);
        (read with { Columns = mapping.Columns }).ShouldBe(mapping);
        mapping.Problems().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"sender\":\"x\"}")]
    [InlineData("{\"sender\":\"x\",\"columns\":[null]}")]
    [InlineData("{\"sender\":\"x\",\"columns\":[{\"header\":\"a\",\"field\":\"nonsense\"}]}")]
    [InlineData("{\"sender\":\"x\",\"columns\":[],\"unknown\":1}")]
    public void Text_that_is_no_mapping_is_refused(string json) => Should.Throw<FormatException>(() => ColumnMapping.FromJson(json));

    [Theory]
    [InlineData("en", "Container No.", "B/L Number", "Seal No", "Goods weight (kg)", "Description of goods", "Consignee", "Port of Loading")]
    [InlineData("es", "Número de contenedor", "Conocimiento de embarque", "Precinto", "Peso de la mercancía kg", "Mercancía", "Consignatario", "Puerto de carga")]
    [InlineData("fr", "N° conteneur", "Connaissement", "Scellé", "Poids des marchandises (kg)", "Désignation", "Destinataire", "Port de chargement")]
    [InlineData("pt", "Contêiner", "Conhecimento de embarque", "Lacre", "Peso da carga (kg)", "Descrição da mercadoria", "Consignatário", "Porto de carregamento")]
    [InlineData("ru", "Номер контейнера", "Коносамент", "Пломба", "Вес груза, кг", "Описание груза", "Грузополучатель", "Порт погрузки")]
    [InlineData("ar", "رقم الحاوية", "رقم بوليصة الشحن", "رقم الختم", "وزن البضاعة (كجم)", "وصف البضاعة", "المرسل إليه", "ميناء التحميل")]
    public void Headings_in_six_languages_are_understood(string language, params string[] headings)
    {
        var suggestion = MappingSuggestion.For(headings, [["FCIU5956299", "B1", "S1", "100", "WOOD", "X", "BRSSZ"]]);

        suggestion.Questions.ShouldBeEmpty(language);
        suggestion.Columns.Select(c => c.Rule.Field).ShouldBe(
        [
            CargoField.ContainerNumber, CargoField.BillNumber, CargoField.Seal, CargoField.GoodsGrossMass, CargoField.GoodsDescription,
            CargoField.ConsigneeName, CargoField.PlaceOfLoading,
        ]);
        suggestion.Columns[3].Rule.Unit.ShouldBe(MassUnit.Kilogram);
        suggestion.Proposed.Problems().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Gross weight", "5", MappingQuestionKind.Field, "GoodsGrossMass,BillGrossMass,ContainerGrossMass")]
    [InlineData("Name", "X", MappingQuestionKind.Field, "ShipperName,ConsigneeName,NotifyName")]
    [InlineData("Xyzzy", "X", MappingQuestionKind.Field, "")]
    [InlineData("Tare", "2200", MappingQuestionKind.Unit, "Kilogram,Tonne,Pound")]
    [InlineData("ETA", "03/04/2025", MappingQuestionKind.DateFormat, "d/M/yyyy,M/d/yyyy")]
    [InlineData("Volume", "1.234", MappingQuestionKind.DecimalMark, ".,,")]
    public void What_is_ambiguous_is_asked(string heading, string value, MappingQuestionKind kind, string candidates)
    {
        var suggestion = MappingSuggestion.For(["Container", heading], [["FCIU5956299", value]]);

        var question = suggestion.Questions.ShouldHaveSingleItem();
        question.Kind.ShouldBe(kind);
        string.Join(',', question.Candidates).ShouldBe(candidates);
    }

    [Fact]
    public void A_heading_its_values_deny_is_asked()
    {
        var suggestion = MappingSuggestion.For(["BL", "Container"], [["B1", "WOOD"], ["B2", "FRUIT"], ["B3", "TOYS"]]);

        suggestion.Questions.ShouldContain(q => q.Column == 1 && q.Why.Contains("WOOD", StringComparison.Ordinal));
        suggestion.Columns[1].Rule.Field.ShouldBeNull();
    }

    [Fact]
    public void Two_columns_for_one_field_are_asked()
    {
        var suggestion = MappingSuggestion.For(["BL", "Vessel", "Ship name"], []);

        suggestion.Questions.Select(q => q.Column).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_table_without_bill_and_container_is_asked_about() =>
        MappingSuggestion.For(["Goods description"], []).Questions.ShouldContain(q => q.Kind == MappingQuestionKind.Table);

    [Fact]
    public void What_a_mapping_lacks_is_said()
    {
        var mapping = new ColumnMapping
        {
            Sender = "x",
            DecimalMark = ';',
            Delimiter = '"',
            Encoding = "no-such-code",
            Columns = [new() { Header = "a", Field = CargoField.ContainerTare }, new() { Header = "A " }],
        };

        mapping.Problems().Count.ShouldBe(6);
    }
}
