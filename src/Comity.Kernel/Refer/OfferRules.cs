using System.Globalization;

namespace Comity.Kernel.Refer;

/// <summary>The data that a purpose needs and may carry, no more: data minimisation as a rule that is checked.</summary>
/// <param name="Id">Its name, such as <c>container-control</c>.</param>
/// <param name="Title">What it is for.</param>
/// <param name="Required">Facts without which the recipient could not act.</param>
/// <param name="Optional">Facts that may go with them.</param>
/// <param name="NeedsConsent">Whether the person's consent, or an authorised override, must be recorded.</param>
public sealed record ReferralPurpose(
    string Id, string Title, IReadOnlyList<string> Required, IReadOnlyList<string> Optional, bool NeedsConsent = false)
{
    /// <summary>The purpose of every permission that is asked of an originator.</summary>
    public static ReferralPurpose Permission { get; } = new("permission", "Permission of the originator", [], []);

    /// <summary>What is wrong with an offer for this purpose; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems(ReferralOffer offer)
    {
        var problems = new List<string>();
        foreach (var missing in Required.Where(fact => !offer.Subject.Facts.ContainsKey(fact)))
        {
            problems.Add($"The purpose {Id} needs the fact {missing}.");
        }

        foreach (var extra in offer.Subject.Facts.Keys.Where(fact => !Required.Contains(fact, StringComparer.Ordinal) && !Optional.Contains(fact, StringComparer.Ordinal)))
        {
            problems.Add($"The fact {extra} is not in the minimum data set of the purpose {Id}; leave it out.");
        }

        if (NeedsConsent && offer.Ground.Kind == GroundKind.LegalBasis)
        {
            problems.Add($"The purpose {Id} needs a recorded consent, or an authorised override with its reason.");
        }

        return problems;
    }
}

/// <summary>What holds for every offer, whatever its purpose; checked when it is made and again when it arrives.</summary>
public static class OfferRules
{
    /// <summary>Longest text of a field, in characters.</summary>
    public const int LongestText = 4_000;

    /// <summary>Most facts, values of a fact and attachments.</summary>
    public const int MostItems = 200;

    /// <summary>Largest attachment, 256 MiB.</summary>
    public const long LargestAttachmentBytes = 256L << 20;

    /// <summary>What is wrong with an offer; empty when nothing is.</summary>
    public static IReadOnlyList<string> Problems(ReferralOffer offer)
    {
        var problems = new List<string>();
        void Expect(bool holds, string what)
        {
            if (!holds)
            {
                problems.Add(what);
            }
        }

        Expect(NodeName.IsValid(offer.From), $"from: found '{offer.From}'; expected {NodeName.Rule}.");
        Expect(NodeName.IsValid(offer.To), $"to: found '{offer.To}'; expected {NodeName.Rule}.");
        Expect(offer.From != offer.To, "to: a node does not refer to itself.");
        Expect(Enum.IsDefined(offer.Kind), "kind: unknown.");
        Expect(offer.Purpose.Length > 0, "purpose: missing.");
        Expect(offer.By.Length > 0, "by: a referral says who made it.");
        Expect(offer.Ground.Reference.Length > 0, "ground: a referral names its legal basis or the consent record.");
        Expect(offer.Ground.Kind != GroundKind.Override || offer.Ground.Reason.Length > 0, "ground: sharing without consent says why.");
        Expect(offer.ExpiresAt > offer.At, string.Create(CultureInfo.InvariantCulture, $"expiresAt: found {offer.ExpiresAt:O}; expected a time after {offer.At:O}."));
        Expect(offer.Evaluation?.IsKnown ?? true, $"evaluation: found {offer.Evaluation?.Source}{offer.Evaluation?.Information}; expected one of A, B, C, X and 1 to 4.");
        Expect(Enum.IsDefined(offer.Handling.Tlp), "handling: unknown colour.");
        Expect(
            offer.Handling.Tlp != Tlp.Red || offer.Handling.Named.Contains(offer.To, StringComparer.Ordinal),
            $"handling: TLP:RED is for named recipients, and {offer.To} is not named.");
        Expect(offer.Handling.Tlp == Tlp.Red || offer.Handling.Named.Count == 0, "handling: only TLP:RED names recipients.");
        Expect(
            (offer.Kind == ReferralKind.RequestPermission) == offer.Permission is not null,
            "permission: a request for permission says what for, and nothing else does.");
        Expect(offer.Permission is not { ShareWith: null, UseInCourt: false }, "permission: neither passing on nor use in court is asked for.");
        Expect(offer.Salt.Length >= 16, "salt: expected 16 characters or more.");
        Sizes(offer, Expect);
        return problems;
    }

    private static void Sizes(ReferralOffer offer, Action<bool, string> expect)
    {
        string?[] texts =
        [
            offer.Purpose, offer.Request, offer.Subject.Kind, offer.Subject.Label, offer.Ground.Reference, offer.Ground.Reason, offer.By, offer.Salt,
            .. offer.Handling.H3, .. offer.Handling.Named, .. offer.Attachments.Select(a => a.Name), .. offer.Attachments.Select(a => a.MediaType),
            .. offer.Subject.Facts.Keys, .. offer.Subject.Facts.Values.SelectMany(values => values),
        ];
        expect(texts.All(text => text!.Length <= LongestText), $"A text is longer than {LongestText} characters.");
        expect(
            offer.Subject.Facts.Count <= MostItems && offer.Subject.Facts.Values.All(values => values.Count <= MostItems)
            && offer.Attachments.Count <= MostItems && offer.Handling.H3.Count <= MostItems && offer.Handling.Named.Count <= MostItems,
            $"A list has more than {MostItems} items.");
        foreach (var attachment in offer.Attachments)
        {
            expect(IsSha256(attachment.Sha256), $"attachments: '{attachment.Sha256}' is no SHA-256 of 64 lower-case hexadecimal digits.");
            expect(
                attachment.Bytes is > 0 and <= LargestAttachmentBytes,
                string.Create(CultureInfo.InvariantCulture, $"attachments: {attachment.Name} has {attachment.Bytes} bytes; expected 1 to {LargestAttachmentBytes}."));
        }
    }

    internal static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>The name of a node, chosen when its keys are made: it stands in every referral.</summary>
public static class NodeName
{
    /// <summary>The rule in words.</summary>
    public const string Rule = "3 to 40 lower-case letters, digits and hyphens, beginning with a letter";

    /// <summary>Whether a text can name a node.</summary>
    public static bool IsValid(string name) =>
        name.Length is >= 3 and <= 40 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
