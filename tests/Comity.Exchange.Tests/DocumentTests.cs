using Comity.Kernel.Refer;

namespace Comity.Exchange.Tests;

/// <summary>The page on the exchange says what the program does.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void The_table_of_handling_codes_is_the_one_in_force()
    {
        var page = File.ReadAllText(Path.Combine(SchemaTests.Root(), "docs", "exchange.md"));
        foreach (var rule in HandlingRules.Table)
        {
            page.ShouldContain($"| {rule.Code} | {rule.Meaning} | {(rule.ForwardTo is { } widest ? $"to {widest}" : "no")} | {(rule.JudicialUse ? "yes" : "no")} |");
        }
    }
}
