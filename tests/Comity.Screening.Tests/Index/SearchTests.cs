using Comity.Screening.Index;
using Comity.Screening.Names;

namespace Comity.Screening.Tests.Index;

/// <summary>What a search finds in a small list, and how it says why.</summary>
public sealed class SearchTests
{
    private static readonly NameIndex Small = NameIndex.Build(
    [
        new("1", ListedKind.Person, true, "Viktor Pavlovich PEREVALOV"),
        new("2", ListedKind.Person, true, "Mohammed Reza REZVANIANZADEH"),
        new("3", ListedKind.Organisation, true, "KOREA RYONBONG GENERAL CORPORATION"),
        new("4", ListedKind.Organisation, true, "ART HOUSE GMBH"),
        new("5", ListedKind.Person, true, "Abd al-Rahman AL-KAZIMI") { Facts = IdentityFacts.None with { BirthDates = [new(1968, 3, 21, Circa: false)], Identifiers = ["A-1234567"] } },
        new("6", ListedKind.Person, true, "Георгий МУРАДОВ"),
        new("7", ListedKind.Vessel, true, "OCEAN STAR"),
        new("8", ListedKind.Organisation, true, "UNIQUE STARS MOBILE PHONES LLC"),
    ]);

    private static readonly NameSearcher Searcher = Small.Searcher(NameModel.Shipped);

