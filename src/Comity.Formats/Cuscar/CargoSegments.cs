using System.Text;
using Comity.Formats.Cargo;
using Comity.Formats.Edifact;

namespace Comity.Formats.Cuscar;

/// <summary>What a MEA segment measures.</summary>
internal enum Measured
{
    /// <summary>Nothing that is kept, or not readable.</summary>
    Nothing,

    /// <summary>Gross mass in kilograms.</summary>
    GrossMass,

    /// <summary>Mass of a container with contents and tare in kilograms: verified (VGM, SOLAS) or not (AET).</summary>
    EquipmentMass,

    /// <summary>Tare in kilograms.</summary>
    Tare,

    /// <summary>Volume in cubic metres.</summary>
    Volume,
}

/// <summary>Reads the segments that the cargo messages have in common into values with their position.</summary>
internal static class CargoSegments
{
    /// <summary>Length of a free text line before the directories of 2001; a line of it goes on in the next.</summary>
    private const int FullLine = 70;

    /// <summary>Length of a free text line in the later directories.</summary>
    private const int FullLongLine = 512;

    public static Declared<T> Declare<T>(in EdifactSegment segment, T value) => new(value, EdifactEnvelope.At(segment));

    /// <summary>The text of a component with its position, or null when it is empty.</summary>
    public static Declared<string>? Value(this CargoReading reading, in EdifactSegment segment, int element, int component = 0) =>
        reading.Short(in segment, element, component) is { } text ? Declare(in segment, text) : null;

    /// <summary>The text of a component that is no free text; one much longer than any directory allows is reported and missing.</summary>
    private static string? Short(this CargoReading reading, in EdifactSegment segment, int element, int component = 0)
    {
        const int LongestBytes = 512;
        if (segment[element, component].Length <= LongestBytes)
        {
            return reading.Text.Get(in segment, element, component);
        }

        reading.Repair(in segment, "a value of at most 512 characters", "nothing of this value");
        return null;
    }

    /// <summary>The place of a LOC: its code, else its name.</summary>
    public static Declared<string>? Place(this CargoReading reading, in EdifactSegment segment) =>
        reading.Value(in segment, 2) ?? reading.Value(in segment, 2, 3);

    /// <summary>Reports a place whose function (data element 3227) is in no list; the others that are not kept are right.</summary>
    public static void CheckPlace(this CargoReading reading, in EdifactSegment segment)
    {
        if (!EdifactValues.TryCount(segment[1, 0], out var function) || function is < 1 or > 400)
        {
            reading.Unknown(in segment, segment[1, 0], "a function of a place (data element 3227)");
        }
    }

    /// <summary>A container number in upper case without spaces, or null when there is none.</summary>
    public static string? ContainerNumber(this CargoReading reading, in EdifactSegment segment, int element)
    {
        var text = reading.Short(in segment, element);
        if (text is null)
        {
            return null;
        }

        foreach (var c in text)
        {
            if (c == ' ' || char.IsAsciiLetterLower(c))
            {
                return text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
            }
        }

        return text;
    }

    /// <summary>A DTM's time; a value that is no time is reported and missing.</summary>
    public static Declared<DateTimeOffset>? Time(this CargoReading reading, in EdifactSegment segment)
    {
        var text = segment[1, 1];
        if (text.IsEmpty)
        {
            return null;
        }

        if (!EdifactValues.TryTime(text, segment[1, 2], out var time, out var agrees))
        {
            reading.Repair(in segment, "a time in the format of data element 2379", "nothing of this segment");
            return null;
        }

        if (!agrees)
        {
            reading.Repair(in segment, "as many digits as the format of data element 2379 has", "read by the number of digits");
        }

        return Declare(in segment, time);
    }

