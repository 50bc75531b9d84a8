using Comity.Screening.Lists;

namespace Comity.Screening.Tests.Lists;

/// <summary>The Security Council's list as it was published, whole.</summary>
public sealed class UnitedNationsTests
{
    private static readonly Reading Un = Samples.Read(Samples.File("UN_consolidated.xml"));

    [Fact]
    public void Every_entry_of_the_published_list_is_read_and_accounted_for()
    {
        Un.Format.ShouldBe("un-xml");
        Un.Report.Complete.ShouldBeTrue();
        Un.Report.PublishedOn.ShouldBe(new DateOnly(2026, 2, 27));
        (Un.Report.Read, Un.Report.Quarantined, Un.Report.PartsLost).ShouldBe((1003, 0, 0));
        Un.Entities.Count(entity => entity.Kind == ListedKind.Person).ShouldBe(730);
        Un.Entities.Count(entity => entity.Kind == ListedKind.Organisation).ShouldBe(273);
        Un.Report.Issues.Select(issue => issue.Found).ShouldBe(["'30-35 years old'", "'24/06/1402 (Hijri Calendar)'", "'Between Aug. and Sep. 1977'"]);
        Un.Report.Repaired.ShouldBe(3);
    }

    [Fact]
    public void A_person_has_names_with_kind_and_script_dates_with_precision_and_countries_by_code()
    {
        var person = Un["CDi.003"];
        person.PrimaryName.ShouldBe("GASTON IYAMUREMYE");
        person.Names.ShouldContain(new ListedName("Rumuli", NameKind.WeakAlias, "Latn"));
        person.BirthDates.ShouldBe([ListedDate.OfYear(1948)]);
        person.Nationalities.ShouldBe([new ListedCountry("Rwanda", "RW")]);
        person.BirthPlaces[0].ShouldBe("Musanze District, Northern Province, Rwanda");
        person.ListedOn.ShouldBe(new DateOnly(2010, 12, 1));
        person.Programmes.ShouldBe(["DRC"]);
    }

    [Fact]
    public void Names_in_their_original_script_are_primary_names()
    {
        var scripts = Un.Entities.SelectMany(entity => entity.Names).Where(name => name.Kind == NameKind.Primary).Select(name => name.Script).ToList();
        scripts.Count(script => script == "Latn").ShouldBe(1003);
        scripts.Count(script => script == "Arab").ShouldBe(366);
        scripts.Count(script => script == "Cyrl").ShouldBe(11);
    }

    [Fact]
    public void Years_between_and_about_are_not_made_exact()
    {
        var dates = Un.Entities.SelectMany(entity => entity.BirthDates).ToList();
        dates.Count(date => date.Precision == DatePrecision.Range).ShouldBe(31);
        dates.Count(date => date.Circa).ShouldBeGreaterThan(100);
        dates.ShouldContain(new ListedDate(new DateOnly(1973, 11, 1), new DateOnly(1973, 11, 30), Circa: false));
    }
}
