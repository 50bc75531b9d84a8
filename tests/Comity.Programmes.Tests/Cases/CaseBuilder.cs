using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;
using Comity.Programmes.Cases;

namespace Comity.Programmes.Tests.Cases;

/// <summary>A case that is written for a test, entry by entry, each checked against its kind.</summary>
internal sealed class CaseBuilder
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private int _number;

    public CaseBuilder() => Log = new CaseLog(Entry("alfa", CoreKinds.Open, null, "1.4 t in bananas"));

    public CaseLog Log { get; }

    public string Add(string kind, string text, string? about = null, string? replaces = null, params (string Name, string Value)[] facts)
    {
        var entry = Entry("alfa", kind, Log.Id, text) with
        {
            About = about,
            Replaces = replaces,
            Facts = facts.GroupBy(fact => fact.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(fact => fact.Value)], StringComparer.Ordinal),
            Attachments = JointCase.Kind(kind)!.HasFile ? [new Attachment(new string('a', 64), 3, "a.pdf", "application/pdf")] : [],
        };
        JointCase.Kind(kind)!.Problems(entry, Log).ShouldBeEmpty();
        Log.Take(entry, "alfa").Fate.ShouldBe(EntryFate.New);
        return entry.Id();
    }

    public CaseEntry Entry(string node, string kind, string? caseId, string text) => new()
    {
        Case = caseId,
        Node = node,
        Kind = kind,
        Text = text,
        Handling = new Handling { Tlp = Tlp.Green },
        By = "officer",
        At = Start.AddMinutes(_number++),
        Salt = $"a salt of the tests {_number:000}",
    };
}
