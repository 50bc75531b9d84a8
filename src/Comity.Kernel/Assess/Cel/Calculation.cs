using System.Text.Json;

namespace Comity.Kernel.Assess.Cel;

/// <summary>What a calculation came to: exactly one of value, error and missing variables.</summary>
/// <param name="Json">The value as JSON.</param>
/// <param name="Error">Why there is no value.</param>
/// <param name="Place">Of an error in the expression's own text: its place; otherwise <see langword="null"/>.</param>
/// <param name="Missing">Of an unknown: the variables that are missing.</param>
public sealed record Answer(string? Json, string? Error, CelError? Place, IReadOnlyList<string> Missing);

/// <summary>
/// CEL outside subjects and schemas: an expression over variables that come as JSON. A variable's type is that of its
/// value: a number with a point or an exponent is a double, one without an int (a uint beyond the ints); <c>null</c> is CEL's
/// null. Variables named as unknown have no value.
/// </summary>
public static class Calculation
{
    /// <summary>Evaluates an expression. Its faults are answers, not exceptions.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="variables">Name → value; a name may have dots.</param>
    /// <param name="unknown">Names of variables whose values are not known.</param>
    public static Answer Evaluate(string text, IReadOnlyDictionary<string, JsonElement> variables, IReadOnlyCollection<string> unknown)
    {
        if (!Parser.TryParse(text, out var parsed, out var syntax))
        {
            return Refused(syntax);
        }

        string[] known = [.. variables.Keys.Except(unknown, StringComparer.Ordinal)];
        string[] names = [.. known, .. unknown.Distinct(StringComparer.Ordinal)];
        var environment = new CelEnvironment(subject: null, names.Select((name, i) => new CelVariable(name, CelType.Dyn, i)), Library.Standard);
        var root = Checker.Check(text, parsed, environment, isLenient: false, out var checker);
        if (checker.Errors.Count > 0)
        {
            return Refused(checker.Errors[0]);
        }

        CelValue[] values = [.. names.Select((name, i) => i < known.Length ? CelJson.Read(variables[name]) : CelValue.Unknown(i))];
        var evaluation = new Evaluation(text, values, checker.LocalCount);
        var value = Interpreter.Run(root, evaluation);
        if (evaluation.IsOverBudget)
        {
            value = Evaluation.OverBudget;
        }

        return value.Kind switch
        {
            CelKind.Unknown => new Answer(null, null, null, Array.ConvertAll(value.Missing(), i => names[i])),
            CelKind.Error => new Answer(null, value.Text, null, []),
            _ => CelJson.TryWrite(value, out var json) ? new Answer(json, null, null, []) : new Answer(null, Evaluation.OverBudget.Text, null, []),
        };
    }

    private static Answer Refused(CelError error) => new(null, error.Suggestion is null ? error.Message : $"{error.Message} {error.Suggestion}", error, []);
}
