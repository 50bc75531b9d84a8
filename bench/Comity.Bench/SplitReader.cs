using System.Globalization;
using System.Text;

namespace Comity.Bench;

/// <summary>
/// What is usually written first: the file as one string, split at each level. It knows one spelling of one
/// directory and no defect, and builds the same facts.
/// </summary>
internal static class SplitReader
{
    internal sealed class Facts
    {
        public string? Bill { get; set; }

        public string? Container { get; set; }

        public string? Nature { get; set; }

        public string? Loading { get; set; }

        public string? Discharge { get; set; }

        public List<string> Parties { get; } = [];

        public List<(string? Description, string? Type, long Packages, double Kilograms, double CubicMetres, string? Marks, string? Hs)> Goods { get; } = [];
    }

    /// <summary>Gives the number of consignments and the sum of their masses, so that nothing can be optimised away.</summary>
    public static (long Consignments, double Kilograms) Read(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var containers = new Dictionary<string, (string SizeType, double Tare, string? Seal)>(StringComparer.Ordinal);
        var (consignments, kilograms) = (0L, 0.0);
        Facts? bill = null;
        var line = default((string? Description, string? Type, long Packages, double Kilograms, double CubicMetres, string? Marks, string? Hs));
        var inLine = false;
        string? container = null;
        var byContainer = new Dictionary<string, Facts>(StringComparer.Ordinal);
        foreach (var raw in text.Split('\''))
        {
            var elements = raw.Trim().Split('+');
            var parts = elements.Select(element => element.Split(':')).ToArray();
            switch (elements[0])
            {
                case "UNH":
                    containers.Clear();
                    break;
                case "EQD":
                    container = elements[2];
                    containers[container] = (parts[3][0], 0, null);
                    break;
                case "SEL":
                    containers[container!] = containers[container!] with { Seal = elements[1] };
                    break;
                case "MEA" when bill is null:
                    containers[container!] = containers[container!] with { Tare = Number(parts[3][1]) };
                    break;
                case "CNI" or "UNT":
                    EndLine();
                    foreach (var facts in byContainer.Values)
                    {
                        consignments++;
                        kilograms += facts.Goods.Sum(goods => goods.Kilograms);
                    }

                    byContainer.Clear();
                    bill = elements[0] == "CNI" ? new Facts { Bill = elements[2] } : null;
                    break;
                case "RFF" when bill is not null:
                    bill.Bill = parts[1][1];
                    break;
                case "GIS" when bill is not null:
                    bill.Nature = elements[1] == "23" ? "import" : null;
                    break;
                case "LOC" when bill is not null:
                    if (elements[1] == "9")
                    {
                        bill.Loading = parts[2][0];
                    }
                    else
                    {
                        bill.Discharge = parts[2][0];
                    }

                    break;
                case "NAD" when bill is not null:
                    bill.Parties.Add(elements[4]);
                    bill.Parties.Add(string.Join(", ", elements[5..]));
                    break;
                case "GID":
                    EndLine();
                    inLine = true;
                    line = (null, parts[2][1], long.Parse(parts[2][0], CultureInfo.InvariantCulture), 0, 0, null, null);
                    break;
                case "FTX":
                    line.Description = string.Join(' ', parts[4]);
                    break;
                case "MEA" when elements[2] == "G":
                    line.Kilograms = Number(parts[3][1]);
                    break;
                case "MEA":
                    line.CubicMetres = Number(parts[3][1]);
                    break;
                case "SGP":
                    container = elements[1];
                    break;
                case "PCI":
                    line.Marks = elements[2];
                    break;
                case "CST":
                    line.Hs = elements[2];
                    break;
            }
        }

        return (consignments, kilograms);

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

        void EndLine()
        {
            if (!inLine)
            {
                return;
            }

            inLine = false;
            if (!byContainer.TryGetValue(container!, out var facts))
            {
                facts = new Facts { Bill = bill!.Bill, Container = container, Nature = bill.Nature, Loading = bill.Loading, Discharge = bill.Discharge };
                facts.Parties.AddRange(bill.Parties);
                byContainer.Add(container!, facts);
            }

            facts.Goods.Add(line);
        }
    }
}
