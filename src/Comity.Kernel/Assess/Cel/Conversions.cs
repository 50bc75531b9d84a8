using System.Globalization;
using System.Text;
using static Comity.Kernel.Assess.Cel.CelValue;
using static Comity.Kernel.Assess.Cel.Signatures;

namespace Comity.Kernel.Assess.Cel;

/// <summary>Conversions between types, and <c>dyn</c> and <c>type</c>.</summary>
internal static class Conversions
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Declare(Signatures s)
    {
        s.Function("dyn", [A], CelType.Dyn, (a, _) => a[0]);
        s.Function("type", [A], CelType.Type, (a, _) => TypeNamed(a[0].TypeName));
        foreach (var type in new[] { CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes })
        {
            s.Function(type.Name, [type], type, (a, _) => a[0]);
        }

        s.Function("bool", [CelType.String], CelType.Bool, (a, _) => a[0].Text switch
        {
            "1" or "t" or "true" or "TRUE" or "True" => True,
            "0" or "f" or "false" or "FALSE" or "False" => False,
            _ => CannotRead(a[0], "a bool"),
        });
        s.Function("int", [CelType.Uint], CelType.Int, (a, _) => a[0].Uint <= long.MaxValue ? Of((long)a[0].Uint) : OutOfRange(a[0], "int"));
        s.Function("int", [CelType.Double], CelType.Int, (a, _) =>
            a[0].Double is > -9223372036854775808.0 and < 9223372036854775808.0 ? Of((long)a[0].Double) : OutOfRange(a[0], "int"));
        s.Function("int", [CelType.String], CelType.Int, (a, _) =>
            long.TryParse(a[0].Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? Of(n) : CannotRead(a[0], "an int"));
        s.Function("int", [CelType.Timestamp], CelType.Int, (a, _) => Of(a[0].Seconds));
        s.Function("uint", [CelType.Int], CelType.Uint, (a, _) => a[0].Int >= 0 ? Of((ulong)a[0].Int) : OutOfRange(a[0], "uint"));
        s.Function("uint", [CelType.Double], CelType.Uint, (a, _) =>
            a[0].Double is > -1 and < 18446744073709551616.0 ? Of((ulong)a[0].Double) : OutOfRange(a[0], "uint"));
        s.Function("uint", [CelType.String], CelType.Uint, (a, _) =>
            ulong.TryParse(a[0].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? Of(n) : CannotRead(a[0], "a uint"));
        s.Function("double", [CelType.Int], CelType.Double, (a, _) => Of((double)a[0].Int));
        s.Function("double", [CelType.Uint], CelType.Double, (a, _) => Of((double)a[0].Uint));
        s.Function("double", [CelType.String], CelType.Double, (a, _) => ReadDouble(a[0]));
        s.Function("bytes", [CelType.String], CelType.Bytes, (a, e) =>
            e.SpendText(a[0].Text.Length * 3L) ? Of(Encoding.UTF8.GetBytes(a[0].Text)) : Evaluation.OverBudget);
        s.Function("string", [CelType.Bytes], CelType.String, (a, e) =>
            !e.SpendText(a[0].Bytes.Length) ? Evaluation.OverBudget
            : ReadUtf8(a[0].Bytes) is { } text ? Of(text)
            : Error("the bytes are not UTF-8 text"));
        foreach (var type in new[] { CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.Timestamp, CelType.Duration, CelType.IpAddress, CelType.IpNetwork })
        {
            s.Function("string", [type], CelType.String, (a, _) => Of(TextFormat.Plain(a[0])));
        }

        s.Function("base64.encode", [CelType.Bytes], CelType.String, (a, e) =>
            e.SpendText(a[0].Bytes.Length * 2L) ? Of(Convert.ToBase64String(a[0].Bytes)) : Evaluation.OverBudget);
        s.Function("base64.decode", [CelType.String], CelType.Bytes, (a, e) =>
            e.SpendText(a[0].Text.Length) ? ReadBase64(a[0]) : Evaluation.OverBudget);
    }

    /// <summary>The text the bytes encode, or <see langword="null"/> when they are not UTF-8.</summary>
    public static string? ReadUtf8(byte[] bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? StrictUtf8.GetString(bytes) : null;

    private static CelValue ReadDouble(CelValue text) => text.Text switch
    {
        "NaN" => Of(double.NaN),
        "Infinity" or "+Infinity" or "Inf" or "+Inf" or "inf" => Of(double.PositiveInfinity),
        "-Infinity" or "-Inf" or "-inf" => Of(double.NegativeInfinity),
        { Length: > 0 } digits when !char.IsWhiteSpace(digits[0]) && !char.IsWhiteSpace(digits[^1])
            && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => Of(number),
        _ => CannotRead(text, "a double"),
    };

    private static CelValue ReadBase64(CelValue text)
    {
        var padded = text.Text.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        return !padded.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(padded, bytes, out var count)
            ? Of(bytes[..count])
            : CannotRead(text, "base64");
    }

    private static CelValue CannotRead(CelValue text, string what) => Error($"{TextFormat.Describe(text)} cannot be read as {what}");

    private static CelValue OutOfRange(CelValue number, string type) => Error($"{TextFormat.Describe(number)} is outside the range of {type}");
}
