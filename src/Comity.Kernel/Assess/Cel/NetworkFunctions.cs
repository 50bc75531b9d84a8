using System.Globalization;
using System.Net;
using System.Net.Sockets;
using static Comity.Kernel.Assess.Cel.CelValue;

namespace Comity.Kernel.Assess.Cel;

/// <summary>An address with the number of leading bits that name its network.</summary>
internal sealed record IpRange(IPAddress Address, int PrefixLength)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");

    public bool Contains(IPAddress other) =>
        other.AddressFamily == Address.AddressFamily && Mask(other, PrefixLength).Equals(Mask(Address, PrefixLength));

    public IpRange Masked() => this with { Address = Mask(Address, PrefixLength) };

    private static IPAddress Mask(IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] &= (byte)(0xFF00 >> Math.Clamp(prefixLength - (i * 8), 0, 8));
        }

        return new IPAddress(bytes);
    }
}

/// <summary>CEL's network extension: IP addresses and ranges.</summary>
internal static class NetworkFunctions
{
    public static void Declare(Signatures s)
    {
        s.Function("ip", [CelType.String], CelType.IpAddress, (a, _) => Parse(a[0].Text) is { } ip ? Of(ip) : NotAddress(a[0].Text));
        s.Function("isIP", [CelType.String], CelType.Bool, (a, _) => Of(Parse(a[0].Text) is not null));
        s.Function("ip.isCanonical", [CelType.String], CelType.Bool, (a, _) =>
            Parse(a[0].Text) is { } ip ? Of(ip.ToString() == a[0].Text) : NotAddress(a[0].Text));
        s.Function("cidr", [CelType.String], CelType.IpNetwork, (a, _) => ParseRange(a[0].Text) is { } range ? Of(range) : NotRange(a[0].Text));
        s.Function("isCIDR", [CelType.String], CelType.Bool, (a, _) => Of(ParseRange(a[0].Text) is not null));
        s.Method("family", [CelType.IpAddress], CelType.Int, (a, _) => Of(a[0].Address.AddressFamily == AddressFamily.InterNetwork ? 4L : 6L));
        Test("isUnspecified", b => b.All(x => x == 0));
        Test("isLoopback", IsLoopback);
        Test("isLinkLocalMulticast", b => b is [224, 0, 0, _] || (b.Length == 16 && b[0] == 0xFF && (b[1] & 0x0F) == 2));
        Test("isLinkLocalUnicast", IsLinkLocalUnicast);
        Test("isGlobalUnicast", b => !(b.All(x => x == 0) || IsLoopback(b) || IsLinkLocalUnicast(b)
            || (b.Length == 4 ? (b[0] & 0xF0) == 224 || b is [255, 255, 255, 255] : b[0] == 0xFF)));
        s.Method("containsIP", [CelType.IpNetwork, CelType.IpAddress], CelType.Bool, (a, _) => Of(a[0].Network.Contains(a[1].Address)));
        s.Method("containsIP", [CelType.IpNetwork, CelType.String], CelType.Bool, (a, _) =>
            Parse(a[1].Text) is { } ip ? Of(a[0].Network.Contains(ip)) : NotAddress(a[1].Text));
        s.Method("containsCIDR", [CelType.IpNetwork, CelType.IpNetwork], CelType.Bool, (a, _) => Of(Contains(a[0].Network, a[1].Network)));
        s.Method("containsCIDR", [CelType.IpNetwork, CelType.String], CelType.Bool, (a, _) =>
            ParseRange(a[1].Text) is { } range ? Of(Contains(a[0].Network, range)) : NotRange(a[1].Text));
        s.Method("ip", [CelType.IpNetwork], CelType.IpAddress, (a, _) => Of(a[0].Network.Address));
        s.Method("masked", [CelType.IpNetwork], CelType.IpNetwork, (a, _) => Of(a[0].Network.Masked()));
        s.Method("prefixLength", [CelType.IpNetwork], CelType.Int, (a, _) => Of((long)a[0].Network.PrefixLength));

        void Test(string name, Func<byte[], bool> holds) =>
            s.Method(name, [CelType.IpAddress], CelType.Bool, (a, _) => Of(holds(a[0].Address.GetAddressBytes())));
    }

    private static bool IsLoopback(byte[] b) => b is [127, _, _, _] || (b.Length == 16 && b[15] == 1 && b.Take(15).All(x => x == 0));

    private static bool IsLinkLocalUnicast(byte[] b) => b is [169, 254, _, _] || (b.Length == 16 && b[0] == 0xFE && (b[1] & 0xC0) == 0x80);

    private static bool Contains(IpRange outer, IpRange inner) => inner.PrefixLength >= outer.PrefixLength && outer.Contains(inner.Address);

    // .NET's parser also reads hexadecimal, short and zoned forms; the extension allows only four decimals or plain hextets.
    private static IPAddress? Parse(string text)
    {
        var isPlain = text.Contains(':', StringComparison.Ordinal)
            ? text.All(c => char.IsAsciiHexDigit(c) || c == ':')
            : text.Split('.') is { Length: 4 } parts && parts.All(p => p is { Length: >= 1 and <= 3 } && p.All(char.IsAsciiDigit) && (p == "0" || p[0] != '0'));
        return isPlain && IPAddress.TryParse(text, out var address) ? address : null;
    }

    private static IpRange? ParseRange(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Parse(text[..slash]) is { } address
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            && prefix <= address.GetAddressBytes().Length * 8
                ? new IpRange(address, prefix)
                : null;
    }

    private static CelValue NotAddress(string text) => Error($"'{text}' is not an IP address (without zone or embedded IPv4)");

    private static CelValue NotRange(string text) => Error($"'{text}' is not an address range such as 10.0.0.0/8");
}
