using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Comity.Kernel.Account.Audit;

/// <summary>What an audited act is to the one whose data it touches.</summary>
public enum AuditKind
{
    /// <summary>Something was looked at.</summary>
    Read,

    /// <summary>Something was looked for; the detail holds the terms.</summary>
    Search,

    /// <summary>Something left the node as a file.</summary>
    Export,

    /// <summary>Something was changed.</summary>
    Change,

    /// <summary>Somebody signed in or out, failed to, or changed what they prove themselves by.</summary>
    Access,
}

/// <summary>How an audited act went.</summary>
public enum AuditOutcome
{
    /// <summary>It was allowed and begun. The entry is made before the act, so that no act is without one.</summary>
    Allowed,

    /// <summary>It was refused.</summary>
    Refused,

    /// <summary>It had been allowed and then failed.</summary>
    Failed,
}

/// <summary>What is to be audited.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Account">The account's number, <c>operator</c>, or empty for nobody who is known.</param>
/// <param name="Actor">The name of who acted.</param>
/// <param name="Unit">The unit acted for.</param>
/// <param name="Resource">What was touched, in the terms of the role book.</param>
/// <param name="Action">What was done to it.</param>
/// <param name="Item">Which one, such as an address or a command.</param>
/// <param name="Detail">More, such as the terms of a search.</param>
/// <param name="Why">The purpose.</param>
/// <param name="Origin">From where: a network address, or <c>command line</c>.</param>
/// <param name="Outcome">How it went.</param>
public sealed record AuditAct(
    AuditKind Kind, string Account, string Actor, string Unit, string Resource, string Action, string Item, string Detail, string Why, string Origin, AuditOutcome Outcome);

/// <summary>One line of the audit: an act with its number, its time and its place in the chain.</summary>
/// <param name="Number">1 for the first; no number is ever missing.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Act">What was done.</param>
/// <param name="PreviousHash">Hash of the entry before, or 64 zeros.</param>
/// <param name="Hash">SHA-256 over all of the above, lower-case hexadecimal.</param>
public sealed record AuditEntry(long Number, DateTimeOffset At, AuditAct Act, string PreviousHash, string Hash)
{
    /// <summary>Makes the entry that follows another.</summary>
    /// <param name="last">Where the chain ends now.</param>
    /// <param name="at">When.</param>
    /// <param name="act">What was done.</param>
    public static AuditEntry After(AuditHead last, DateTimeOffset at, AuditAct act)
    {
        var entry = new AuditEntry(last.Number + 1, at.ToUniversalTime(), act, last.Hash, "");
        return entry with { Hash = entry.ComputeHash() };
    }

    /// <summary>The hash the entry ought to have. Each part is preceded by its length, so that no two entries share a preimage.</summary>
    public string ComputeHash()
    {
        var preimage = new StringBuilder();
        string[] parts =
        [
            Number.ToString(CultureInfo.InvariantCulture), At.ToString("O", CultureInfo.InvariantCulture),
            Act.Kind.ToString(), Act.Account, Act.Actor, Act.Unit, Act.Resource, Act.Action, Act.Item, Act.Detail, Act.Why, Act.Origin, Act.Outcome.ToString(),
            PreviousHash,
        ];
        foreach (var part in parts)
        {
            preimage.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part};");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(preimage.ToString())));
    }
}

/// <summary>Where the chain ends. Written down elsewhere it witnesses everything up to it: nobody can cut the end off or write the chain anew unseen.</summary>
/// <param name="Number">The number of the last entry; 0 when there is none.</param>
/// <param name="Hash">Its hash.</param>
public sealed record AuditHead(long Number, string Hash)
{
    /// <summary>The head of an empty audit.</summary>
    public static AuditHead None { get; } = new(0, new string('0', 64));

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}:{Hash}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is none.</summary>
    public static AuditHead? Parse(string text) =>
        text.Split(':') is [var number, { Length: 64 } hash] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? new AuditHead(value, hash)
            : null;
}
