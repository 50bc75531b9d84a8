using System.Globalization;
using System.Text.RegularExpressions;
using Comity.Kernel.Assess.Instruments;
using Comity.Kernel.Subjects;

namespace Comity.Programmes.Tests.Custody;

/// <summary>
/// The person a scenario speaks of: the steps put facts into a record, and the outcome is what the instrument says of it. What a step
/// means is that of the scenarios' own project: without another sentence the person is in custody, and whoever has a
/// reconviction score, a need, a registration or an OASys answer has a completed assessment.
/// </summary>
public sealed class TierPerson
{
    private static readonly string[] Registrations = ["RCCO", "RCPR", "RCHD", "RPIR", "RTAO", "RVAD", "STRG", "RMDO", "ALSH", "RVLN"];
    private readonly Instrument _instrument;
    private readonly SubjectRecord _record;
    private readonly List<(Regex Pattern, Action<string[]> Do)> _steps = [];
    private Assessment? _assessment;

    public TierPerson(Instrument instrument)
    {
        (_instrument, _record) = (instrument, new SubjectRecord(instrument.Definition.Facts));
        foreach (var (path, value) in new (string, object)[]
        {
            ("gender", "Male"), ("rosh", "NONE"), ("rsr_percent", 0.0), ("mappa", "NONE"), ("registrations", Array.Empty<string>()), ("enforcement.previous", false),
            ("oasys.parenting_responsibilities", "NO"), ("oasys.impulsivity", "0"), ("oasys.temper_control", "0"), ("ogrs_percent", 0L),
            ("sentence.types", new[] { "NC" }), ("sentence.non_restrictive_requirements", Array.Empty<string>()), ("assessment.is_valid", false),
        })
        {
            _record.Set(path, value);
        }

        foreach (var need in _record.Schema.Fields.Select(f => f.Path).Where(p => p.StartsWith("needs.", StringComparison.Ordinal)))
        {
            _record.Set(need, "NO_NEED");
        }

        Conditions();
        Outcomes();
    }

    /// <summary>Does one step; every step must be known.</summary>
    public void Do(string step)
    {
        var known = _steps.Select(s => (s.Pattern.Match(step), s.Do)).Where(s => s.Item1.Success).ShouldHaveSingleItem(step);
        known.Do([.. known.Item1.Groups.Values.Skip(1).Select(g => g.Value)]);
    }

    private void Conditions()
    {
        On("a ROSH score of \"(.*)\"", a => _record.Set("rosh", a[0]));
        On("no ROSH score", _ => _record.Set("rosh", "NONE"));
        On("an RSR score of \"(.*)\"", a => _record.Set("rsr_percent", double.Parse(a[0], CultureInfo.InvariantCulture)));
        On("no RSR score", _ => _record.Set("rsr_percent", 0.0));
        On("an active MAPPA registration of M Level \"(.*)\"", a => _record.Set("mappa", "M" + a[0]));
        On("no active MAPPA Registration", _ => _record.Set("mappa", "NONE"));
        On("the following active registrations: \".*\" \"(.*)\"", a => Assessed("registrations", a[0].Split(',')));
        On("an offender is \"(.*)\"", a => _record.Set("gender", a[0]));
        On("an OGRS score of \"(.*)\"%", a => Assessed("ogrs_percent", long.Parse(a[0], CultureInfo.InvariantCulture)));
        On("the assessment need \"(.*)\" with severity \"(.*)\"", a => Assessed($"needs.{a[0].ToLowerInvariant()}", a[1]));
        On("has the following OASys complexity answer: \"(.*)\" \".*\" : \"(.*)\"", a => Assessed($"oasys.{a[0].ToLowerInvariant()}", a[1]));
        On("has an active conviction with a Previous Enforcement Activity", _ => _record.Set("enforcement.previous", true));
        On("has two active convictions with a Previous Enforcement Activity", _ => _record.Set("enforcement.previous", true));
        On("has two breached active convictions with a \"(.*)\" Previous Enforcement Activity", a => _record.Set("enforcement.previous", a[0] == "true"));
        On("an offender scores (\\d+) protect points", a => ProtectPoints(int.Parse(a[0], CultureInfo.InvariantCulture)));
        On("an offender scores (\\d+) change points", a => ChangePoints(int.Parse(a[0], CultureInfo.InvariantCulture)));
        On("an offender with a current sentence of type '(.*)'", a => _record.Set("sentence.types", new[] { a[0] }));
        On("an offender with a current non-custodial sentence", _ => _record.Set("sentence.types", new[] { "SP" }));
        On("unpaid work", _ => Require("W"));
        On("order extended", _ => Require("W1"));
        On("a non restrictive requirement", _ => Require("F"));
        On("a valid assessment", _ => _record.Set("assessment.is_valid", true));
        On("a completed Layer 3 assessment dated 55 weeks ago", _ => _record.Set("assessment.is_valid", true));
        On("no completed Layer 3 assessment", _ => _record.Set("assessment.is_valid", false));
    }

