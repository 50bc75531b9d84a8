using System.Security.Cryptography;
using System.Text;
using Comity.Exchange.Cases;
using Comity.Exchange.Identity;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;
using Comity.Kernel.Subjects;

namespace Comity.Host.Cases;

/// <summary>What a check of a case found.</summary>
/// <param name="Entries">Entries checked: name and signature.</param>
/// <param name="Files">Files checked: their bytes have the hash that was signed.</param>
/// <param name="Missing">Files that have not come yet.</param>
/// <param name="Problems">What does not hold.</param>
public sealed record CaseCheck(int Entries, int Files, int Missing, IReadOnlyList<string> Problems)
{
    /// <summary>Checks a case as it is kept.</summary>
    public static CaseCheck Of(ICaseView cases, CaseLog log, IRawFiles raw)
    {
        var problems = new List<string>();
        var signed = cases.Signed(log.Id);
        foreach (var kept in signed)
        {
            if (Problem(kept) is { } problem)
            {
                problems.Add($"Entry {kept.Id}: {problem}");
            }
        }

        var (files, missing) = (0, 0);
        foreach (var (id, file) in log.Entries.SelectMany(named => named.Entry.Attachments.Select(file => (named.Id, file))))
        {
            switch (Holds(raw, file))
            {
                case null:
                    missing++;
                    break;
                case false:
                    files++;
                    problems.Add($"Entry {id}: the file {file.Name} is not the one that was signed: its bytes have another hash.");
                    break;
                default:
                    files++;
                    break;
            }
        }

        return new CaseCheck(signed.Count, files, missing, problems);
    }

    /// <summary>Whether a file's bytes are those that were announced; null while it is not here.</summary>
    public static bool? Holds(IRawFiles raw, Attachment file)
    {
        try
        {
            using var content = raw.Open(file.Sha256);
            return Convert.ToHexStringLower(SHA256.HashData(content)) == file.Sha256;
        }
        catch (IOException error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string? Problem(SignedEntry kept)
    {
        if (!ReferralJson.TryRead<PublicKey>(Encoding.UTF8.GetBytes(kept.Key), out var key, out var problem) || !EntrySeal.TryVerify(kept.Signed, key, out var entry, out problem))
        {
            return problem;
        }

        if (entry.Id() != kept.Id)
        {
            return $"what was signed has the name {entry.Id()}.";
        }

        // That the key was the node's was checked when the entry came; it may have left the card since.
        return EntrySeal.KeyId(kept.Signed) == key.Id() ? null : "the key that is kept with it is not the one it was signed with.";
    }
}
