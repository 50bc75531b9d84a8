using Comity.Screening.Index;
using Comity.Screening.Lists;

namespace Comity.Screening.Tests.Index;

/// <summary>What of an entry of a list is searched.</summary>
public sealed class EntityNamesTests
{
    private static readonly ListedEntity Entity = new()
    {
        Id = "7",
        Kind = ListedKind.Person,
        Names = [new("ROE, Jane", NameKind.Primary, "Latn"), new("Jenny Roe", NameKind.WeakAlias, "Latn")],
    };

    [Fact]
    public void Every_name_is_searched_under_the_entitys_key()
    {
        var names = EntityNames.Of(Entity, "own/7").ToList();
        names.Select(name => (name.EntityId, name.Kind, name.Primary, name.Name)).ShouldBe(
            [("own/7", ListedKind.Person, true, "ROE, Jane"), ("own/7", ListedKind.Person, false, "Jenny Roe")]);
    }

    [Theory]
    [InlineData("1962-07-05", "1962-7-5")]
    [InlineData("Jul 1962", "1962-7-0")]
    [InlineData("circa 1962", "c1962-0-0")]
    [InlineData("between 1961 and 1963", "1961-0-0 1962-0-0 1963-0-0")]
    [InlineData("between 1940 and 1970", "")]
    public void A_birth_date_keeps_its_precision(string listed, string expected)
    {
        var dates = EntityNames.Of(Entity with { BirthDates = [ListedDate.Parse(listed)!] }, "k").First().Facts.BirthDates;
        string.Join(' ', dates.Select(date => $"{(date.Circa ? "c" : "")}{date.Year}-{date.Month}-{date.Day}")).ShouldBe(expected);
    }

    [Fact]
    public void Countries_papers_and_a_ships_numbers_are_facts()
    {
        var facts = EntityNames.Of(
            Entity with
            {
                Nationalities = [new("Bolivia", "BO"), new("Utopia", null)],
                Documents = [new(DocumentKind.Passport, "Passport", "A-12345", null)],
                Vessel = new("9074729", null, "XYZ1", null, null, null),
            },
            "k").First().Facts;
        facts.Nationalities.ShouldBe(["BO", "Utopia"]);
        facts.Identifiers.ShouldBe(["A-12345", "9074729", "XYZ1"]);
    }
}