    /// <summary>
    /// A MEA: <c>6311 + 6313 + unit:value</c>. Where 6313 is missing, 6311 says what is measured (WT, VOL, VGM).
    /// A volume of zero means that it was not measured.
    /// </summary>
    public static Measured Measure(this CargoReading reading, in EdifactSegment segment, out Declared<double> value)
    {
        value = default;
        var code = segment[2, 0].IsEmpty ? segment[1, 0] : segment[2, 0];
        var measured = code switch
        {
            [(byte)'G'] or [(byte)'W', (byte)'T'] or [(byte)'A', (byte)'A', (byte)'B' or (byte)'D'] => Measured.GrossMass,
            [(byte)'V', (byte)'G', (byte)'M'] or [(byte)'A', (byte)'E', (byte)'T'] => Measured.EquipmentMass,
            [(byte)'T'] => Measured.Tare,
            [(byte)'A', (byte)'A', (byte)'W'] or [(byte)'A', (byte)'B', (byte)'J'] or [(byte)'V', (byte)'O', (byte)'L'] => Measured.Volume,
            _ => Measured.Nothing,
        };
        if (measured == Measured.Nothing)
        {
            // Net masses, dimensions and temperatures are right but not kept.
            if (!(code.SequenceEqual("N"u8) || code.StartsWith("AA"u8) || code.SequenceEqual("HT"u8)
                || code.SequenceEqual("WD"u8) || code.SequenceEqual("LN"u8)))
            {
                reading.Unknown(in segment, code, "a known measurement (G, AAB, AAD, WT, VGM, AET, T, AAW, ABJ, VOL)");
            }

            return measured;
        }

        if (segment[3, 1].IsEmpty)
        {
            return Measured.Nothing;
        }

        if (!EdifactValues.TryNumber(segment[3, 1], out var number, out var grouped) || number < 0)
        {
            reading.Repair(in segment, "a number that is not negative", "nothing of this segment");
            return Measured.Nothing;
        }

        var factor = measured == Measured.Volume ? CubicMetres(segment[3, 0], out var usual) : Kilograms(segment[3, 0], out usual);
        if (factor == 0)
        {
            reading.Repair(
                in segment, measured == Measured.Volume ? "unit MTQ, FTQ, LTR or DMQ" : "unit KGM, TNE, GRM, LBR, LTN or STN",
                "nothing of this segment");
            return Measured.Nothing;
        }

        if (!usual || grouped)
        {
            reading.Repair(
                in segment, grouped ? "a number without grouping of digits" : "a unit of UN/ECE Recommendation 20",
                measured == Measured.Volume ? "read as cubic metres" : factor == 1000 ? "read as metric tonnes" : "read as kilograms");
        }

        if (measured == Measured.Volume && number == 0)
        {
            return Measured.Nothing;
        }

        value = Declare(in segment, number * factor);
        return measured;
    }

    /// <summary>Kilograms in a unit, 0 for one that is no mass. TON and KG are not in the code list but are sent.</summary>
    public static double Kilograms(ReadOnlySpan<byte> unit, out bool usual)
    {
        usual = true;
        switch (unit)
        {
            case [(byte)'K', (byte)'G', (byte)'M']:
                return 1;
            case [(byte)'T', (byte)'N', (byte)'E']:
                return 1000;
            case [(byte)'G', (byte)'R', (byte)'M']:
                return 0.001;
            case [(byte)'L', (byte)'B', (byte)'R']:
                return 0.45359237;
            case [(byte)'L', (byte)'T', (byte)'N']:
                return 1016.0469088;
            case [(byte)'S', (byte)'T', (byte)'N']:
                return 907.18474;
        }

        usual = false;
        return unit switch
        {
            [(byte)'T', (byte)'O', (byte)'N'] or [(byte)'M', (byte)'T'] => 1000,
            [] or [(byte)'K', (byte)'G'] or [(byte)'K', (byte)'G', (byte)'S'] => 1,
            _ => 0,
        };
    }

    private static double CubicMetres(ReadOnlySpan<byte> unit, out bool usual)
    {
        usual = true;
        switch (unit)
        {
            case [(byte)'M', (byte)'T', (byte)'Q']:
                return 1;
            case [(byte)'F', (byte)'T', (byte)'Q']:
                return 0.028316846592;
            case [(byte)'L', (byte)'T', (byte)'R'] or [(byte)'D', (byte)'M', (byte)'Q']:
                return 0.001;
        }

        usual = false;
        return unit is [] or [(byte)'C', (byte)'B', (byte)'M'] or [(byte)'M', (byte)'3'] ? 1 : 0;
    }

