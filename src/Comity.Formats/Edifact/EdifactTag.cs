namespace Comity.Formats.Edifact;

/// <summary>Segment tags as numbers, so that a tag is compared without making a string.</summary>
internal static class EdifactTag
{
    public const int Una = ('U' << 16) | ('N' << 8) | 'A';
    public const int Unb = ('U' << 16) | ('N' << 8) | 'B';
    public const int Ung = ('U' << 16) | ('N' << 8) | 'G';
    public const int Unh = ('U' << 16) | ('N' << 8) | 'H';
    public const int Unt = ('U' << 16) | ('N' << 8) | 'T';
    public const int Une = ('U' << 16) | ('N' << 8) | 'E';
    public const int Unz = ('U' << 16) | ('N' << 8) | 'Z';
    public const int Bgm = ('B' << 16) | ('G' << 8) | 'M';
    public const int Cni = ('C' << 16) | ('N' << 8) | 'I';
    public const int Cnt = ('C' << 16) | ('N' << 8) | 'T';
    public const int Com = ('C' << 16) | ('O' << 8) | 'M';
    public const int Cst = ('C' << 16) | ('S' << 8) | 'T';
    public const int Cux = ('C' << 16) | ('U' << 8) | 'X';
    public const int Dgs = ('D' << 16) | ('G' << 8) | 'S';
    public const int Dtm = ('D' << 16) | ('T' << 8) | 'M';
    public const int Eqd = ('E' << 16) | ('Q' << 8) | 'D';
    public const int Ftx = ('F' << 16) | ('T' << 8) | 'X';
    public const int Gei = ('G' << 16) | ('E' << 8) | 'I';
    public const int Gid = ('G' << 16) | ('I' << 8) | 'D';
    public const int Gis = ('G' << 16) | ('I' << 8) | 'S';
    public const int Loc = ('L' << 16) | ('O' << 8) | 'C';
    public const int Mea = ('M' << 16) | ('E' << 8) | 'A';
    public const int Moa = ('M' << 16) | ('O' << 8) | 'A';
    public const int Nad = ('N' << 16) | ('A' << 8) | 'D';
    public const int Cpi = ('C' << 16) | ('P' << 8) | 'I';
    public const int Pac = ('P' << 16) | ('A' << 8) | 'C';
    public const int Pci = ('P' << 16) | ('C' << 8) | 'I';
    public const int Rff = ('R' << 16) | ('F' << 8) | 'F';
    public const int Sel = ('S' << 16) | ('E' << 8) | 'L';
    public const int Sgp = ('S' << 16) | ('G' << 8) | 'P';
    public const int Tdt = ('T' << 16) | ('D' << 8) | 'T';

    /// <summary>Every segment that may stand in a cargo message, whether its content is kept or not.</summary>
    private static readonly string[] Tags =
    [
        "UNA", "UNB", "UNG", "UNH", "UNT", "UNE", "UNZ", "AUT", "BGM", "CNI", "CNT", "COM", "CPI", "CST", "CTA", "CUX",
        "DGS", "DIM", "DOC", "DTM", "EQA", "EQD", "EQN", "FTX", "GDS", "GEI", "GID", "GIS", "HAN", "HYN", "ICD", "LIN",
        "LOC", "MEA", "MOA", "NAD", "PAC", "PCI", "PIA", "QTY", "RFF", "RNG", "SEL", "SGP", "STS", "TCC", "TDT", "TMP",
        "TOD", "TPL", "TSR", "UNS",
    ];

    private static readonly bool[] Known = MakeKnown();

    /// <summary>Whether a segment with this tag may stand in a cargo message.</summary>
    public static bool IsKnown(int tag) => Known[Slot(tag)] && tag != 0;

    /// <summary>The number of the tag at the start of the bytes; 0 when there are not three capital letters.</summary>
    public static int Of(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 3 && IsTagByte(bytes[0]) && IsTagByte(bytes[1]) && IsTagByte(bytes[2])
            ? (bytes[0] << 16) | (bytes[1] << 8) | bytes[2]
            : 0;

    private static bool[] MakeKnown()
    {
        var known = new bool[1 << 15];
        foreach (var tag in Tags)
        {
            known[Slot((tag[0] << 16) | (tag[1] << 8) | tag[2])] = true;
        }

        return known;
    }

    /// <summary>Five bits tell each capital letter.</summary>
    private static int Slot(int tag) => (((tag >> 16) & 31) << 10) | (((tag >> 8) & 31) << 5) | (tag & 31);

    private static bool IsTagByte(byte b) => b is >= (byte)'A' and <= (byte)'Z';
}
