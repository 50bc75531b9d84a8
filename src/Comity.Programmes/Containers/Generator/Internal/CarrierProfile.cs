namespace Comity.Programmes.Containers.Generator.Internal;

/// <summary>
/// A carrier, invented, with the habits of its message system. The defects are those observed in real messages; a carrier
/// is <see cref="Complete"/> when its messages hold everything a story may need.
/// </summary>
internal sealed record CarrierProfile(string Code, string Name, string Directory)
{
    public bool Complete { get; init; }

    /// <summary>UNB 0001: UNOA is folded to ASCII, UNOC is Latin-1, UNOY is UTF-8.</summary>
    public string Syntax { get; init; } = "UNOC";

    public bool WritesUna { get; init; }

    public bool BreaksLines { get; init; } = true;

    /// <summary>UNH without the message type, vessel in the carrier's composite, containers in SGP only, no CST.</summary>
    public bool Bare { get; init; }

    /// <summary>Some masses in tonnes beside kilograms.</summary>
    public bool MixesTonnes { get; init; }

    /// <summary>One goods item for all containers of a bill instead of one each.</summary>
    public bool OneItemPerBill { get; init; }

    /// <summary>The description again for every container, cut at 70 characters wherever that falls.</summary>
    public bool CutsText { get; init; }

    public bool OldSizeTypes { get; init; }

    /// <summary>A message per port of discharge.</summary>
    public bool SplitsByPort { get; init; }

    /// <summary>Language of the headings of its tables: en, es, fr.</summary>
    public string TableLanguage { get; init; } = "en";

    public char TableDelimiter { get; init; } = ',';

    public bool TableLatin1 { get; init; }

    /// <summary>Defects of the format that a reader has to repair, by name.</summary>
    public IReadOnlyList<string> CuscarDefects()
    {
        var defects = new List<string>();
        if (Bare)
        {
            defects.AddRange(["no_message_type", "vessel_in_carrier", "no_eqd", "no_hs"]);
        }

        if (MixesTonnes)
        {
            defects.Add("tonnes_mixed");
        }

        return defects;
    }

    /// <summary>The first is complete and serves the flagship story.</summary>
    public static IReadOnlyList<CarrierProfile> All { get; } =
    [
        new("AQL", "AQUILA TIDE LINE", "D96B") { Complete = true, TableLanguage = "es", TableDelimiter = ';', TableLatin1 = true },
        new("CDR", "CORDERA LINE", "D95B") { Complete = true, WritesUna = true, SplitsByPort = true },
        new("MDX", "MERIDIAN BLUE LINE", "D00B") { Complete = true, Syntax = "UNOY", BreaksLines = false, TableDelimiter = '\t' },
        new("NQX", "NORTHERN QUAY LINE", "D03B") { Complete = true, CutsText = true, TableLanguage = "fr", TableDelimiter = ';' },
        new("HZN", "HORIZON TIDE LINE", "D95B") { Complete = true, Syntax = "UNOA", OldSizeTypes = true, TableLanguage = "es", TableDelimiter = ';' },
        new("VQX", "VERTICE OCEAN LINE", "D95B") { Bare = true, MixesTonnes = true, CutsText = true, Syntax = "UNOA", TableLanguage = "fr", TableDelimiter = ';', TableLatin1 = true },
        new("ZQX", "ZENITH QUARTER LINE", "D96B") { OneItemPerBill = true, MixesTonnes = true, TableLanguage = "es", TableDelimiter = ',' },
        new("QTX", "QUETZAL TRADE LINE", "D00B") { OldSizeTypes = true, CutsText = true, OneItemPerBill = true },
    ];
}
