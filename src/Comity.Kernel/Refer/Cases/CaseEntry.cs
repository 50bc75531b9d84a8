using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Comity.Kernel.Refer.Cases;

/// <summary>The kinds of entry by which a case itself comes to be and is shared. All other kinds are a programme's.</summary>
public static class CoreKinds
{
    /// <summary>Opens the case; its node is the lead.</summary>
    public const string Open = "open";

    /// <summary>The lead admits a node, and says whether it sees what was written before.</summary>
    public const string Admit = "admit";

    /// <summary>A node that was admitted takes part; before that it receives nothing but the invitation.</summary>
    public const string Join = "join";

    /// <summary>The lead ends the part of a node.</summary>
    public const string End = "end";

    /// <summary>Whether a kind is one of these.</summary>
    public static bool Contains(string kind) => kind is Open or Admit or Join or End;
}

/// <summary>Whom the lead admits, or whose part it ends.</summary>
/// <param name="Node">The node.</param>
/// <param name="SeesHistory">Whether it receives what was written before it was admitted; never what is marked for others by name.</param>
public sealed record Admission(string Node, bool SeesHistory);

/// <summary>
/// One entry of a joint case: something that its node says and never changes. It is named by the hash of its content and
/// signed by its node. What it says is corrected by another entry of the same node.
/// </summary>
public sealed record CaseEntry
{
    /// <summary>The case (the name of its opening entry); null in the opening entry itself.</summary>
    public string? Case { get; init; }

    /// <summary>The node that says it.</summary>
    public required string Node { get; init; }

    /// <summary>What it is: one of <see cref="CoreKinds"/> or a kind of the programme.</summary>
    public required string Kind { get; init; }

    /// <summary>What it says in words: the title of a case, how people call a person or a vessel, the text of a request.</summary>
    public required string Text { get; init; }

    /// <summary>What it says in the programme's terms. Values are text; a fact with several values is a list.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Facts { get; init; } = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The entry it is about, such as the request that it answers, or null.</summary>
    public string? About { get; init; }

    /// <summary>An earlier entry of the same node whose place it takes, or null.</summary>
    public string? Replaces { get; init; }

    /// <summary>Whom the lead admits; only with <see cref="CoreKinds.Admit"/> and <see cref="CoreKinds.End"/>.</summary>
    public Admission? Admission { get; init; }

    /// <summary>Files that go with it.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>How it may be used and passed on; TLP:RED names the nodes that ever receive it, its own among them.</summary>
    public required Handling Handling { get; init; }

    /// <summary>How far it can be trusted, or null.</summary>
    public Evaluation? Evaluation { get; init; }

    /// <summary>The members it was written for, in order; empty when it is shared with nobody. Core entries are for every member.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>The person who says it.</summary>
    public required string By { get; init; }

    /// <summary>When, by the clock of its node, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Random text, so that nobody can find out by guessing what an entry says.</summary>
    public required string Salt { get; init; }

    /// <summary>The case it belongs to.</summary>
    [JsonIgnore]
    public string CaseId => Case ?? Id();

    /// <summary>Its name: the first 160 bits of the SHA-256 of its canonical JSON, hexadecimal.</summary>
    public string Id() => Convert.ToHexStringLower(SHA256.HashData(ReferralJson.Write(this)).AsSpan(0, 20));

    /// <summary>The first value of a fact, or an empty text.</summary>
    public string Fact(string name) => Facts.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : "";

    /// <summary>All values of a fact.</summary>
    public IReadOnlyList<string> All(string name) => Facts.TryGetValue(name, out var values) ? values : [];
}
