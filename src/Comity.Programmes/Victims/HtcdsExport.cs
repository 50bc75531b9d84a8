using System.Buffers;

namespace Comity.Programmes.Victims;

/// <summary>What an export left out.</summary>
/// <param name="Cases">Cases written.</param>
/// <param name="WithoutConsent">Cases left out, since nobody agreed to their being reported.</param>
/// <param name="WithheldValues">Values left out because the person withholds them.</param>
public sealed record HtcdsExportReport(int Cases, int WithoutConsent, int WithheldValues);

/// <summary>
/// Writes cases as a table of the Human Trafficking Case Data Standard 2.0: one line a case, columns in the order of its
/// spreadsheet, comma-separated (RFC 4180), several values separated by semicolons.
/// </summary>
public static class HtcdsExport
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>Writes the cases that may be reported.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="to">Where to.</param>
    /// <param name="identifying">Whether fields that identify are written; without them the columns stay, empty.</param>
    public static HtcdsExportReport Write(IEnumerable<VictimCase> cases, TextWriter to, bool identifying)
    {
        to.Write(string.Join(',', Htcds.Fields.Select(field => field.Name)) + "\r\n");
        var (written, silent, withheld) = (0, 0, 0);
        foreach (var known in cases)
        {
            if (!known.MayBeReported)
            {
                silent++;
                continue;
            }

            var hidden = known.Withheld;
            to.Write(string.Join(',', Htcds.Fields.Select(field =>
            {
                if (!known.Values.TryGetValue(field.Name, out var values) || field.Identifies && !identifying)
                {
                    return "";
                }

                if (hidden.ContainsKey(field.Name))
                {
                    withheld++;
                    return "";
                }

                return Quoted(string.Join(';', values));
            })) + "\r\n");
            written++;
        }

        return new HtcdsExportReport(written, silent, withheld);
    }

    /// <summary>A value as a spreadsheet reads it back: quoted where needed, and never taken for a formula.</summary>
    private static string Quoted(string value)
    {
        var safe = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' ? "'" + value : value;
        return safe.AsSpan().ContainsAny(Special) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