    [Theory]
    [InlineData("PEREVALOV VIKTOR", ListedKind.Person, "1")]
    [InlineData("V. Perevalov", ListedKind.Person, "1")]
    [InlineData("VIKTORPAVLOVICH PEREVALOV", ListedKind.Person, "1")]
    [InlineData("Виктор Павлович Перевалов", ListedKind.Person, "1")]
    [InlineData("MOHAMMEDREZA REZVANIANZADEH", ListedKind.Person, "2")]
    [InlineData("Muhamad Reza Rezvanian Zadeh", ListedKind.Person, "2")]
    [InlineData("TO THE ORDER OF KOREA RYONBONG GENERAL CORP C/O ACME LOGISTICS", ListedKind.Organisation, "3")]
    [InlineData("ART HOUSEGMBH", ListedKind.Organisation, "4")]
    [InlineData("Abdurrahman al Kazimi", ListedKind.Person, "5")]
    [InlineData("عبد الرحمن الكاظمي", ListedKind.Person, "5")]
    [InlineData("Georgiy Muradov", ListedKind.Person, "6")]
    [InlineData("M/V Ocean Star", ListedKind.Vessel, "7")]
    [InlineData("unique stars mobile phones", ListedKind.Organisation, "8")]
    [InlineData("somebody else a/k/a Viktor Perevalov", ListedKind.Person, "1")]
    public void A_name_written_otherwise_is_found_first(string query, ListedKind kind, string entity)
    {
        Searcher.Search(query, kind)[0].EntityId.ShouldBe(entity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("...---'''")]
    [InlineData("\uD800")]
    [InlineData("c/o")]
    [InlineData("a/k/a")]
    public void A_text_without_a_name_finds_nothing_and_does_no_harm(string query) => Searcher.Search(query, ListedKind.Organisation).ShouldAllBe(match => match.Probability < 0.5);

    [Fact]
    public void A_megabyte_of_letters_is_a_long_name_and_nothing_else() => Searcher.Search(new string('a', 1 << 20), ListedKind.Other).ShouldBeEmpty();

    [Fact]
    public void The_weights_of_an_explanation_add_up_to_the_score()
    {
        var facts = IdentityFacts.None with { BirthDates = [new(1968, 0, 0, Circa: false)] };
        foreach (var query in new[] { "Abdurahman Kazimi", "A. Kazmi", "Viktor Kazimi Perevalof" })
        {
            foreach (var match in Searcher.Search(query, ListedKind.Person, facts))
            {
                Searcher.Explain(match, ListedKind.Person).Sum(sign => sign.Weight).ShouldBe(match.Score, 0.05);
            }
        }
    }

    [Fact]
    public void An_explanation_names_the_words_it_paired()
    {
        var match = Searcher.Search("Perevalof Viktor", ListedKind.Person)[0];
        var pairs = Searcher.Explain(match, ListedKind.Person).Where(sign => sign.Sign == "pair").Select(sign => (sign.Query, sign.Listed));
        pairs.ShouldBe([("viktor", "viktor"), ("perevalof", "perevalov")], ignoreOrder: true);
    }

    [Theory]
    [InlineData("1968-03-21", 6)]
    [InlineData("1968-21-03", 0)]
    [InlineData("1968", 3)]
    [InlineData("1968-04-21", 1)]
    [InlineData("c1969", 1.5)]
    [InlineData("1999-03-21", -6)]
    public void A_birth_date_adds_its_log_odds(string date, double added)
    {
        var facts = IdentityFacts.None with { BirthDates = BirthDate.Parse(date) is { } known ? [known] : [] };
        var without = Searcher.Search("Abdul Rahman Al Kazimi", ListedKind.Person)[0];
        var with = Searcher.Search("Abdul Rahman Al Kazimi", ListedKind.Person, facts)[0];
        (with.Score - without.Score).ShouldBe(added, 1e-6);
        Math.Sign(with.Probability - without.Probability).ShouldBe(Math.Sign(added));
    }

    [Fact]
    public void A_swapped_day_and_month_is_nearly_the_same_day()
    {
        var index = NameIndex.Build([new("1", ListedKind.Person, true, "Tendai Savenu") { Facts = IdentityFacts.None with { BirthDates = [new(1968, 3, 12, Circa: false)] } }]);
        var facts = IdentityFacts.None with { BirthDates = [new(1968, 12, 3, Circa: false)] };
        index.Searcher(NameModel.Shipped).Search("Tendai Savenu", ListedKind.Person, facts)[0].FactEvidence.ShouldHaveSingleItem().Weight.ShouldBe(5);
    }

    [Fact]
    public void The_same_paper_counts_however_it_is_written() =>
        Searcher.Search("A. Kazimi", ListedKind.Person, IdentityFacts.None with { Identifiers = ["a 123 4567"] })[0].FactEvidence.ShouldContain(sign => sign.Sign == "identifier" && sign.Weight > 0);

    [Fact]
    public void A_model_survives_being_written_and_read()
    {
        var text = new StringWriter();
        NameModel.Shipped.Write(text, "again");
        var again = NameModel.Read(new StringReader(text.ToString()));
        var match = Small.Searcher(again).Search("Viktor Perevalof", ListedKind.Person)[0];
        match.ShouldBe(Searcher.Search("Viktor Perevalof", ListedKind.Person)[0] with { Query = match.Query, FactEvidence = match.FactEvidence });
    }

    [Theory]
    [InlineData("bias\t1", "Line 1")]
    [InlineData("nothing\t1\t2", "Line 1")]
    [InlineData("bias\t1\tx", "Line 1")]
    [InlineData("bias\t1\t2", "same_weight")]
    public void A_bad_model_says_where(string text, string expected) =>
        Should.Throw<NameModelException>(() => NameModel.Read(new StringReader(text))).Message.ShouldContain(expected);

    [Fact]
    public void Two_searches_at_once_do_not_disturb_each_other()
    {
        string[] queries = ["Viktor Perevalov", "Muhamad Reza", "ART HOUSE", "Kazimi", "Ocean Star"];
        var expected = queries.Select(query => Small.Searcher(NameModel.Shipped).Search(query, ListedKind.Other).Select(match => match.Score).ToArray()).ToArray();
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 2 }, _ =>
        {
            var own = Small.Searcher(NameModel.Shipped);
            for (var i = 0; i < queries.Length; i++)
            {
                own.Search(queries[i], ListedKind.Other).Select(match => match.Score).ToArray().ShouldBe(expected[i]);
            }
        });
    }
}
