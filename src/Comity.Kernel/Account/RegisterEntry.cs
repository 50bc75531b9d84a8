using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Comity.Kernel.Account;

/// <summary>
/// One line of the append-only register: what happened, when, to which subject, by whom. Entries are chained by
/// hash; a correction is a new entry that names the one it corrects.
/// </summary>
/// <param name="Number">1 for the first; no number is ever missing.</param>
/// <param name="Kind">The kind of entry, such as <c>control</c>.</param>
/// <param name="SubjectId">The subject it concerns, or <see langword="null"/>.</param>
/// <param name="At">When it was recorded, UTC.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Corrects">The number of the entry this one takes the place of, or <see langword="null"/>.</param>
/// <param name="Payload">The entry's own data as JSON; its meaning belongs to the programme.</param>
/// <param name="PreviousHash">Hash of the entry before, or 64 zeros.</param>
/// <param name="Hash">SHA-256 over all of the above, lower-case hexadecimal.</param>
public sealed record RegisterEntry(
    long Number,
    string Kind,
    long? SubjectId,
    DateTimeOffset At,
    string By,
    long? Corrects,
    string Payload,
    string PreviousHash,
    string Hash)
{
    /// <summary>The previous hash of the first entry.</summary>
    public static string NoPreviousHash { get; } = new('0', 64);

    /// <summary>Makes the entry that follows another.</summary>
    public static RegisterEntry After(
        RegisterEntry? last, string kind, long? subjectId, DateTimeOffset at, string by, long? corrects, string payload)
    {
        var entry = new RegisterEntry(
            (last?.Number ?? 0) + 1, kind, subjectId, at.ToUniversalTime(), by, corrects, payload, last?.Hash ?? NoPreviousHash, "");
        return entry with { Hash = entry.ComputeHash() };
    }

    /// <summary>The hash the entry ought to have. Each part is preceded by its length, so that no two entries share a preimage.</summary>
    public string ComputeHash()
    {
        var preimage = new StringBuilder();
        string[] parts =
        [
            Number.ToString(CultureInfo.InvariantCulture),
            Kind,
            SubjectId?.ToString(CultureInfo.InvariantCulture) ?? "",
            At.ToString("O", CultureInfo.InvariantCulture),
            By,
            Corrects?.ToString(CultureInfo.InvariantCulture) ?? "",
            Payload,
            PreviousHash,
        ];
        foreach (var part in parts)
        {
            preimage.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part};");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(preimage.ToString())));
    }
}

/// <summary>The first break in the register's chain.</summary>
/// <param name="Number">The entry at which the chain breaks.</param>
/// <param name="What">What is wrong with it.</param>
public sealed record RegisterBreak(long Number, string What);

/// <summary>Checks that nothing in the register was changed, removed or reordered.</summary>
public static class RegisterChain
{
    /// <summary>The first break, or <see langword="null"/> when the chain holds.</summary>
    /// <param name="entries">All entries in order.</param>
    public static RegisterBreak? Verify(IEnumerable<RegisterEntry> entries)
    {
        var previous = RegisterEntry.NoPreviousHash;
        var number = 0L;
        foreach (var entry in entries)
        {
            number++;
            if (entry.Number != number)
            {
                return new RegisterBreak(number, $"entry {number} is missing; {entry.Number} stands in its place");
            }

            if (!string.Equals(entry.PreviousHash, previous, StringComparison.Ordinal))
            {
                return new RegisterBreak(number, "it does not follow the entry before it");
            }

            if (!string.Equals(entry.ComputeHash(), entry.Hash, StringComparison.Ordinal))
            {
                return new RegisterBreak(number, "its contents were changed");
            }

            previous = entry.Hash;
        }

        return null;
    }
}
