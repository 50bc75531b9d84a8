using System.Diagnostics.CodeAnalysis;
using Comity.Programmes.Containers.Reference.Internal;

namespace Comity.Programmes.Containers.Reference;

/// <summary>What the words of a party's name and address give away (<c>data/party-words.csv</c>).</summary>
public static class PartyWords
{
    private static readonly Lazy<ILookup<string, string>> Table = new(static () =>
        ReferenceTable.Rows("party-words.csv").ToLookup(r => r[0], r => r[1], StringComparer.Ordinal));

    private static readonly Lazy<PhraseList> CarrierOrForwarder = new(static () =>
        new PhraseList(Table.Value["carrier_or_forwarder"].Concat(Carriers.All.Select(c => c.Name).Where(HasTwoWords)), Words.Split));

    private static readonly Lazy<PhraseList> ToOrder = List("to_order");
    private static readonly Lazy<PhraseList> PoBox = List("po_box");
    private static readonly Lazy<PhraseList> Residential = List("residential");

    /// <summary>Whether a name is that of a carrier or forwarder, with the words that say so.</summary>
    public static bool IsCarrierOrForwarder(string? name, [NotNullWhen(true)] out string? phrase)
    {
        phrase = null;
        return name is not null && CarrierOrForwarder.Value.Find(name, out phrase);
    }

    /// <summary>
    /// Whether a consignee is "to order" (of the shipper, of a bank, of nobody) instead of a name. The phrase must
    /// stand at the beginning, or a company that has it in its name would count.
    /// </summary>
    public static bool IsToOrder(string? name)
    {
        if (name is null)
        {
            return false;
        }

        var words = Words.Split(name);
        return words.Count > 0
            && ((words.Count == 1 && words[0] is "ORDER" or "ORDEN" or "ORDRE") || ToOrder.Value.StartsAt(words, 0, out _, out _));
    }

    /// <summary>Whether an address is a post-office box, with the words that say so.</summary>
    public static bool IsPoBox(string? address, [NotNullWhen(true)] out string? phrase)
    {
        phrase = null;
        return address is not null && PoBox.Value.Find(address, out phrase);
    }

    /// <summary>Whether an address looks like a dwelling, with the words that say so.</summary>
    public static bool IsResidential(string? address, [NotNullWhen(true)] out string? phrase)
    {
        phrase = null;
        return address is not null && Residential.Value.Find(address, out phrase);
    }

    /// <summary>A one-word liner name (Maersk apart) is too often a common word to tell a carrier.</summary>
    private static bool HasTwoWords(string name) => Words.Split(name).Count >= 2;

    private static Lazy<PhraseList> List(string name) => new(() => new PhraseList(Table.Value[name], Words.Split));
}
