using System.Globalization;
using Comity.Host.Web.Shared;
using Comity.Kernel.Account;
using Comity.Programmes.Containers.History;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Web.Containers;

/// <summary>What the worklist is asked for, as it stands in its address.</summary>
internal sealed record WorklistQuery(string Text, string Profile, string Threat, string State, double? LeastScore, int Page)
{
    /// <summary>States a consignment can be asked for in.</summary>
    public static IReadOnlyList<string> States { get; } = ["open", "decided", "all"];

    /// <summary>Whether it asks for anything in particular.</summary>
    public bool IsNarrowed => Text.Length > 0 || Profile.Length > 0 || Threat.Length > 0 || LeastScore is not null || State != "open" || Page > 1;

    public static WorklistQuery Of(HttpRequest request)
    {
        string One(string name) => request.Query[name].FirstOrDefault()?.Trim() ?? "";
        var text = One("q");
        // A search from the top of the page looks everywhere; the filter form names its state.
        var state = States.Contains(One("state"), StringComparer.Ordinal) ? One("state") : text.Length > 0 ? "all" : "open";
        return new WorklistQuery(
            text,
            One("profile"),
            One("threat"),
            state,
            double.TryParse(One("score"), NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && double.IsFinite(score) ? score : null,
            Paging.Of(request));
    }

    /// <summary>The filter. Names are kept folded and numbers as declared, so a text is tried both ways, then without its blanks.</summary>
    public SubjectFilter Filter(INodeView view)
    {
        var filter = new SubjectFilter
        {
            ProfileId = Profile.Length > 0 ? Profile : null,
            Threat = Threat.Length > 0 ? Threat : null,
            Open = State switch { "open" => true, "decided" => false, _ => null },
            ScoreAtLeast = LeastScore,
        };
        if (Text.Length == 0)
        {
            return filter;
        }

        string[] spellings = [Text, Keys.Fold(Text), Keys.Fold(Text).Replace(" ", "", StringComparison.Ordinal)];
        var found = spellings.Where(term => term.Length > 0).Select(term => filter with { Term = term }).FirstOrDefault(narrowed => view.Count(narrowed) > 0);
        return found ?? filter with { Term = Text };
    }

    /// <summary>The address of one of its pages.</summary>
    public string Address(int page)
    {
        var parts = new List<string> { $"state={State}" };
        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        Add("q", Text);
        Add("profile", Profile);
        Add("threat", Threat);
        Add("score", LeastScore?.ToString(CultureInfo.InvariantCulture) ?? "");
        Add("page", page.ToString(CultureInfo.InvariantCulture));
        return "/?" + string.Join('&', parts);
    }
}
