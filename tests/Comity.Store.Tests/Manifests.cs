using System.Globalization;
using System.Text;

namespace Comity.Store.Tests;

/// <summary>A CUSCAR file of many messages with the same number of consignments each.</summary>
internal static class Manifests
{
    public const int BillsPerMessage = 5;

    public static byte[] Cuscar(int messages)
    {
        var text = new StringBuilder("UNB+UNOC:3+SENDER+RECEIVER+260301:0304+REF1'\n");
        for (var m = 1; m <= messages; m++)
        {
            var segments = 5;
            text.Append(CultureInfo.InvariantCulture, $"UNH+M{m}+CUSCAR:D:95B:UN'BGM+85+DOC{m}+9'DTM+132:20260401:102'TDT+20+V{m}+1+++++9074729:::TEST STAR'");
            for (var b = 1; b <= BillsPerMessage; b++, segments += 6)
            {
                text.Append(CultureInfo.InvariantCulture, $"CNI+{b}+BILL{m}-{b}'NAD+CZ+++SHIPPER {m % 17}'NAD+CN+++CONSIGNEE {b}'GID+1+10:CT'FTX+AAA+++COFFEE'MEA+AAE+G+KGM:{1000 + (m * 7)}'");
            }

            text.Append(CultureInfo.InvariantCulture, $"UNT+{segments}+M{m}'\n");
        }

        return Encoding.Latin1.GetBytes(text.Append(CultureInfo.InvariantCulture, $"UNZ+{messages}+REF1'").ToString());
    }
}
