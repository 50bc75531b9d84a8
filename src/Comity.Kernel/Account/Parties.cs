namespace Comity.Kernel.Account;

/// <summary>A name under which a party was met. Spellings that a programme's clean-up makes alike are one.</summary>
/// <param name="Id">Number within the node.</param>
/// <param name="Key">The cleaned-up name; the programme's own.</param>
/// <param name="Text">The name as it was first met.</param>
/// <param name="PartyId">The party it is taken for: the number of one of that party's spellings.</param>
/// <param name="FirstSeenAt">When it was first met, UTC.</param>
public sealed record PartySpelling(long Id, string Key, string Text, long PartyId, DateTimeOffset FirstSeenAt);

/// <summary>Something a spelling was met with, such as a telephone or an address.</summary>
/// <param name="SpellingId">The spelling.</param>
/// <param name="Kind">What it is, in the programme's terms.</param>
/// <param name="Value">Its cleaned-up value.</param>
/// <param name="FirstSeenAt">When the two first came together, UTC.</param>
public sealed record PartyTrait(long SpellingId, string Kind, string Value, DateTimeOffset FirstSeenAt);

/// <summary>That a spelling was taken out of one party and into another, and why. Links are never changed; a later one undoes an earlier.</summary>
public sealed record PartyLink(long SpellingId, long FromParty, long ToParty, string Explanation, string By, DateTimeOffset At);

/// <summary>A party as a list of parties shows it.</summary>
/// <param name="Id">The party.</param>
/// <param name="Text">Its first spelling.</param>
/// <param name="Spellings">How many it has.</param>
public sealed record PartySummary(long Id, string Text, int Spellings);

/// <summary>Reads the parties a node has met.</summary>
public interface IPartyView
{
    /// <summary>Every spelling, by number.</summary>
    IEnumerable<PartySpelling> Spellings();

    /// <summary>How many spellings there are.</summary>
    long CountSpellings();

    /// <summary>The spelling with a key.</summary>
    PartySpelling? Find(string key);

    /// <summary>The spellings of a party, the first met first; none when there is no such party.</summary>
    IReadOnlyList<PartySpelling> Of(long partyId);

    /// <summary>What the spellings of a party were met with, by kind and value.</summary>
    IReadOnlyList<PartyTrait> Traits(long partyId);

    /// <summary>Spellings that were met with something, by number.</summary>
    IReadOnlyList<PartySpelling> With(string kind, string value, int most);

    /// <summary>What was ever joined to a party's spellings or split from them, oldest first.</summary>
    IReadOnlyList<PartyLink> Links(long partyId);

    /// <summary>Parties by number.</summary>
    /// <param name="term">Only those with a spelling that holds this text, in any case; all when <see langword="null"/>.</param>
    /// <param name="severalSpellings">Only those with more than one spelling.</param>
    IReadOnlyList<PartySummary> Parties(string? term, bool severalSpellings, int skip, int take);
}

/// <summary>Writes parties within a unit of work.</summary>
public interface IPartyWriter
{
    /// <summary>Adds a spelling as a party of its own.</summary>
    PartySpelling Add(string key, string text, DateTimeOffset at);

    /// <summary>Notes what a spelling was met with; again makes no difference.</summary>
    void AddTrait(PartyTrait trait);

    /// <summary>The spelling with a key.</summary>
    PartySpelling? Find(string key);

    /// <summary>The spellings of a party, the first met first.</summary>
    IReadOnlyList<PartySpelling> Of(long partyId);

    /// <summary>Spellings that were met with something, by number.</summary>
    IReadOnlyList<PartySpelling> With(string kind, string value, int most);

    /// <summary>Takes a spelling for another party, and enters it in the register when a person does so.</summary>
    /// <param name="link">The link; <see cref="PartyLink.FromParty"/> is where the spelling stands.</param>
    /// <param name="byPerson">Whether a person decided it.</param>
    void Link(PartyLink link, bool byPerson);

    /// <summary>The links of a spelling, oldest first: what a person has split is not joined again without one.</summary>
    IReadOnlyList<PartyLink> Links(long spellingId);
}
