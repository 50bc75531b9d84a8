using Comity.Formats.Instruments;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Programmes.Tests.Custody;

/// <summary>The scenarios of another authority's tiering, as they stand, against one instrument file.</summary>
public sealed class TierConformanceTests
{
    private const int Published = 116;

    private static readonly Instrument Tiering = InstrumentFile.Read(Path.Combine(AppContext.BaseDirectory, "instruments", "hmpps-tier-v2.yaml")).Instruments.Single().Instrument;

    public static IEnumerable<TheoryDataRow<string>> Scenarios() => All().Select(s => new TheoryDataRow<string>(s.ToString()));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_instrument_gives_what_the_scenario_says(string scenario)
    {
        var person = new TierPerson(Tiering);
        foreach (var step in All().Single(s => s.ToString() == scenario).Steps)
        {
            person.Do(step);
        }
    }

    [Fact]
    public void No_scenario_is_left_out_and_each_claims_something()
    {
        All().Count().ShouldBe(Published);
        All().ShouldAllBe(s => s.Steps.Any(step => step == "a tier is calculated") && s.Steps.Count > 2);
    }

    private static IEnumerable<Scenario> All() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Custody/Data/hmpps-tier-features"), "*.feature").Order(StringComparer.Ordinal).SelectMany(Gherkin.Read);
}
