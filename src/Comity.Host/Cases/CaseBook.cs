using Comity.Kernel.Refer.Cases;

namespace Comity.Host.Cases;

/// <summary>The cases of a node, for its pages and commands.</summary>
public static class CaseBook
{
    /// <summary>The cases that this node leads, takes or took part in, or is invited to.</summary>
    public static IEnumerable<CaseLog> All(ICaseView cases, string node) =>
        cases.Cases().Select(id => cases.Case(id)!).Where(log => log.Member(node) is not null);

    /// <summary>What a member may do and see, in words.</summary>
    public static string PartOf(CaseMember member) => member switch
    {
        { IsLead: true } => "leads the case",
        { EndedAt: not null } => "took part until its part was ended; receives nothing more",
        { JoinedAt: null } => "invited; receives nothing before it joins",
        { SeesHistory: true } => "takes part; also sees what was written before it was admitted",
        _ => "takes part; sees what was written since it was admitted",
    };
}
