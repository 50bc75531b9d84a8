using System.Globalization;
using System.Text;

namespace Comity.Bench;

/// <summary>
/// Makes CUSCAR interchanges of a wanted size from a seed: one message for each ship's call with a few hundred bills,
/// containers listed before the bills, parties, places, goods and weights as carriers write them.
/// </summary>
internal static class ManifestMaker
{
    private const int BillsPerMessage = 400;

    private static readonly string[] Places = ["BRSSZ", "ECGYE", "COCTG", "PECLL", "NLRTM", "BEANR", "ESALG", "MAPTM", "SNDKR", "GHTEM"];
    private static readonly string[] Goods =
    [
        "FROZEN SHRIMP HEADLESS SHELL ON IN CARTONS NET WEIGHT 20400.00 KGS",
        "BANANAS FRESH IN CARTONS PALLETISED TEMPERATURE SET AT PLUS 13.3 C",
        "WOODEN BOARDS SAWN LENGTHWISE KILN DRIED HEAT TREATED ISPM 15",
        "SPARE PARTS FOR AGRICULTURAL MACHINERY AS PER INVOICE",
        "GREEN COFFEE BEANS IN BULK LINER BAG",
    ];

    private static readonly string[] Streets = ["AV PRINCIPAL 1200", "HAVENSTRAAT 44", "ZONA INDUSTRIAL LOTE 7", "QUAI NORD 3", "PORT ROAD 18"];

    public static byte[] Make(long bytes, int seed)
    {
        using var stream = new MemoryStream();
        Write(stream, bytes, seed);
        return stream.ToArray();
    }

    /// <summary>Writes one interchange of at least so many bytes.</summary>
    public static void Write(Stream stream, long bytes, int seed)
    {
        var random = new Random(seed);
        Write(stream, "UNB+UNOC:3+CARRIER+CUSTOMS+240102:0304+I1'\n");
        var messages = 0;
        while (stream.Position < bytes)
        {
            messages++;
            Write(stream, Message(messages, random));
        }

        Write(stream, string.Create(CultureInfo.InvariantCulture, $"UNZ+{messages}+I1'\n"));
    }

    private static void Write(Stream stream, string text) => stream.Write(Encoding.Latin1.GetBytes(text));

    private static string Message(int number, Random random)
    {
        var text = new StringBuilder();
        var segments = 1;

        void Add(FormattableString segment)
        {
            text.Append(segment.ToString(CultureInfo.InvariantCulture)).Append("'\n");
            segments++;
        }

        text.Append(CultureInfo.InvariantCulture, $"UNH+{number}+CUSCAR:D:95B:UN'\n");
        Add($"BGM+85+MAN{number}+9");
        Add($"DTM+137:202401{1 + (number % 28):00}:102");
        Add($"NAD+MS+CARR:172:166");
        Add($"TDT+20+V{number}+1++CARR:172:166+++93{number % 100000:00000}:146:11:OCEAN STAR");
        Add($"LOC+5+{Pick(Places, random)}:139");
        Add($"LOC+60+{Pick(Places, random)}:139");
        Add($"DTM+132:2401{1 + (number % 28):00}0600:201");
        var containers = new string[BillsPerMessage * 3 / 2];
        for (var i = 0; i < containers.Length; i++)
        {
            containers[i] = string.Create(CultureInfo.InvariantCulture, $"CARU{random.Next(10_000_000):0000000}");
            Add($"EQD+CN+{containers[i]}+45G1:102:5+++5");
            Add($"MEA+AAE+T+KGM:3800");
            Add($"SEL+SL{random.Next(10_000_000)}+CA");
        }

        var next = 0;
        for (var bill = 1; bill <= BillsPerMessage; bill++)
        {
            Add($"CNI+{bill}+B{number}{bill:0000}");
            Add($"RFF+BM:B{number}{bill:0000}");
            Add($"LOC+9+{Pick(Places, random)}:139:6");
            Add($"LOC+11+{Pick(Places, random)}:139:6");
            Add($"GIS+23");
            Party("CZ", random);
            Party("CN", random);
            Party("N1", random);
            for (var item = 1; item <= 1 + (bill % 2); item++)
            {
                Add($"GID+{item}+{random.Next(1, 2000)}:CT");
                Add($"FTX+AAA+++{Pick(Goods, random)}:REFERENCE {random.Next()}");
                Add($"MEA+AAE+G+KGM:{random.Next(1_000_000, 28_000_000) / 1000.0:0.000}");
                Add($"MEA+AAE+AAW+MTQ:{random.Next(1000, 70_000) / 1000.0:0.000}");
                Add($"SGP+{containers[next++]}");
                Add($"PCI++MARKS AND NUMBERS {random.Next(1000)}");
                Add($"CST++0306{random.Next(10, 99)}");
            }
        }

        segments++;
        text.Append(CultureInfo.InvariantCulture, $"UNT+{segments}+{number}'\n");
        return text.ToString();

        void Party(string role, Random source) =>
            Add($"NAD+{role}+++TRADER {source.Next(20_000)} LTDA+{Pick(Streets, source)}+CITY {source.Next(300)}++{source.Next(10_000, 99_999)}+{Pick(Places, source).AsSpan(0, 2).ToString()}");
    }

    private static string Pick(string[] values, Random random) => values[random.Next(values.Length)];
}
