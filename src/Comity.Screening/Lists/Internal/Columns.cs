namespace Comity.Screening.Lists.Internal;

/// <summary>The columns of a table by their headings; case and blanks around them do not count.</summary>
internal sealed class Columns
{
    private readonly Dictionary<string, int> _at = new(StringComparer.OrdinalIgnoreCase);

    public Columns(IReadOnlyList<string> headings)
    {
        Count = headings.Count;
        foreach (var (at, heading) in headings.Index())
        {
            _at.TryAdd(heading.Trim(), at);
        }
    }

    public int Count { get; }

    public bool Has(string heading) => _at.ContainsKey(heading);

    public int? Of(string heading) => _at.TryGetValue(heading, out var at) ? at : null;
}
