using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Tests.Containers.Reference;

public class NumbersTests
{
    [Theory]
    [InlineData("FCIU5956299", NumberJudgement.Valid)]
    [InlineData("TCLU5546482", NumberJudgement.Valid)]
    [InlineData("TGCU0235724", NumberJudgement.Valid)]
    [InlineData("FCIU2469131", NumberJudgement.Valid)]
    [InlineData("OOLU4293959", NumberJudgement.Valid)]
    [InlineData("MSTI6415664", NumberJudgement.WrongForm)]
    [InlineData("CBHU1234567", NumberJudgement.WrongCheckDigit)]
    [InlineData("OOLU429395", NumberJudgement.WrongForm)]
    [InlineData("OOLU42939X9", NumberJudgement.WrongForm)]
    [InlineData("", NumberJudgement.WrongForm)]
    public void Container_number(string number, NumberJudgement expected) => ContainerNumber.Judge(number).ShouldBe(expected);

    [Fact]
    public void A_remainder_of_ten_counts_as_zero()
    {
        // Of a thousand consecutive serial numbers some have the remainder ten; each must have exactly one valid digit.
        for (var serial = 0; serial < 1_000; serial++)
        {
            var ten = $"COMU{serial:D6}";
            var valid = Enumerable.Range(0, 10).Where(d => ContainerNumber.IsValid($"{ten}{d}")).ToList();
            valid.ShouldBe([ContainerNumber.CheckDigit(ten)]);
        }
    }

    [Fact]
    public void Container_number_is_normalised_and_names_its_owner()
    {
        ContainerNumber.Normalise(" oolu 429395-9").ShouldBe("OOLU4293959");
        ContainerNumber.Owner("OOLU4293959").ShouldBe("OOLU");
        ContainerNumber.Owner("MSTI6415664").ShouldBe("");
    }

    [Theory]
    [InlineData("9074729", NumberJudgement.Valid)]
    [InlineData("9074728", NumberJudgement.WrongCheckDigit)]
    [InlineData("907472", NumberJudgement.WrongForm)]
    [InlineData("D5LQ7", NumberJudgement.WrongForm)]
    public void Imo_number(string number, NumberJudgement expected) => ImoNumber.Judge(number).ShouldBe(expected);

    [Theory]
    [InlineData("22G1", 20, false, ContainerGroup.General)]
    [InlineData("45G1", 40, true, ContainerGroup.General)]
    [InlineData("45R1", 40, true, ContainerGroup.Reefer)]
    [InlineData("22RT", 20, false, ContainerGroup.Reefer)]
    [InlineData("22T6", 20, false, ContainerGroup.Tank)]
    [InlineData("42U1", 40, false, ContainerGroup.OpenTop)]
    [InlineData("42P3", 40, false, ContainerGroup.Flat)]
    [InlineData("L5G1", 45, true, ContainerGroup.General)]
    [InlineData("2210", 20, false, ContainerGroup.Ventilated)]
    [InlineData("4200", 40, false, ContainerGroup.General)]
    [InlineData("4500", 40, true, ContainerGroup.General)]
    [InlineData("4532", 40, true, ContainerGroup.Reefer)]
    [InlineData("40hc", 40, true, ContainerGroup.General)]
    [InlineData("20RF", 20, false, ContainerGroup.Reefer)]
    [InlineData("45HC", 45, true, ContainerGroup.General)]
    [InlineData("45GP", 40, true, ContainerGroup.General)]
    [InlineData("20", 20, false, ContainerGroup.Unknown)]
    [InlineData("40", 40, false, ContainerGroup.Unknown)]
    [InlineData("45", 45, true, ContainerGroup.Unknown)]
    public void Size_type(string code, int lengthFt, bool highCube, ContainerGroup group)
    {
        SizeType.TryParse(code, out var size).ShouldBeTrue();
        (size!.LengthFt, size.HighCube, size.Group).ShouldBe((lengthFt, highCube, group));
        size.TareMinKg.ShouldBeLessThan(size.TareMaxKg);
        size.PayloadMaxKg.ShouldBeGreaterThan(size.TareMaxKg);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("99")]
    [InlineData("ZZZZ")]
    [InlineData("22X1")]
    [InlineData("0000")]
    public void Unknown_size_type(string? code) => SizeType.TryParse(code, out _).ShouldBeFalse();

    [Fact]
    public void Every_length_height_and_type_of_the_published_tables_is_read()
    {
        using var sizes = Published("iso6346-size.json");
        using var types = Published("iso6346-type.json");
        var heights = sizes.RootElement.GetProperty("heightWidth").EnumerateObject().Select(p => p.Name).ToList();
        var unread = new List<string>();
        foreach (var length in sizes.RootElement.GetProperty("length").EnumerateObject())
        {
            var metres = double.Parse(length.Value.GetString()!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) / 1000;
            foreach (var code in from height in heights from type in types.RootElement.EnumerateObject() select length.Name + height + type.Name)
            {
                // A nominal length is within two feet of the real one.
                if (!SizeType.TryParse(code, out var size) || Math.Abs((metres / 0.3048) - size.LengthFt) > 2)
                {
                    unread.Add(code);
                }
            }
        }

        unread.Select(c => c[..1]).Distinct(StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static System.Text.Json.JsonDocument Published(string file) =>
        System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Containers", "Reference", "Data", file)));
}
