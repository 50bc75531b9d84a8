namespace Comity.Store;

/// <summary>
/// Track records that were used lately; only the one open unit of work touches it. Ports see the same parties every
/// week, so most look-ups of an import end here. Cleared when full, which costs a few reads.
/// </summary>
internal sealed class TrackRecordCache
{
    private const int Most = 100_000;
    private readonly Dictionary<(string Kind, string Key), byte[]?> _payloads = [];

    public bool TryGet((string Kind, string Key) name, out byte[]? payload) => _payloads.TryGetValue(name, out payload);

    public void Put((string Kind, string Key) name, byte[]? payload)
    {
        if (_payloads.Count >= Most)
        {
            _payloads.Clear();
        }

        _payloads[name] = payload;
    }

    public void Clear() => _payloads.Clear();
}
