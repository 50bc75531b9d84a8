using System.Globalization;
using System.Text;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Assess.Matching;
using Comity.Kernel.Subjects;

namespace Comity.Bench.Engine;

/// <summary>One predicate of a profile, from which each engine's own notation is made.</summary>
internal abstract record Predicate(int Field);

internal sealed record EqualTo(int Field, string Value) : Predicate(Field);

internal sealed record In(int Field, string[] Values) : Predicate(Field);

internal sealed record StartsWith(int Field, string Part) : Predicate(Field);

internal sealed record Contains(int Field, string Part) : Predicate(Field);

internal sealed record AnyStartsWith(int Field, string Part) : Predicate(Field);

internal sealed record Range(int Field, double Low, double High) : Predicate(Field);

internal sealed record IsTrue(int Field) : Predicate(Field);

internal sealed record Either(Predicate Left, Predicate Right) : Predicate(Left.Field);

/// <summary>
/// Forty fields (22 texts, 2 lists, 11 numbers, 5 truth values) with Zipf-like skew and gaps, and profiles made by
/// generalising a real event into two to six predicates, kept when they hit at most 0.03 % of a sample. All from one seed.
/// </summary>
internal sealed class Workload
{
    public const int TextFields = 22;
    public const int FirstList = 22;
    public const int FirstNumber = 24;
    public const int FirstFlag = 35;
    public const int FieldCount = 40;
    private const int SampleSize = 10_000;
    private const double MaxShare = 0.0003;

    // Distinct values of each text field: countries, ports, units, traders, vessels, carriers; one is a description.
    private static readonly int[] Sizes =
        [200, 2_000, 200, 2_000, 2_000, 60, 400, 3_000, 100_000, 100_000, 50_000, 200, 200, 30, 8, 500, 5_000, 12, 300, 20_000, 40, 0];

    public const int Description = 21;

    private static readonly double[] Gaps = [.. Enumerable.Range(0, FieldCount).Select(f => (f % 5) switch { 0 => 0.0, 1 => 0.01, 2 => 0.05, 3 => 0.1, _ => 0.2 })];

    private readonly string[][] _texts;
    private readonly double[][] _cumulative;
    private readonly string[] _words;
    private readonly double[] _wordCumulative;
    private readonly string[] _codes;
    private readonly double[] _codeCumulative;
    private readonly SubjectRecord[] _sample;

    public Workload(int profiles, int seed)
    {
        Schema = new SubjectSchema("event", [.. Enumerable.Range(0, FieldCount).Select(i => new FieldDefinition(Name(i), TypeOf(i), FactOrigin.Declared, "Generated."))]);
        _texts = [.. Sizes.Select((size, f) => Enumerable.Range(0, size).Select(v => FormattableString.Invariant($"F{f}V{v:00000}")).ToArray())];
        _cumulative = [.. Sizes.Select(Zipf)];
        _words = [.. Enumerable.Range(0, 4_000).Select(w => Word(new Random(seed + 7919 + w)))];
        _wordCumulative = Zipf(_words.Length);
        _codes = [.. Enumerable.Range(0, 5_000).Select(c => (100_000 + (c * 179)).ToString(CultureInfo.InvariantCulture))];
        _codeCumulative = Zipf(_codes.Length);
        var random = new Random(seed);
        _sample = [.. Enumerable.Range(0, SampleSize).Select(_ => Event(random))];
        Profiles = [.. Make(profiles, _sample, random)];
    }

    public SubjectSchema Schema { get; }

    /// <summary>Profiles: all predicates of one must hold.</summary>
    public IReadOnlyList<Predicate[]> Profiles { get; }

    public static string Name(int field) => FormattableString.Invariant($"f{field}");

    public static FactType TypeOf(int field) => field switch
    {
        < TextFields => FactType.Text,
        < FirstNumber => FactType.TextList,
        < FirstFlag => FactType.Number,
        _ => FactType.Boolean,
    };

