using System.Globalization;
using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Containers.Generator.Internal;

/// <summary>
/// Hands out containers. A number is new, or that of a box which another voyage brought to this port before, so that
/// boxes recur over the month without being in two places at once. Owner prefixes are invented.
/// </summary>
internal sealed class BoxYard(ulong seed)
{
    /// <summary>Boxes kept per port and type; more would only cost memory.</summary>
    private const int Kept = 200;

    /// <summary>Serial numbers from here on belong to stories.</summary>
    private const int FirstStorySerial = 12_000_000;

    private const int ReusePerMille = 350;

    private static readonly string[] Owners =
    [
        "AQLU", "CDRU", "HZNU", "MDXU", "QTXU", "VQXU", "NQXU", "ZQXU", "SXLU", "QZXU", "XQLU", "ZZLU", "XQZU", "QJXU", "QVXU", "VXQU",
    ];

    private readonly Dictionary<(string Port, string SizeType), Queue<(Box Box, DateTime FreeAt)>> discharged = [];
    private int nextSerial;

    /// <summary>A box for a voyage that leaves a port.</summary>
    public Box Take(string sizeType, string port, DateTime departureAt, Dice dice)
    {
        if (discharged.TryGetValue((port, sizeType), out var waiting) && waiting.Count > 0 && waiting.Peek().FreeAt < departureAt && dice.PerMille(ReusePerMille))
        {
            return waiting.Dequeue().Box with { Seals = [], Empty = false };
        }

        return Make(nextSerial++, sizeType, dice);
    }

    /// <summary>The box of a story; it is never handed out otherwise.</summary>
    public Box ForStory(int storyNumber, string sizeType, Dice dice) => Make(FirstStorySerial + storyNumber, sizeType, dice);

    /// <summary>A voyage brings a box to a port.</summary>
    public void Bring(Box box, string port, DateTime arrivalAt)
    {
        if (!discharged.TryGetValue((port, box.SizeType), out var waiting))
        {
            discharged[(port, box.SizeType)] = waiting = new();
        }

        if (waiting.Count < Kept)
        {
            waiting.Enqueue((box, arrivalAt.AddDays(3)));
        }
    }

    private Box Make(int serial, string sizeType, Dice dice)
    {
        var count = Owners.Length * 1_000_000L;
        // The factor has no divisor in common with the count: every serial has its own number.
        var number = (int)(((serial * 7_368_787L) + (long)(seed % 1_000_003)) % count);
        var ten = string.Create(CultureInfo.InvariantCulture, $"{Owners[number / 1_000_000]}{number % 1_000_000:D6}");
        var (min, max) = sizeType switch
        {
            "45G1" => (3_780, 3_990),
            "45R1" => (4_420, 4_780),
            "22R1" => (2_890, 3_080),
            _ => (2_130, 2_330),
        };
        return new Box($"{ten}{ContainerNumber.CheckDigit(ten)}", sizeType, dice.Between(min / 10, max / 10) * 10, Empty: false);
    }
}
