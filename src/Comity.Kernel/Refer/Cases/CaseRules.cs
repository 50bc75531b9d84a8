namespace Comity.Kernel.Refer.Cases;

/// <summary>What holds for every entry, whatever its programme; checked when it is written and again when it arrives.</summary>
public static class CaseRules
{
    /// <summary>Largest entry as canonical JSON, in bytes; files go apart.</summary>
    public const int LargestEntryBytes = 64 << 10;

    /// <summary>What is wrong with an entry by itself; empty when nothing is.</summary>
    public static IReadOnlyList<string> Problems(CaseEntry entry)
    {
        var problems = new List<string>();
        void Expect(bool holds, string what)
        {
            if (!holds)
            {
                problems.Add(what);
            }
        }

        var isCore = CoreKinds.Contains(entry.Kind);
        Expect(NodeName.IsValid(entry.Node), $"node: found '{entry.Node}'; expected {NodeName.Rule}.");
        Expect(entry.Kind.Length is > 0 and <= 40 && entry.Kind.All(c => char.IsAsciiLetterLower(c) || c == '-'), $"kind: found '{entry.Kind}'; expected up to 40 lower-case letters and hyphens.");
        Expect((entry.Kind == CoreKinds.Open) == entry.Case is null, "case: every entry but the opening one names its case.");
        Expect(entry.Case is null || IsName(entry.Case), $"case: found '{entry.Case}'; expected 40 hexadecimal digits.");
        Expect(entry.About is null || IsName(entry.About), $"about: found '{entry.About}'; expected 40 hexadecimal digits.");
        Expect(entry.Replaces is null || IsName(entry.Replaces), $"replaces: found '{entry.Replaces}'; expected 40 hexadecimal digits.");
        Expect(
            entry.Kind is CoreKinds.Admit or CoreKinds.End == entry.Admission is not null,
            "admission: admitting and ending name a node, and nothing else does.");
        Expect(entry.Admission is null || (NodeName.IsValid(entry.Admission.Node) && entry.Admission.Node != entry.Node), $"admission: found '{entry.Admission?.Node}'; expected another node.");
        Expect(!isCore || (entry.About is null && entry.Replaces is null && entry.To.Count == 0 && entry.Facts.Count == 0 && entry.Attachments.Count == 0), "An entry on the case itself carries nothing else.");
        Expect(isCore || entry.Text.Trim().Length > 0 || entry.Facts.Count > 0, "text: the entry says nothing.");
        Expect(entry.Kind != CoreKinds.Open || entry.Text.Trim().Length > 0, "text: a case has a title.");
        Expect(entry.By.Length > 0, "by: an entry says who wrote it.");
        Expect(entry.Salt.Length >= 16, "salt: expected 16 characters or more.");
        Expect(entry.Evaluation?.IsKnown ?? true, $"evaluation: found {entry.Evaluation?.Source}{entry.Evaluation?.Information}; expected one of A, B, C, X and 1 to 4.");
        Expect(Enum.IsDefined(entry.Handling.Tlp), "handling: unknown colour.");
        Expect(!isCore || entry.Handling.Tlp != Tlp.Red, "handling: who takes part cannot be marked TLP:RED; mark single entries.");
        Expect(entry.Handling.Tlp == Tlp.Red || entry.Handling.Named.Count == 0, "handling: only TLP:RED names recipients.");
        Expect(entry.Handling.Tlp != Tlp.Red || entry.Handling.Named.Contains(entry.Node, StringComparer.Ordinal), "handling: TLP:RED names the node of the entry too.");
        Expect(
            entry.Handling.Tlp != Tlp.Red || !entry.To.Except(entry.Handling.Named, StringComparer.Ordinal).Any(),
            "to: a TLP:RED entry goes to the nodes that are named, and to nobody else.");
        Expect(!entry.To.Contains(entry.Node, StringComparer.Ordinal) && IsInOrder(entry.To), "to: expected other nodes in order, each once.");
        Sizes(entry, Expect);
        return problems;
    }

    /// <summary>
    /// Whether an entry may be used or seen more widely than the one it is about or takes the place of. Its own node always
    /// sees it, and so does the node of that entry, which stands among the names of its own TLP:RED.
    /// </summary>
    public static bool Loosens(CaseEntry entry, CaseEntry before)
    {
        var circle = before.Handling.Tlp == Tlp.Red
            ? before.Handling with { Named = [.. before.Handling.Named.Append(entry.Node)] }
            : before.Handling;
        return !entry.Handling.IsAtLeastAsStrictAs(circle);
    }

    /// <summary>Whether a text can name an entry or a case.</summary>
    public static bool IsName(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    private static bool IsInOrder(IReadOnlyList<string> nodes) => nodes.Zip(nodes.Skip(1)).All(pair => string.CompareOrdinal(pair.First, pair.Second) < 0);

    private static void Sizes(CaseEntry entry, Action<bool, string> expect)
    {
        expect(entry.Text.Length <= OfferRules.LongestText, $"text: found {entry.Text.Length} characters; expected at most {OfferRules.LongestText}.");
        expect(
            entry.Facts.Values.All(values => values.Count is > 0 and <= OfferRules.MostItems) && entry.Attachments.Count <= OfferRules.MostItems
            && entry.To.Count <= OfferRules.MostItems && entry.Handling.Named.Count <= OfferRules.MostItems,
            $"A list is empty or has more than {OfferRules.MostItems} items.");
        expect(ReferralJson.Write(entry).Length <= LargestEntryBytes, $"The entry is larger than {LargestEntryBytes} bytes.");
        foreach (var attachment in entry.Attachments)
        {
            expect(OfferRules.IsSha256(attachment.Sha256), $"attachments: '{attachment.Sha256}' is no SHA-256 of 64 lower-case hexadecimal digits.");
            expect(
                attachment.Bytes is > 0 and <= OfferRules.LargestAttachmentBytes,
                FormattableString.Invariant($"attachments: {attachment.Name} has {attachment.Bytes} bytes; expected 1 to {OfferRules.LargestAttachmentBytes}."));
        }
    }
}