    private void Outcomes()
    {
        On("a tier is calculated", _ =>
        {
            var outcome = _instrument.Assess(new AnswerSheet(new Dictionary<string, Answer>(StringComparer.Ordinal)), new DateOnly(2026, 1, 1), _record);
            _assessment = outcome.Assessment.ShouldNotBeNull(string.Join(" ", outcome.Problems));
        });
        On("(\\d+) (protect|change) points are scored", a => Scale(a[1]).Total.ShouldBe(decimal.Parse(a[0], CultureInfo.InvariantCulture)));
        On("a protect level of \"(.)\" is returned and (\\d+) points are scored", a => Is("protect", a[0], a[1]));
        On("a change level of (.) is returned and (\\d+) points are scored", a => Is("change", a[0], a[1]));

        // In the scenarios' own project the number of this step is the change level.
        On("a protect level of \"(.)\" is returned and (\\d+) change points are scored", a => (Scale("protect").Level, Scale("change").Level).ShouldBe((a[0], a[1])));
        On("there is a mandate for change", _ => Scale("change").Level.ShouldBe("1"));
        On("there is no mandate for change", _ => Is("change", "0", "0"));
    }

    private void On(string pattern, Action<string[]> action) =>
        _steps.Add((new Regex($"^{pattern}$", RegexOptions.NonBacktracking), action));

    private void Assessed(string fact, object value)
    {
        _record.Set(fact, value);
        _record.Set("assessment.is_valid", true);
    }

    private void Require(string type) =>
        _record.Set("sentence.non_restrictive_requirements", new[] { type }.Concat((IReadOnlyList<string>)_record["sentence.non_restrictive_requirements"]!).ToArray());

    private ScaleResult Scale(string id) => _assessment!.Scales.Single(s => s.Id == id);

    private void Is(string scale, string level, string points) =>
        (Scale(scale).Level, Scale(scale).Total).ShouldBe((level, decimal.Parse(points, CultureInfo.InvariantCulture)));

    // Any number that the factors can make: one large one, an odd one, then factors of two.
    private void ProtectPoints(int points)
    {
        if (points >= 150)
        {
            _record.Set("mappa", "M3");
            points -= 150;
        }
        else if (points % 2 == 1)
        {
            _record.Set("mappa", "M1");
            points -= 5;
        }

        var rosh = points >= 20 ? ("HIGH", 20) : points >= 10 ? ("MEDIUM", 10) : ("NONE", 0);
        _record.Set("rosh", rosh.Item1);
        var factors = (points - rosh.Item2) / 2;
        _record.Set("registrations", Registrations.Take(factors).ToArray());
        if (factors > Registrations.Length)
        {
            (factors - Registrations.Length).ShouldBe(3, "three more factors count for women");
            _record.Set("gender", "Female");
            _record.Set("enforcement.previous", true);
            _record.Set("oasys.impulsivity", "1");
            _record.Set("oasys.parenting_responsibilities", "YES");
        }
    }

    private void ChangePoints(int points)
    {
        var tenths = Math.Min(points, 10);
        Assessed("ogrs_percent", 10L * tenths);
        foreach (var need in new[] { "thinking_and_behaviour", "attitudes", "accommodation", "relationships" })
        {
            var weight = need is "accommodation" or "relationships" ? 1 : 2;
            var severity = Math.Min((points - tenths) / weight, 2);
            _record.Set($"needs.{need}", severity == 2 ? "SEVERE" : severity == 1 ? "STANDARD" : "NO_NEED");
            points -= severity * weight;
        }

        points.ShouldBe(tenths, "the needs make the rest");
    }
}
