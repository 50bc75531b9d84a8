using System.CommandLine;
using System.Text.Json;
using Comity.Kernel.Assess.Cel;

namespace Comity.Cli;

/// <summary><c>comity cel eval EXPR</c>: the condition language by itself.</summary>
internal static class CelCommand
{
    private const string UnknownMember = "$unknown";

    public static Command Build() => new("cel", "The language of conditions, CEL (docs/cel.md).") { Eval() };

    private static Command Eval()
    {
        var expression = new Argument<string>("EXPR") { Description = "A CEL expression." };
        var vars = new Option<FileInfo?>("--vars")
        {
            Description = $"A JSON object with the variables. A number with a point is a double, one without an int. Its member \"{UnknownMember}\" lists variables whose values are not known.",
            HelpName = "FILE.json",
        };
        var json = Options.Json("Write {\"value\":…}, {\"error\":…} or {\"unknown\":[…]}.");
        var command = new Command(
            "eval",
            """
            Evaluate an expression and print its value. A name that is neither a variable nor a macro's is an error.

            Examples:
              comity cel eval "1 + 2 * 3"
              comity cel eval "['44', '08'].exists(p, hs.startsWith(p))" --vars facts.json
              comity cel eval "x || true" --vars facts.json --json      with {"$unknown": ["x"]} in facts.json

            Exit codes: 0 a value or an unknown, 2 the command line or the file cannot be used, 3 an error.
            """)
        { expression, vars, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(vars) is { Exists: false } missing)
            {
                result.AddError($"There is no file {missing}.");
            }
        });
        command.SetAction(parsed =>
        {
            var text = parsed.GetRequiredValue(expression);
            Dictionary<string, JsonElement> variables;
            HashSet<string> unknown;
            try
            {
                (variables, unknown) = Read(parsed.GetValue(vars));
            }
            catch (JsonException error)
            {
                Console.Error.WriteLine($"{parsed.GetValue(vars)}: {error.Message}");
                return Exit.Usage;
            }

            return Write(text, Calculation.Evaluate(text, variables, unknown), parsed.GetValue(json));
        });
        return command;
    }

    private static (Dictionary<string, JsonElement> Variables, HashSet<string> Unknown) Read(FileInfo? file)
    {
        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        if (file is null)
        {
            return (variables, unknown);
        }

        var root = JsonElement.Parse(File.ReadAllBytes(file.FullName));
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"The file holds {root.ValueKind}; expected an object with a member for each variable.");
        }

        foreach (var member in root.EnumerateObject())
        {
            if (member.Name != UnknownMember)
            {
                variables[member.Name] = member.Value;
                continue;
            }

            if (member.Value.ValueKind != JsonValueKind.Array || member.Value.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String))
            {
                throw new JsonException($"{UnknownMember} is a list of names, such as [\"x\"].");
            }

            unknown.UnionWith(member.Value.EnumerateArray().Select(name => name.GetString()!));
        }

        return (variables, unknown);
    }

    private static int Write(string text, Answer answer, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(
                answer.Json is { } value ? $"{{\"value\":{value}}}"
                : answer.Error is not null ? JsonSerializer.Serialize(
                    new { error = answer.Place is { } place ? $"{place.Line}:{place.Column}: {answer.Error}" : answer.Error }, ReadableJson.Options)
                : JsonSerializer.Serialize(new { unknown = answer.Missing }, ReadableJson.Options));
        }
        else if (answer.Error is { } error)
        {
            Console.Error.WriteLine(answer.Place?.Render(text) ?? error);
        }
        else
        {
            Console.WriteLine(answer.Json ?? $"unknown: {string.Join(", ", answer.Missing)}");
        }

        return answer.Error is null ? Exit.Done : Exit.BadData;
    }
}
