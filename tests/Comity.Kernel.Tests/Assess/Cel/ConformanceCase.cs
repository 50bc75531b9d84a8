using System.Text.Json;
using Comity.Kernel.Assess.Cel;

namespace Comity.Kernel.Tests.Assess.Cel;

/// <summary>One case of the public conformance suite, and how it is run.</summary>
internal sealed record ConformanceCase(string Id, string File, JsonElement Json)
{
    private static readonly Lazy<IReadOnlyList<ConformanceCase>> Loaded = new(Load);

    public static IReadOnlyList<ConformanceCase> All => Loaded.Value;

    public string Expression => Json.GetProperty("expr").GetString()!;

    /// <summary>Why the case cannot be run without protobuf messages; null when it can.</summary>
    public string? LeftOutBecause { get; } = FindReason(Json);

    /// <summary>Whether the suite expects an error.</summary>
    public bool ExpectsError => Json.TryGetProperty("eval_error", out _);

    /// <summary>Null when the case passes; otherwise what happened instead.</summary>
    public string? Run()
    {
        var problem = TryParseAndRun(out var type, out var value);
        if (ExpectsError)
        {
            // The suite counts an error of the check as the error of the evaluation.
            return problem is not null || value.IsError ? null : $"gave {ConformanceValues.Describe(value)}, expected an error";
        }

        if (problem is not null)
        {
            return problem;
        }

        var expected = Json.TryGetProperty("value", out var plain) ? plain : default;
        if (Json.TryGetProperty("typed_result", out var typed))
        {
            var expectedType = ConformanceValues.ReadType(typed.GetProperty("deduced_type"));
            if (!type.Equals(expectedType))
            {
                return $"has the type {type}, expected {expectedType}";
            }

            if (IsCheckOnly)
            {
                return null;
            }

            expected = typed.GetProperty("result");
        }

        var wanted = expected.ValueKind == JsonValueKind.Undefined ? CelValue.True : ConformanceValues.Read(expected);
        return ConformanceValues.Same(value, wanted)
            ? null
            : $"gave {ConformanceValues.Describe(value)}, expected {ConformanceValues.Describe(wanted)}";
    }

    private bool IsCheckOnly => Json.TryGetProperty("check_only", out var only) && only.GetBoolean();

    private string? TryParseAndRun(out CelType type, out CelValue value)
    {
        (type, value) = (CelType.Dyn, default);
        if (!Parser.TryParse(Expression, out var parsed, out var error))
        {
            return error.Render(Expression);
        }

        var bindings = ReadBindings();
        var environment = ReadEnvironment([.. bindings.Keys]);
        var isLenient = Json.TryGetProperty("disable_check", out var lenient) && lenient.GetBoolean();
        var root = Checker.Check(Expression, parsed, environment, isLenient, out var checker);
        if (checker.Errors.Count > 0)
        {
            return string.Join('\n', checker.Errors.Select(e => e.Render(Expression)));
        }

        type = root.Type;
        if (!IsCheckOnly)
        {
            var values = environment.Variables.OrderBy(v => v.Ordinal)
                .Select(v => bindings.TryGetValue(v.Name, out var bound) ? bound : CelValue.Error($"{v.Name} is not bound")).ToArray();
            value = Interpreter.Run(root, new Evaluation(Expression, values, checker.LocalCount));
        }

        return null;
    }

    private Dictionary<string, CelValue> ReadBindings() =>
        ConformanceValues.Many(Json, "bindings").ToDictionary(
            b => b.GetProperty("key").GetString()!, b => ConformanceValues.Read(b.GetProperty("value").GetProperty("value")), StringComparer.Ordinal);

    private CelEnvironment ReadEnvironment(IReadOnlyCollection<string> bound)
    {
        var variables = new List<CelVariable>();
        var functions = new List<Overload>();
        foreach (var declaration in ConformanceValues.Many(Json, "type_env"))
        {
            var name = declaration.GetProperty("name").GetString()!;
            if (declaration.TryGetProperty("ident", out var ident))
            {
                variables.Add(new CelVariable(name, ConformanceValues.ReadType(ident.GetProperty("type")), variables.Count));
                continue;
            }

            foreach (var overload in ConformanceValues.Many(declaration.GetProperty("function"), "overloads"))
            {
                functions.Add(new Overload(
                    name,
                    isMethod: false,
                    [.. ConformanceValues.Many(overload, "params").Select(ConformanceValues.ReadType)],
                    ConformanceValues.ReadType(overload.GetProperty("result_type")),
                    (_, _) => CelValue.Error("declared only")));
            }
        }

        foreach (var name in bound.Except(variables.Select(v => v.Name), StringComparer.Ordinal))
        {
            variables.Add(new CelVariable(name, CelType.Dyn, variables.Count));
        }

        var library = functions.Count == 0 ? Library.Standard : new Library([.. Library.StandardOverloads(), .. functions]);
        var container = Json.TryGetProperty("container", out var c) ? c.GetString()! : "";
        return new CelEnvironment("case", variables, library, container);
    }

    private static string? FindReason(JsonElement json)
    {
        var text = json.GetProperty("expr").GetString()!;
        if (Parser.TryParse(text, out var parsed, out _) && Nodes(parsed).Any(n => n is MessageExpr))
        {
            return "makes a message";
        }

        if (ConformanceValues.HoldsMessage(json))
        {
            return "is given or returns a message, a wrapper or an enum";
        }

        // The suite's messages and enums are the only capitalised names in it.
        return parsed is not null && Nodes(parsed).Any(n => Macros.QualifiedName(n) is { } name && name.Split('.').Any(p => p is "TestAllTypes" or "GlobalEnum")
            || n is CallExpr { Function: "GlobalEnum" })
                ? "names a message or an enum"
                : null;
    }

    private static IEnumerable<Expr> Nodes(Expr root) => root.Children.SelectMany(Nodes).Prepend(root);

    private static List<ConformanceCase> Load()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Data", "cel");
        var cases = new List<ConformanceCase>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileNameWithoutExtension(path);
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            foreach (var section in ConformanceValues.Many(document.RootElement, "section"))
            {
                foreach (var test in ConformanceValues.Many(section, "test"))
                {
                    // Some names occur twice in a section.
                    var id = $"{file}/{section.GetProperty("name").GetString()}/{test.GetProperty("name").GetString()}";
                    var count = seen[id] = seen.GetValueOrDefault(id) + 1;
                    cases.Add(new ConformanceCase(count == 1 ? id : $"{id}#{count}", file, test.Clone()));
                }
            }
        }

        return cases;
    }
}
