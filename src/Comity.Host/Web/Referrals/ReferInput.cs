using System.Globalization;
using Comity.Exchange.Desk;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;
using Comity.Programmes.Containers.Refer;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Web.Referrals;

/// <summary>What stands in the form with which a consignment is referred, as it was typed.</summary>
internal sealed record ReferInput
{
    public const int LongestText = 2000;
    public const int UsualDays = 30;
    public const int MostDays = 365;

    /// <summary>What can be chosen; a permission is asked for elsewhere.</summary>
    public static IReadOnlyList<ReferralKind> Kinds { get; } = [.. Enum.GetValues<ReferralKind>().Where(kind => kind != ReferralKind.RequestPermission)];

    public string To { get; init; } = "";

    public string Kind { get; init; } = nameof(ReferralKind.RequestControl);

    public string Purpose { get; init; } = ConsignmentReferral.Purposes[0].Id;

    public string Request { get; init; } = "";

    public string Ground { get; init; } = nameof(GroundKind.LegalBasis);

    public string Reference { get; init; } = "";

    public string Reason { get; init; } = "";

    /// <summary>Nothing is chosen at first: handling is said, never assumed.</summary>
    public string Tlp { get; init; } = "";

    public bool H1 { get; init; }

    public bool H2 { get; init; }

    public string H3 { get; init; } = "";

    public string Days { get; init; } = $"{UsualDays}";

    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>The form as it was sent.</summary>
    public static ReferInput Of(IFormCollection form)
    {
        string One(string name) => form[name].ToString().Trim();
        return new ReferInput
        {
            To = One("to"),
            Kind = One("kind"),
            Purpose = One("purpose"),
            Request = One("request"),
            Ground = One("ground"),
            Reference = One("reference"),
            Reason = One("why"),
            Tlp = One("tlp"),
            H1 = form.ContainsKey("h1"),
            H2 = form.ContainsKey("h2"),
            H3 = One("h3"),
            Days = One("days"),
            LeftOut = [.. form["leave"].OfType<string>()],
        };
    }

    /// <summary>What the officer decided.</summary>
    /// <exception cref="ReferralRefusedException">Something is missing or wrong; the message says what.</exception>
    public ReferralWish Wish()
    {
        if (!Enum.TryParse<ReferralKind>(Kind, out var kind) || !Kinds.Contains(kind))
        {
            throw new ReferralRefusedException("Choose what is wanted of the partner.");
        }

        if (!Enum.TryParse<GroundKind>(Ground, out var ground) || !Enum.IsDefined(ground) || Reference.Length == 0)
        {
            throw new ReferralRefusedException("Say what entitles this node: the provision, or the number of the consent record.");
        }

        if (!Enum.TryParse<Tlp>(Tlp, out var tlp) || !Enum.IsDefined(tlp))
        {
            throw new ReferralRefusedException("Choose the handling: who may see it.");
        }

        if (!int.TryParse(Days, NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is < 1 or > MostDays)
        {
            throw new ReferralRefusedException($"It lapses after 1 to {MostDays} whole days.");
        }

        if (Request.Length is 0 or > LongestText || Reference.Length > LongestText || Reason.Length > LongestText || H3.Length > LongestText)
        {
            throw new ReferralRefusedException(Request.Length == 0 ? "Say what is asked of the partner." : $"A text has more than {LongestText} characters.");
        }

        return new ReferralWish
        {
            To = To.Length > 0 ? To : throw new ReferralRefusedException("Choose the partner."),
            Kind = kind,
            Purpose = ConsignmentReferral.Purposes.FirstOrDefault(purpose => purpose.Id == Purpose) ?? throw new ReferralRefusedException("Choose what it is for."),
            Request = Request,
            Ground = new Ground(ground, Reference, Reason),
            Handling = new Handling { Tlp = tlp, Named = tlp == Kernel.Refer.Tlp.Red ? [To] : [], H1 = H1, H2 = H2, H3 = H3.Length > 0 ? [H3] : [] },
            Days = days,
            LeftOut = LeftOut,
        };
    }
}