    /// <summary>
    /// A NAD. Name from C080 with the address in C058 (unstructured), C059 and the elements behind; without C080 the
    /// first line of C058 is the name.
    /// </summary>
    public static DeclaredParty Party(this CargoReading reading, in EdifactSegment segment)
    {
        var text = reading.Text;
        var party = new DeclaredParty { Code = reading.Value(in segment, 2) };
        var unstructured = 0;
        if (segment[4, 0].IsEmpty)
        {
            while (unstructured < segment.ComponentCount(3) && !Join(text, in segment, 3, unstructured, " "u8))
            {
                unstructured++;
            }

            unstructured++;
        }
        else
        {
            for (var i = 0; i < Math.Min(segment.ComponentCount(4), 5); i++)
            {
                Join(text, in segment, 4, i, " "u8);
            }
        }

        var name = text.Joined();
        for (var i = unstructured; i < segment.ComponentCount(3); i++)
        {
            Join(text, in segment, 3, i, ", "u8);
        }

        for (var i = 0; i < segment.ComponentCount(5); i++)
        {
            Join(text, in segment, 5, i, ", "u8);
        }

        Join(text, in segment, 6, 0, ", "u8);
        Join(text, in segment, 7, segment[7, 0].IsEmpty ? 3 : 0, ", "u8);
        Join(text, in segment, 8, 0, ", "u8);
        var address = text.Joined();
        party.Name = name is null ? null : reading.Join(in segment, null, Declare(in segment, name));
        party.Address = address is null ? null : reading.Join(in segment, null, Declare(in segment, address));
        party.Country = reading.Value(in segment, 9);
        return party;
    }

    private static bool Join(EdifactText text, in EdifactSegment segment, int element, int component, ReadOnlySpan<byte> separator)
    {
        // Senders fill what they don't have with dashes or dots.
        var raw = segment[element, component];
        if (!SaysSomething(raw))
        {
            return false;
        }

        text.Join(raw, segment.Release, separator);
        return true;
    }

    private static bool SaysSomething(ReadOnlySpan<byte> raw)
    {
        foreach (var b in raw)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b >= 0x80)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The lines of a free text or of marks as one. A line that fills its field goes on in the next without a blank:
    /// senders wrap a longer text at the field's length, in the middle of words.
    /// </summary>
    public static Declared<string>? Lines(this CargoReading reading, in EdifactSegment segment, int element, int lineLength = FullLine)
    {
        string? first = null;
        StringBuilder? joined = null;
        var full = false;
        for (var i = 0; i < segment.ComponentCount(element); i++)
        {
            var raw = segment[element, i];
            var line = reading.Text.Get(raw, segment.Release);
            if (line is null)
            {
                continue;
            }

            if (first is null)
            {
                first = line;
            }
            else
            {
                joined ??= new StringBuilder(first);
                joined.Append(full ? "" : " ").Append(line);
            }

            full = raw[^1] != (byte)' '
                && ((raw.Length >= lineLength && line.Length <= lineLength) || line.Length >= FullLongLine);
        }

        if (first is null)
        {
            return null;
        }

        return reading.Join(in segment, null, Declare(in segment, joined?.ToString() ?? first));
    }

    /// <summary>Digits of a tariff number (HS with national digits behind); null and a repair when it has none.</summary>
    public static Declared<string>? Tariff(this CargoReading reading, in EdifactSegment segment, int element)
    {
        var text = reading.Short(in segment, element);
        if (text is null)
        {
            return null;
        }

        var digits = text.All(char.IsAsciiDigit) ? text : string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length < 2 || text.Any(c => char.IsAsciiLetter(c)))
        {
            reading.Repair(in segment, "a tariff number", "nothing of this segment");
            return null;
        }

        return Declare(in segment, digits);
    }

    /// <summary>UN number of dangerous goods (DGS C234.7124), four digits; shorter ones lost leading zeros.</summary>
    public static Declared<string>? UnNumber(this CargoReading reading, in EdifactSegment segment)
    {
        var text = reading.Text.Get(in segment, 3);
        if (text is null)
        {
            return null;
        }

        var digits = text.StartsWith("UN", StringComparison.OrdinalIgnoreCase) ? text[2..].Trim() : text;
        if (digits.Length is 0 or > 4 || !digits.All(char.IsAsciiDigit))
        {
            reading.Repair(in segment, "a UN number of four digits", "nothing of this segment");
            return null;
        }

        var number = digits.PadLeft(4, '0');
        if (text.Length != number.Length || digits.Length < number.Length)
        {
            reading.Repair(in segment, "a UN number of four digits", "read as " + number);
        }

        return Declare(in segment, number);
    }

    /// <summary>BM bill of lading, BH house bill; AWB, HWB the same for air.</summary>
    public static bool IsBill(ReadOnlySpan<byte> qualifier) =>
        qualifier is [(byte)'B', (byte)'M' or (byte)'H'] or [(byte)'A' or (byte)'H', (byte)'W', (byte)'B'];
}
