using Comity.Screening.Names;

namespace Comity.Screening.Tests.Names;

/// <summary>One name spelt otherwise, and names that only resemble each other.</summary>
public sealed class SpellingTests
{
    [Theory]
    [InlineData("Orinoco Minerals Trading S.A.", "MINERALS ORINOKO TRADING", "orinoco = orinoko")]
    [InlineData("Cairo Foods Ltd", "CAIRO FOODS", "")]
    [InlineData("Altiplano Textiles", "ALTIPLANO TEXTLES GMBH", "textiles = textles")]
    public void Words_that_all_have_their_counterpart_are_one_name(string a, string b, string pairs)
    {
        Pairs(a, b).ShouldBe(pairs);
        Pairs(b, a).ShouldBe(string.Join(", ", pairs.Split(" = ").Reverse()).Replace(", ", " = ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Orinoco Minerals", "Orinoco Metals")]
    [InlineData("Orinoco Minerals", "Orinoco Minerals Trading")]
    [InlineData("Pier 12 Logistics", "Pier 13 Logistics")]
    [InlineData("Sun Foods", "Sin Foods")]
    public void Another_word_another_number_or_a_slip_in_a_short_word_is_another_name(string a, string b)
    {
        Pairs(a, b).ShouldBeNull();
        Pairs(b, a).ShouldBeNull();
    }

    private static string? Pairs(string a, string b) =>
        SpellingComparison.Compare(a, b, ListedKind.Organisation) is { } pairs ? string.Join(", ", pairs.Select(pair => $"{pair.First} = {pair.Second}")) : null;
}
