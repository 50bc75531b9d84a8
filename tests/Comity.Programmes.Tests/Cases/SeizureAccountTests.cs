using Comity.Programmes.Cases;

namespace Comity.Programmes.Tests.Cases;

/// <summary>Accounting of seizures along the chain, after ETIS.</summary>
public sealed class SeizureAccountTests
{
    [Fact]
    public void The_vector_of_ETIS()
    {
        var builder = new CaseBuilder();
        var seizure = Seizure(builder);
        builder.Add(JointCase.Chain, "documents of the shipment", seizure, null,
            ("origin", "UG 20"), ("origin", "KE 80"), ("export", "KE"), ("transit_in_custody", "AE"), ("transit_outside", "MY"), ("destination", "CN"));
        var account = SeizureAccount.All(builder.Log, out var problems).Single();
        problems.ShouldBeEmpty();
        (account.DiscoveredIn, account.WeightKg).ShouldBe(("SG", 1_000m));
        account.Out.Where(part => part.Enforcement).Select(part => part.Country).Order(StringComparer.Ordinal).ShouldBe(["AE", "KE", "UG"]);
        account.Out.Where(part => part.Trade).Select(part => part.Country).Order(StringComparer.Ordinal).ShouldBe(["AE", "CN", "KE", "UG"]);
        account.Out.Select(part => (part.Country, part.WeightKg)).ShouldBe([("AE", 1_000m), ("CN", 1_000m), ("KE", 1_000m), ("UG", 200m)]);
    }

    [Fact]
    public void A_seizure_without_a_known_chain_counts_where_it_was_discovered_only()
    {
        var builder = new CaseBuilder();
        Seizure(builder);
        SeizureAccount.All(builder.Log, out _).Single().Out.ShouldBeEmpty();
    }

    [Fact]
    public void The_country_of_discovery_is_no_seizure_out_also_where_it_is_the_destination() =>
        SeizureAccount.Of("x", "CN", 10, SeizureAccount.Shares(["KE 100"]), [], ["AE"], "CN").Out
            .ShouldBe([new SeizureOut("AE", true, true, 10), new SeizureOut("KE", true, true, 10)]);

    [Theory]
    [InlineData("KE")]
    [InlineData("KE eighty")]
    [InlineData("Kenya 80")]
    [InlineData("KE 130")]
    [InlineData("KE 0")]
    public void What_is_no_share_is_said_and_the_other_seizures_are_counted(string origin)
    {
        var builder = new CaseBuilder();
        builder.Add(JointCase.Chain, "rumour", Seizure(builder), null, ("origin", origin));
        Seizure(builder);
        SeizureAccount.All(builder.Log, out var problems).Count.ShouldBe(1);
        problems.Single().ShouldContain("origin");
    }

    [Fact]
    public void The_last_chain_counts()
    {
        var builder = new CaseBuilder();
        var seizure = Seizure(builder);
        var first = builder.Add(JointCase.Chain, "a guess", seizure, null, ("destination", "CN"));
        builder.Add(JointCase.Chain, "known now", seizure, first, ("destination", "VN"));
        SeizureAccount.All(builder.Log, out _).Single().Out.Single().Country.ShouldBe("VN");
    }

    private static string Seizure(CaseBuilder builder) => builder.Add(JointCase.Seizure, "raw ivory in a container", null, null,
        ("commodity", "ivory"), ("net_mass_kg", "1000"), ("seized_on", "2026-02-27"), ("discovered_in", "SG"));
}
