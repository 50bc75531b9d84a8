using Comity.Screening.Names;
using CsCheck;

namespace Comity.Screening.Tests.Names;

/// <summary>Words: how names fall into them, how they sound, how far apart they are.</summary>
public sealed class WordTests
{
    [Theory]
    [InlineData("Mohammed", "Muhamed")]
    [InlineData("Qasim", "Kasim")]
    [InlineData("Yatsenko", "Yatzenko")]
    [InlineData("te1ecom", "telecom")]
    [InlineData("5HAH", "Shah")]
    [InlineData("rnuhammad", "muhammad")]
    public void Spellings_of_one_sound_are_near(string a, string b) => Distance(a, b).ShouldBeLessThan(0.7f);

    [Theory]
    [InlineData("Carter", "Karner")]
    [InlineData("LKQ", "LKCK")]
    [InlineData("Antonio", "Antonia")]
    public void Other_words_are_not_the_same(string a, string b) => Distance(a, b).ShouldBeGreaterThan(0.7f);

    [Theory]
    [InlineData("GRUPO MARQUEZ, S. DE R.L. DE C.V.", "grupo marquez")]
    [InlineData("DE PERUANA DE TEJIDOS S A", "de peruana de tejidos")]
    [InlineData("Siemens Aktiengesellschaft", "siemens")]
    [InlineData("Sab'awi ŁUQMÀN Co., Ltd.", "sabawi luqman")]
    public void Legal_forms_are_taken_out_of_a_company(string name, string words) =>
        string.Join(' ', NameParser.Listed(name, ListedKind.Organisation).Words.Select(word => word.Text)).ShouldBe(words);

    [Theory]
    [InlineData("NATIONAL PETROCHEMICAL COMPANY C/O MAERSK LINE", "national petrochemical")]
    [InlineData("messrs Cairo Foods, room 1203 Kowloon", "cairo foods")]
    [InlineData("Cairo Foods p.o. box 12 Dubai", "cairo foods")]
    public void The_habits_of_manifests_are_stripped(string query, string words) =>
        string.Join(' ', NameParser.Query(query, ListedKind.Organisation).ShouldHaveSingleItem().Words.Select(word => word.Text)).ShouldBe(words);

    [Theory]
    [InlineData("муса", "musa")]
    [InlineData("김", "kim")]
    [InlineData("παπαδόπουλος", "papadopoulos")]
    public void A_word_of_another_script_is_romanised(string word, string latin) =>
        Romaniser.Romanise(word, Scripts.Of(word[0]))[0].Latin.ShouldBe(latin);

    [Fact]
    public void A_distance_is_symmetric_and_none_to_itself() =>
        Gen.Select(Gen.String[Gen.Char['a', 'e'], 1, 9], Gen.String[Gen.Char['a', 'e'], 1, 9]).Sample((a, b) =>
            Between(a, a) == 0 && Math.Abs(Between(a, b) - Between(b, a)) < 1e-4f, iter: 3000);

    [Fact]
    public void Any_text_is_cut_into_words() =>
        Gen.String[0, 60].Sample(text => NameParser.Query(text, ListedKind.Other).TrueForAll(name => name.Words.All(word => word.Text.Length > 0)), iter: 3000);

    private static float Distance(string a, string b) => Between(SoundFold.Fold(a.ToLowerInvariant()), SoundFold.Fold(b.ToLowerInvariant()));

    private static float Between(string a, string b) => TokenDistance.Between(a, b, 50, abjad: false);
}