    public SubjectRecord[] Events(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Event(random))];
    }

    /// <summary>The profiles, compiled with a sample of other events from the same source, as a node has of its past.</summary>
    public Matcher Compile() => Matcher.Compile(
        Schema,
        Profiles.Select((p, i) =>
            new MatcherProfile(FormattableString.Invariant($"p{i:00000}"), 1, ConditionCompiler.Compile(Cel(p), Schema).Condition ?? throw new InvalidOperationException(Cel(p)))),
        _sample[..2_000]);

    public static string Cel(IEnumerable<Predicate> predicates) => string.Join(" && ", predicates.Select(Cel));

    private static string Cel(Predicate predicate) => predicate switch
    {
        EqualTo p => $"{Name(p.Field)} == '{p.Value}'",
        In p => $"{Name(p.Field)} in [{string.Join(", ", p.Values.Select(v => $"'{v}'"))}]",
        StartsWith p => $"{Name(p.Field)}.startsWith('{p.Part}')",
        Contains p => $"{Name(p.Field)}.contains('{p.Part}')",
        AnyStartsWith p => $"{Name(p.Field)}.exists(h, h.startsWith('{p.Part}'))",
        Range p => FormattableString.Invariant($"{Name(p.Field)} >= {p.Low:0.00} && {Name(p.Field)} <= {p.High:0.00}"),
        IsTrue p => Name(p.Field),
        Either p => $"({Cel(p.Left)} || {Cel(p.Right)})",
        _ => throw new InvalidOperationException(),
    };

    /// <summary>An event; every text is a string of its own, as a reader would make it.</summary>
    private SubjectRecord Event(Random random)
    {
        var record = new SubjectRecord(Schema);
        for (var f = 0; f < FieldCount; f++)
        {
            if (random.NextDouble() >= Gaps[f])
            {
                record.Set(f, Value(f, random));
            }
        }

        return record;
    }

    public object Value(int field, Random random) => TypeOf(field) switch
    {
        FactType.Text when field == Description => string.Join(' ', Enumerable.Range(0, random.Next(3, 9)).Select(_ => _words[Draw(_wordCumulative, random)])),
        FactType.Text => new string(_texts[field][Draw(_cumulative[field], random)].AsSpan()),
        FactType.TextList => Enumerable.Range(0, random.Next(1, 5)).Select(_ => new string(_codes[Draw(_codeCumulative, random)].AsSpan())).ToArray(),
        FactType.Number => Math.Round(Math.Exp((random.NextDouble() * 10) - (field - FirstNumber)) * 1000) / 100,
        _ => (object)(random.Next(4 + field - FirstFlag) == 0),
    };

    public static bool HasGap(int field, Random random) => random.NextDouble() < Gaps[field];

    private IEnumerable<Predicate[]> Make(int count, SubjectRecord[] sample, Random random)
    {
        for (var made = 0; made < count;)
        {
            var like = sample[random.Next(sample.Length)];
            var wanted = random.Next(2, 7);
            var predicates = new List<Predicate>();
            foreach (var field in Enumerable.Range(0, FieldCount).OrderBy(_ => random.Next()).Where(f => like[f] is not null).Take(wanted))
            {
                if (Generalise(field, like[field]!, random) is { } predicate)
                {
                    predicates.Add(random.Next(12) == 0 && TypeOf(field) == FactType.Text && field != Description
                        ? new Either(predicate, new EqualTo((field + 1) % Description, _texts[(field + 1) % Description][random.Next(_texts[(field + 1) % Description].Length)]))
                        : predicate);
                }
            }

            if (predicates.Count >= 2 && sample.Count(r => predicates.TrueForAll(p => Holds(p, r))) <= Math.Max(1, MaxShare * sample.Length))
            {
                made++;
                yield return [.. predicates];
            }
        }
    }

    private Predicate? Generalise(int field, object value, Random random)
    {
        switch (value)
        {
            case string text when field == Description:
                return new Contains(field, text.Split(' ')[0][..^1]);
            case string text:
                return random.Next(4) switch
                {
                    0 => new In(field, [text, .. Enumerable.Range(0, random.Next(1, 5)).Select(_ => _texts[field][Draw(_cumulative[field], random)])]),
                    1 when Sizes[field] >= 1_000 => new StartsWith(field, text[..^random.Next(1, 3)]),
                    _ => new EqualTo(field, text),
                };
            case string[] list:
                return new AnyStartsWith(field, list[0][..random.Next(2, 7)]);
            case double number:
                return new Range(field, Math.Round(number * 0.7 * 100) / 100, Math.Round(((number * 1.4) + 0.01) * 100) / 100);
            default:
                return (bool)value ? new IsTrue(field) : null;
        }
    }

    public static bool Holds(Predicate predicate, SubjectRecord r) => predicate switch
    {
        EqualTo p => r[p.Field] is string s && string.Equals(s, p.Value, StringComparison.Ordinal),
        In p => r[p.Field] is string s && Array.IndexOf(p.Values, s) >= 0,
        StartsWith p => r[p.Field] is string s && s.StartsWith(p.Part, StringComparison.Ordinal),
        Contains p => r[p.Field] is string s && s.Contains(p.Part, StringComparison.Ordinal),
        AnyStartsWith p => r[p.Field] is string[] l && Array.Exists(l, s => s.StartsWith(p.Part, StringComparison.Ordinal)),
        Range p => r[p.Field] is double d && d >= p.Low && d <= p.High,
        IsTrue p => r[p.Field] is true,
        Either p => Holds(p.Left, r) || Holds(p.Right, r),
        _ => throw new InvalidOperationException(),
    };

    private static double[] Zipf(int size)
    {
        var cumulative = new double[size];
        var sum = 0.0;
        for (var i = 0; i < size; i++)
        {
            cumulative[i] = sum += 1 / Math.Pow(i + 1, 0.9);
        }

        return [.. cumulative.Select(c => c / sum)];
    }

    private static int Draw(double[] cumulative, Random random)
    {
        var at = Array.BinarySearch(cumulative, random.NextDouble());
        return Math.Min(at < 0 ? ~at : at, cumulative.Length - 1);
    }

    private static string Word(Random random)
    {
        var word = new StringBuilder();
        for (var i = random.Next(2, 5); i > 0; i--)
        {
            word.Append("bcdfghklmnprstvw"[random.Next(16)]).Append("aeiou"[random.Next(5)]);
        }

        return word.ToString();
    }
}
