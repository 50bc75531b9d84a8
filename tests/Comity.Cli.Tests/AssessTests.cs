using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary><c>comity assess</c> and <c>comity instruments</c> as people call them.</summary>
public sealed class AssessTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task The_answer_has_the_agreed_fields()
    {
        var file = _node.Write("a.json", """{"1": "none", "2": "high", "3": "no", "4": "no", "5": "yes", "6": 23, "7": 7}""");
        var answer = (await _node.Run("assess", "tdoc-dcaf-2026", file, "--date", "2026-06-30", "--json")).Ended(0).Lines().ShouldHaveSingleItem();

        answer.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["instrument", "version", "date", "items", "total", "level", "range", "total_range", "because", "missing", "scales", "overrides", "final_level", "corrected", "notes"]);
        answer.GetProperty("instrument").GetString().ShouldBe("tdoc-dcaf-2026");
        answer.GetProperty("total").GetInt32().ShouldBe(40);
        answer.GetProperty("level").GetString().ShouldBe("CLOSE");
        answer.GetProperty("range").EnumerateArray().Select(l => l.GetString()).ShouldBe(["CLOSE"]);
        var age = answer.GetProperty("items")[5];
        age.GetProperty("id").GetString().ShouldBe("6");
        age.GetProperty("answer").GetInt32().ShouldBe(23);
        age.GetProperty("points").GetInt32().ShouldBe(5);
        age.GetProperty("because").GetString().ShouldBe("23 is '22-25': 5");
    }

    [Fact]
    public async Task Open_answers_widen_the_range_and_the_date_chooses_the_version()
    {
        var file = _node.Write("a.json", """{"2": "high", "5": ["2026-01-10", "2025-03-01"], "$facts": {"age_years": 40}}""");
        var answer = (await _node.Run("assess", "tdoc-rcaf-2026", file, "--date", "2026-05-25", "--json")).Ended(0).Lines()[0];

        answer.GetProperty("instrument").GetString().ShouldBe("tdoc-rcaf-2026-v1");
        answer.GetProperty("level").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.GetProperty("range").GetArrayLength().ShouldBeGreaterThan(1);
        answer.GetProperty("missing").EnumerateArray().Select(m => m.GetString()).ShouldBe(["1", "3", "4", "7"]);
        answer.GetProperty("items")[5].GetProperty("origin").GetString().ShouldBe("record");
        (await _node.Run("assess", "tdoc-rcaf-2026", file, "--date", "2026-05-26")).Ended(0).Output.ShouldContain("tdoc-rcaf-2026-v2");
    }

    [Fact]
    public async Task What_is_wrong_with_the_answers_is_told_with_line_and_column_and_ends_with_3()
    {
        var file = _node.Write("a.json", "{\"1\": \"nine\",\n \"3\": [\"2026-13-01\", \"2030-01-01\"],\n \"8\": 1}");
        var run = (await _node.Run("assess", "tdoc-rcaf-2026-v2", file, "--date", "2026-06-30")).Ended(3);

        run.Errors.ShouldContain("a.json:1:7: item 1: found 'nine', expected one of 'none', 'last 60 months'.");
        run.Errors.ShouldContain("a.json:2:8: item 3: found '2026-13-01', expected a day such as 2026-01-31.");
        run.Errors.ShouldContain("a.json:2:22: item 3: found 2030-01-01, expected a day up to 2026-06-30");
        run.Errors.ShouldContain("a.json:3:2: tdoc-rcaf-2026-v2 has no item 8");
        (await _node.Run("assess", "tdoc-rcaf-2026-v2", _node.Write("b.json", "{\"1\": "))).Ended(3).Errors.ShouldContain("b.json:1:");
        (await _node.Run("assess", "tdoc-rcaf-2062", file)).Ended(2).Errors.ShouldContain("Did you mean");
        (await _node.Run("assess", "tdoc-rcaf-2026", file, "--date", "30.6.2026")).Ended(2);
    }

    [Fact]
    public async Task An_override_and_a_correction_stand_beside_the_computed_result()
    {
        var file = _node.Write("a.json", """
            {"1": "none", "2": "low", "3": "no", "4": "no", "5": "no", "6": "36-40", "7": "0",
             "$overrides": [{"code": "A4INC", "from": "LOW", "to": "MEDIUM", "reason": "escape in 2024", "approvals": [{"role": "institution", "by": "officer 7"}]}],
             "$corrected": {"total": 12, "level": "MEDIUM", "reason": "item 2 was misread", "by": "officer 9"}}
            """);
        var answer = (await _node.Run("assess", "tdoc-dcaf-2026", file, "--json")).Ended(0).Lines()[0];
        answer.GetProperty("level").GetString().ShouldBe("LOW");
        answer.GetProperty("final_level").GetString().ShouldBe("MEDIUM");
        answer.GetProperty("overrides")[0].GetProperty("steps").GetInt32().ShouldBe(1);
        answer.GetProperty("corrected").GetProperty("total").GetInt32().ShouldBe(12);
        (await _node.Run("assess", "tdoc-dcaf-2026", file)).Ended(0).Output.ShouldContain("Final level: MEDIUM");
    }

    [Fact]
    public async Task The_shipped_instruments_pass_and_a_wrong_one_does_not()
    {
        var shipped = Path.Combine(Repository.Root, "data", "instruments");
        (await _node.Run("instruments", "check", shipped, "--json")).Ended(0).Lines().ShouldHaveSingleItem().Number("instruments")
            .ShouldBe(Directory.GetFiles(shipped, "*.yaml").Length);
        var text = await File.ReadAllTextAsync(Path.Combine(shipped, "tdoc-dcaf-2026.yaml"), TestContext.Current.CancellationToken);
        _node.Write("mine/wrong.yaml", text.Replace("level: MEDIUM, from: 12", "level: MEDIUM, from: 13", StringComparison.Ordinal));
        (await _node.Run("instruments", "check", _node["mine"])).Ended(1).Output.ShouldContain("MEDIUM should begin at 12");
        (await _node.Run("assess", _node["mine/wrong.yaml"], _node.Write("a.json", "{}"))).Ended(3).Errors.ShouldContain("wrong.yaml:");
        (await _node.Run("instruments", "list")).Ended(0).Output.ShouldContain("hmpps-tier-v2");
    }

    [Fact]
    public async Task The_example_of_the_documentation_is_an_instrument()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "instruments.md"), TestContext.Current.CancellationToken);
        _node.Write("docs/example.yaml", text.Split("```yaml\n")[1].Split("```")[0]);
        (await _node.Run("instruments", "check", _node["docs"])).Ended(0).Output.ShouldContain("1 instruments, 0 errors.");
        var answers = _node.Write("a.json", """{"1": 24, "2": ["2026-06-01"]}""");
        (await _node.Run("assess", _node["docs/example.yaml"], answers, "--date", "2026-06-30")).Ended(0).Output.ShouldContain("total 7, HIGH");
    }

    [Fact]
    public async Task A_list_of_ones_own_becomes_an_instrument()
    {
        var list = _node.Write("list.csv", "id,text,rules\na,Light and air,13\n");
        var yaml = (await _node.Run("instruments", "import", list, "--kind", "checklist", "--id", "mine", "--from", "2026-01-01")).Ended(0).Output;
        (await _node.Run("assess", _node.Write("mine.yaml", yaml), _node.Write("a.json", "{\"a\": \"partly\"}"))).Ended(0).Output.ShouldContain("'partly'");
        (await _node.Run("instruments", "import", _node.Write("bad.csv", "x\n"), "--kind", "review", "--id", "mine", "--from", "2026-01-01")).Ended(3);
    }

    public void Dispose() => _node.Dispose();
}
