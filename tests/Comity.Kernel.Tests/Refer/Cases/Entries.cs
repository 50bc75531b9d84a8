using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;

namespace Comity.Kernel.Tests.Refer.Cases;

/// <summary>Entries for tests, each later than the one before.</summary>
internal sealed class Entries
{
    private int _number;

    public static Handling Green { get; } = new() { Tlp = Tlp.Green };

    public CaseEntry Open(string lead = "alfa") => Core(lead, CoreKinds.Open, null) with { Text = "1.4 t in bananas" };

    public CaseEntry Admit(CaseLog log, string node, bool seesHistory = false) => Core(log.Lead, CoreKinds.Admit, log.Id) with { Admission = new Admission(node, seesHistory) };

    public CaseEntry End(CaseLog log, string node) => Core(log.Lead, CoreKinds.End, log.Id) with { Admission = new Admission(node, false) };

    public CaseEntry Join(CaseLog log, string node) => Core(node, CoreKinds.Join, log.Id);

    public CaseEntry Note(CaseLog log, string node, Handling? handling = null, string? about = null, string? replaces = null) => Core(node, "minute", log.Id) with
    {
        Text = $"what {node} says",
        About = about,
        Replaces = replaces,
        Handling = handling ?? Green,
        To = log.Audience(node, handling ?? Green),
    };

    public static Handling Red(params string[] named) => new() { Tlp = Tlp.Red, Named = [.. named.Order(StringComparer.Ordinal)] };

    private CaseEntry Core(string node, string kind, string? caseId) => new()
    {
        Case = caseId,
        Node = node,
        Kind = kind,
        Text = "",
        Handling = Green,
        By = $"officer of {node}",
        At = Offers.Now.AddMinutes(_number++),
        Salt = $"a salt of the tests {_number:0000}",
    };
}
